"""The table of collection types against the classes that it speaks of."""

import array
import ast
import builtins
import collections
import typing
import weakref
from collections import abc
from types import ModuleType

import pytest
from stdlib_collections import MADE, changing, is_there, real_class

from dto_handbook.semantic.collection_types import (
    ALIASES,
    COLLECTIONS,
    MUTATORS,
    CollectionType,
    collection_of,
    mutable_type,
)
from dto_handbook.semantic.types import UNKNOWN, ClassType, Type, element, held, item, of_mapping

ROWS = [row for row in dict.fromkeys(COLLECTIONS.values()) if is_there(row.name)]
CONCRETE = [row for row in ROWS if row.is_class]
ABSTRACT = [row for row in ROWS if not row.is_class]
NEWER = {"array.array": {"clear"}, "builtins.bytearray": {"resize"}}  # Than the oldest Python
ON_READ = {"collections.defaultdict": {"__getitem__", "__missing__"}}
MUTABLE = (abc.MutableSequence, abc.MutableSet, abc.MutableMapping)
HELD = {
    "element": ClassType("builtins.int"),
    "key": ClassType("builtins.str"),
    "value": ClassType("builtins.float"),
    "-": ClassType("None"),
}


def name(row: CollectionType) -> str:
    return row.name


def real_type(value: object) -> ClassType:
    return ClassType(f"builtins.{value.__class__.__name__}")


def annotated(row: CollectionType) -> ClassType:
    return ClassType(row.name, tuple(HELD[parameter] for parameter in row.parameters))


@pytest.mark.thorough
@pytest.mark.parametrize("row", CONCRETE, ids=name)
def test_a_type_lists_the_methods_that_change_it_and_no_other(row: CollectionType) -> None:
    there = {method for method in row.mutators if hasattr(real_class(row.name), method)}
    assert there == changing(row.name) - ON_READ.get(row.name, set())
    assert row.mutators - there <= NEWER.get(row.name, set())


@pytest.mark.parametrize("row", ABSTRACT, ids=name)
def test_an_abstract_type_changes_by_what_its_unchangeable_base_lacks(row: CollectionType) -> None:
    last = row.name.rpartition(".")[2]
    base = getattr(abc, last.removeprefix("Mutable"))
    added = set(dir(real_class(row.name))) - set(dir(base))
    assert row.mutators == {method for method in added if not method.startswith("_Mutable")}


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_type_is_concrete_lazy_and_a_mapping_as_its_class_is(row: CollectionType) -> None:
    class_ = real_class(row.name)
    assert row.is_class == (class_.__module__ != "collections.abc")
    assert row.is_class == (row.name in MADE)
    is_asynchronous = hasattr(class_, "__aiter__")
    assert row.is_lazy == (hasattr(class_, "__next__") or is_asynchronous)
    assert row.is_mapping == issubclass(class_, abc.Mapping)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.is_lazy], ids=name)
def test_what_is_written_in_place_of_a_type_can_stand_there(row: CollectionType) -> None:
    class_ = real_class(row.name)
    if row.is_class:
        assert issubclass(class_, getattr(abc, row.abstract))
    elif not issubclass(class_, abc.MappingView):  # A function that returns one makes a list of it
        assert issubclass(getattr(builtins, row.concrete), class_)
    immutable = getattr(abc, row.immutable, None) or getattr(builtins, row.immutable)
    assert not issubclass(immutable, MUTABLE)


@pytest.mark.parametrize("module", [array, builtins, collections, abc, weakref])
def test_every_mutable_collection_of_the_standard_library_is_in_the_table(
    module: ModuleType,
) -> None:
    found = {
        class_
        for class_ in vars(module).values()
        if isinstance(class_, type) and issubclass(class_, MUTABLE)
    }
    assert found
    assert found <= {real_class(row.name) for row in ROWS if row.mutators}


@pytest.mark.parametrize("alias", ALIASES)
def test_an_alias_stands_for_the_class_that_it_is_in_typing(alias: str) -> None:
    module, _, last = alias.rpartition(".")
    if module == "array":
        assert real_class(alias) is real_class("array.array")
    else:
        assert typing.get_origin(getattr(typing, last)) is real_class(ALIASES[alias])


