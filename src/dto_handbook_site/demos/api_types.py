"""Which types REST and GraphQL send alike: a value of each goes through both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import strawberry
from pydantic import BaseModel, create_model
from strawberry.exceptions import StrawberryException
from strawberry.experimental import pydantic

from ai.backend.manager.api.gql.failures import CodedSchema

GIB = 2**30


@strawberry.enum
class State(StrEnum):
    """A shared enum."""

    DONE = "done"
    READY = "READY"


class Item(BaseModel):
    """A shared DTO in another one."""

    id: str


@pydantic.type(model=Item, all_fields=True)
class GraphQLItem:
    """Its schema type."""


VALUES: Mapping[str, tuple[object, object]] = {
    "str": (str, "a"),
    "bool": (bool, True),
    "float": (float, 0.5),
    "int of 1 GiB": (int, GIB),
    "int of 3 GiB": (int, 3 * GIB),
    "Decimal of 3 GiB": (Decimal, 3 * GIB),
    "UUID": (UUID, UUID(int=7)),
    "date": (date, date(2026, 1, 2)),
    "time": (time, time(3, 4)),
    "datetime": (datetime, datetime(2026, 1, 2, tzinfo=UTC)),
    "timedelta": (timedelta, timedelta(hours=1)),
    "bytes": (bytes, b"a"),
    'an enum, DONE = "done"': (State, State.DONE),
    'an enum, READY = "READY"': (State, State.READY),
    'Literal["done"]': (Literal["done"], "done"),
    "str | None": (str | None, None),
    "int | str": (int | str, 1),
    "a shared DTO": (Item, Item(id="a")),
    "tuple[str, ...]": (tuple[str, ...], ("a", "b")),
    "tuple[str, int]": (tuple[str, int], ("a", 1)),
    "tuple[tuple[str, str], ...]": (tuple[tuple[str, str], ...], (("a", "b"),)),
    "frozenset[str]": (frozenset[str], frozenset({"a"})),
    "dict[str, str]": (dict[str, str], {"a": "b"}),
    "Mapping[str, str]": (Mapping[str, str], {"a": "b"}),
}
"""A type and a value of it, by its name in the table."""


@dataclass(frozen=True)
class Carried:
    """A value, as REST and GraphQL sent it."""

    name: str
    rest: str  # JSON
    graphql: str  # JSON, or an error
    schema: str  # The type in the GraphQL schema; empty if there is none

    @property
    def is_same(self) -> bool:
        """Whether a client receives the same JSON from both."""
        return self.rest == self.graphql


def carried() -> Iterator[Carried]:
    """Send a value of each type through REST and GraphQL."""
    for name, (type_, value) in VALUES.items():
        fields: dict[str, Any] = {"value": (type_, ...)}
        model = create_model("Model", **fields)
        sent = model(value=value)
        rest = json.dumps(sent.model_dump(mode="json")["value"])
        try:
            graphql, schema = _through_graphql(sent, "{ id }" if type_ is Item else "")
        except (StrawberryException, TypeError) as error:
            graphql, schema = f"no schema: {type(error).__name__}", ""
        yield Carried(name, rest, graphql, schema)


def schema_with(sent: BaseModel) -> strawberry.Schema:
    """Make a schema whose query `result` sends a shared DTO.

    Args:
        sent: The DTO.

    Raises:
        TypeError: Strawberry makes no schema type of a field's type.
        StrawberryException: It does not, for another reason.
    """
    result: Any = pydantic.type(model=type(sent), all_fields=True)(type("Result", (), {}))

    def resolve() -> Any:  # noqa: ANN401 - Strawberry reads the next line's annotation instead
        return result.from_pydantic(sent)

    resolve.__annotations__["return"] = result
    query = type("Query", (), {"result": strawberry.field(resolver=resolve)})
    return CodedSchema(query=strawberry.type(query))


def _through_graphql(sent: BaseModel, inside: str) -> tuple[str, str]:
    schema = schema_with(sent)
    [in_schema] = [line for line in schema.as_str().splitlines() if "value: " in line]
    done = schema.execute_sync(f"{{ result {{ value {inside} }} }}")
    shown = [f"error: {error.message}" for error in done.errors or ()]
    shown += [json.dumps(found["value"]) for found in (done.data or {}).values()]
    return shown[0], in_schema.partition(": ")[2]


def table() -> str:
    """Write a table of all types, first those that both send alike."""
    rows = sorted(carried(), key=lambda row: (not row.is_same, not row.schema))
    lines = [("Type", "Alike", "In the schema", "REST", "GraphQL")]
    lines += [
        (row.name, "yes" if row.is_same else "no", row.schema or "-", row.rest, row.graphql)
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join("  ".join([*map(str.ljust, line, widths), line[4]]) for line in lines)
