"""A user's access key and secret key."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Keypair:
    """A keypair as the auth repository returns one, to check a request's signature."""

    access_key: str
    secret_key: str = field(repr=False)  # Never in a log: left out of repr()
    user_id: str
    is_active: bool
    rate_limit: int | None = None  # Requests in 15 minutes; 0: none allowed; None: unlimited