def test_every_generic_collection_of_typing_is_an_alias() -> None:
    real = {real_class(row.name) for row in ROWS}
    named = {
        f"typing.{name}"
        for name in typing.__all__
        if typing.get_origin(getattr(typing, name)) in real
    }
    assert named
    assert named == {alias for alias in ALIASES if alias.startswith("typing.")}


@pytest.mark.parametrize("alias", [it for it in ALIASES if it.startswith("typing.")])
def test_a_type_takes_as_many_arguments_as_its_row_says(alias: str) -> None:
    generic = getattr(typing, alias.rpartition(".")[2])
    count = len(COLLECTIONS[alias].parameters)
    assert len(typing.get_args(generic[(int,) * count])) == count
    if alias != "typing.Tuple":
        with pytest.raises(TypeError, match="Too many"):
            generic[(int,) * (count + 1)]


SAMPLES = [row for row in CONCRETE if row.parameters and not row.name.startswith("weakref.")]


@pytest.mark.parametrize("row", SAMPLES, ids=name)
def test_an_iteration_is_typed_as_what_it_really_yields(row: CollectionType) -> None:
    made = MADE[row.name][0]()
    assert element(annotated(row)) == real_type(next(iter(made)))


@pytest.mark.parametrize("row", [it for it in SAMPLES if it.is_mapping], ids=name)
def test_what_a_mapping_holds_is_typed_as_what_it_really_is(row: CollectionType) -> None:
    made = MADE[row.name][0]()
    assert isinstance(made, abc.Mapping)
    key, value = (real_type(it) for it in next(iter(made.items())))
    mapping = annotated(row)
    assert item(mapping, ast.Constant("b")) == value
    assert element(of_mapping(mapping, "keys")) == key
    assert element(of_mapping(mapping, "values")) == value
    assert element(of_mapping(mapping, "items")) == ClassType("builtins.tuple", (key, value))


@pytest.mark.parametrize(
    ("last", "arguments", "yielded"),
    [
        ("ItemsView", ("key", "value"), ClassType("builtins.tuple", (HELD["key"], HELD["value"]))),
        ("KeysView", ("key",), HELD["key"]),
        ("ValuesView", ("value",), HELD["value"]),
        ("Generator", ("element", "-", "-"), HELD["element"]),
        ("AsyncGenerator", ("element", "-"), HELD["element"]),
        ("Mapping", ("key", "value"), HELD["key"]),
        ("Reversible", ("element",), HELD["element"]),
    ],
)
def test_an_iteration_over_an_abstract_type_is_typed_by_its_arguments(
    last: str, arguments: tuple[str, ...], yielded: Type
) -> None:
    row = COLLECTIONS[f"collections.abc.{last}"]
    assert row.parameters == arguments
    assert element(annotated(row)) == yielded
    assert element(ClassType(row.name)) == UNKNOWN


@pytest.mark.parametrize("row", [row for row in ROWS if row.parameters], ids=name)
def test_what_a_collection_holds_is_found_in_its_arguments(row: CollectionType) -> None:
    assert list(held(annotated(row))) == [annotated(row), *annotated(row).arguments]


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_class_can_be_changed_as_its_base_unless_that_is_made_to_guard(
    row: CollectionType,
) -> None:
    lineage = ("acme.Own", "acme.Base", row.name)
    changes = bool(row.mutators) and row.name not in (
        "collections.UserDict",
        "collections.UserList",
    )
    assert collection_of(lineage) is (row if changes else None)
    assert mutable_type((row.name,), ()) is (row if row.mutators else None)


def test_a_mutable_type_of_ones_own_is_changed_by_every_mutator() -> None:
    found = mutable_type(("acme.Own", "acme.Base", "collections.UserDict"), ("acme.Base",))
    assert found is not None
    assert (found.name, found.mutators) == ("acme.Base", MUTATORS)
    assert mutable_type(("acme.Own", "acme.Base"), ("acme.Other",)) is None
