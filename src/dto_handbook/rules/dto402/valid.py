# src/ai/backend/manager/data/deployment/arguments.py
"""Documented fields, each in its own way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, Field


@dataclass(frozen=True)
class Doc:
    """The purpose of a field, as in PEP 727."""

    text: str


@dataclass(frozen=True)
class RevisionArguments:
    """What a revision's server was started with (internal).

    Attributes:
        named: By the name of the option, without dashes.
        spelled (dict): By the name as it was typed.

    The field ``ticked``: what was switched on.
    """

    table: ClassVar[dict[str, Any]] = {}
    model_path: str
    known: Mapping[int, str]
    pair: tuple[str, int]
    names: Sequence[str]
    beside: dict[str, str]  # Environment variables by name
    # Environment variables by name
    above: dict[str, str]
    inside: dict[
        str,  # The variable's name
        str,
    ]
    below: dict[str, str]
    """Environment variables by name."""
    marked: Annotated[dict[str, str], "environment variables by name"]
    explained: Annotated[dict[str, str], Doc("environment variables by name")]
    named: dict[str, str]
    spelled: dict[str, str]
    ticked: dict[str, bool]
    last: Any = field(default=None, metadata={"doc": "the server's last response"})


class RevisionSchema(BaseModel):
    """The response of a revision's server."""

    body: dict[str, Any] = Field(description="The answer by its keys.")
