# src/ai/backend/manager/data/deployment/parameters.py
"""Fields with a vague type, and comments that do not explain it."""

import typing as t
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

Json = dict[str, Any]


@dataclass(frozen=True)
class RevisionParameters:
    """What a revision was started with (internal).

    The deployment service reads the payload of each, and sends it to the agent.
    """

    payload: Any  # WRONG DTO402@5: anything; the docstring's "payload of each" names no field
    owner: object  # WRONG DTO402@5: anything
    environ: "Mapping[str, str] | None"  # WRONG DTO402@5: quotes
    limits: Optional[t.Dict[str, int]]  # WRONG DTO402@5: typing's own name
    extra: Json  # WRONG DTO402@5: an alias
    values: tuple[dict[str, str], ...]  # WRONG DTO402@5: inside a tuple
    size: tuple  # type: ignore[type-arg] # WRONG DTO402@5: of what? The remark is for a tool
    # TODO: document
    options: dict[str, str]  # WRONG DTO402@5: only a note of work to do above it
    marker: str = "# no comment"
    text: dict[str, str] = field(  # WRONG DTO402@5: two lines without a comment
        default_factory=dict
    )

    # Followed by an empty line, this comment belongs to neither field.

    last: Any = None  # noqa: RUF100 # WRONG DTO402@5: for a tool
