"""Kinds of classes, by their bases and decorators."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from enum import Enum


class Kind(Enum):
    """How a class is made."""

    ATTRS = "attrs"
    DATACLASS = "dataclass"
    ENUM = "enum"
    EXCEPTION = "exception"
    GRAPHENE = "Graphene"
    METACLASS = "metaclass"
    NAMEDTUPLE = "NamedTuple"
    PROTOCOL = "Protocol"
    PYDANTIC = "Pydantic"
    PYDANTIC_DATACLASS = "Pydantic's dataclass"
    SQLALCHEMY = "SQLAlchemy"
    STRAWBERRY = "Strawberry"
    TYPED_DICT = "TypedDict"


DTO_KINDS = frozenset({
    Kind.ATTRS, Kind.DATACLASS, Kind.NAMEDTUPLE, Kind.PYDANTIC, Kind.PYDANTIC_DATACLASS,
    Kind.TYPED_DICT,
})  # fmt: skip
WIRE_KINDS = frozenset({Kind.GRAPHENE, Kind.PYDANTIC, Kind.SQLALCHEMY, Kind.STRAWBERRY})
NO_DTO_KINDS = frozenset({Kind.ENUM, Kind.EXCEPTION, Kind.METACLASS, Kind.PROTOCOL})

# By the full name of a base class or decorator.
KIND_OF_BASE: Mapping[str, Kind] = {
    "builtins.type": Kind.METACLASS,
    "collections.namedtuple": Kind.NAMEDTUPLE,
    "dataclasses.make_dataclass": Kind.DATACLASS,
    "enum.Enum": Kind.ENUM,
    "enum.Flag": Kind.ENUM,
    "enum.IntEnum": Kind.ENUM,
    "enum.IntFlag": Kind.ENUM,
    "enum.ReprEnum": Kind.ENUM,
    "enum.StrEnum": Kind.ENUM,
    "pydantic.BaseModel": Kind.PYDANTIC,
    "pydantic.RootModel": Kind.PYDANTIC,
    "pydantic.generics.GenericModel": Kind.PYDANTIC,
    "pydantic.main.BaseModel": Kind.PYDANTIC,
    "pydantic.root_model.RootModel": Kind.PYDANTIC,
    "pydantic.v1.BaseModel": Kind.PYDANTIC,
    "pydantic_settings.BaseSettings": Kind.PYDANTIC,
    "sqlalchemy.ext.declarative.declarative_base": Kind.SQLALCHEMY,
    "sqlalchemy.orm.DeclarativeBase": Kind.SQLALCHEMY,
    "sqlalchemy.orm.DeclarativeBaseNoMeta": Kind.SQLALCHEMY,
    "sqlalchemy.orm.MappedAsDataclass": Kind.SQLALCHEMY,
    "sqlalchemy.orm.declarative_base": Kind.SQLALCHEMY,
    "typing.NamedTuple": Kind.NAMEDTUPLE,
    "typing.Protocol": Kind.PROTOCOL,
    "typing.TypedDict": Kind.TYPED_DICT,
    "typing_extensions.NamedTuple": Kind.NAMEDTUPLE,
    "typing_extensions.Protocol": Kind.PROTOCOL,
    "typing_extensions.TypedDict": Kind.TYPED_DICT,
    **{
        f"builtins.{name}": Kind.EXCEPTION
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    },
}
KIND_OF_DECORATOR: Mapping[str, Kind] = {
    "dataclasses.dataclass": Kind.DATACLASS,
    "pydantic.dataclasses.dataclass": Kind.PYDANTIC_DATACLASS,
    **{f"attr.{name}": Kind.ATTRS for name in ("attrs", "attributes", "dataclass", "s")},
    **{
        f"{package}.{name}": Kind.ATTRS
        for package in ("attr", "attrs")
        for name in ("define", "frozen", "mutable")
    },
    **{
        f"strawberry.{module}{name}": Kind.STRAWBERRY
        for module in ("", "federation.", "experimental.pydantic.")
        for name in ("input", "interface", "type")
    },
}
