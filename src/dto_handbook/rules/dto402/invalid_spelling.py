# src/ai/backend/manager/data/deployment/parameters.py
"""Fields that leave open what they hold, and remarks that do not tell."""

import typing as t
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

Json = dict[str, Any]


@dataclass(frozen=True)
class RevisionParameters:
    """What a revision was started with (internal).

    The deployment service reads the payload of each, and hands it to the agent.
    """

    payload: Any  # WRONG DTO402@5: anything; the docstring's "payload of each" names no field
    owner: object  # WRONG DTO402@5: anything
    environ: "Mapping[str, str] | None"  # WRONG DTO402@5: quotes
    limits: Optional[t.Dict[str, int]]  # WRONG DTO402@5: typing's own name
    extra: Json  # WRONG DTO402@5: an alias
    values: tuple[dict[str, str], ...]  # WRONG DTO402@5: inside of a tuple
    size: tuple  # type: ignore[type-arg] # WRONG DTO402@5: of what? The remark is for a tool
    # TODO: document
    options: dict[str, str]  # WRONG DTO402@5: a promise above it
    marker: str = "# no comment"
    text: dict[str, str] = field(  # WRONG DTO402@5: two lines, and nothing said
        default_factory=dict
    )

    # Followed by a line that is empty, this belongs to none of the two.

    last: Any = None  # noqa: RUF100 # WRONG DTO402@5: for a tool
