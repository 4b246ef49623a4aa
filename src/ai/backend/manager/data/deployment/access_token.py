"""Access tokens of a deployment's endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class DeploymentAccessToken:
    """Access token as the deployment service stores and checks it.

    Never leaves the Manager: the API shows a token once, when it is issued.
    """

    token_id: str
    deployment_id: str
    digest: str = field(repr=False)  # SHA-256 of the token, in hexadecimal
    expires_at: datetime | None  # In UTC; None: until revoked
