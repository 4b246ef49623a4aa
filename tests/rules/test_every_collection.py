"""What the rules say of every type in the table of collection types."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from cli_runner import DATA, Check, make_check
from stdlib_collections import is_there, real_class

from dto_handbook.semantic.collection_types import COLLECTIONS, MUTATORS

NAMES = list(COLLECTIONS)
"""The types by all their names."""
HEAD = """\
from __future__ import annotations

import array
import builtins
import collections
import collections.abc
import types
import typing
import weakref
from dataclasses import dataclass

import typing_extensions
"""
DTO = "\n\n@dataclass(frozen=True)\nclass Dto{number}:\n    field: {annotation}\n"
USE = "\n\ndef use(dto: Dto{number}, other: object, new: object) -> None:\n    {statement}\n"
MODULE = f"{DATA}/session/every.py"


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    return make_check(tmp_path, monkeypatch, capsys)


def found_in(
    check: Check, rule: str, head: str, parts: Mapping[str, str], settings: str = ""
) -> Mapping[str, Sequence[str]]:
    """Check a module of a head and parts.

    Returns:
        The findings' severities and messages, by the names of the parts in which they are.
    """
    text, owner = head, ["head"] * head.count("\n")
    for name, part in parts.items():
        text += part
        owner += [name] * part.count("\n")
    settings = f'select = ["{rule}"]\n{settings}'
    checked = check({MODULE: text}, "--output-format", "json", settings=settings)
    found: dict[str, list[str]] = {}
    for finding in json.loads(checked.out)["findings"]:
        message = f"{finding['severity']}: {finding['message']}"
        found.setdefault(owner[finding["line"] - 1], []).append(message)
    return found


def generic(name: str, argument: str = "int") -> str:
    count = len(COLLECTIONS[name].parameters)
    return f"{name}[{', '.join([argument] * count)}]" if count else name


def changed_by(
    check: Check,
    annotations: Mapping[str, str],
    statements: Sequence[str],
    settings: str = "",
    head: str = HEAD,
) -> Mapping[str, int]:
    """Return how often DTO205 finds each of the statements, about a field of each annotation."""
    parts = {}
    for number, (name, annotation) in enumerate(annotations.items()):
        head += DTO.format(number=number, annotation=annotation)
        for statement in statements:
            parts[f"{name}: {statement}"] = USE.format(number=number, statement=statement)
    found = found_in(check, "DTO205", head, parts, settings)
    return {name: len(messages) for name, messages in found.items()}


def calls(method: str) -> str:
    return f"dto.field.{method}(new)"


ITEMS = {
    "dto.field[0] = new": "__setitem__",
    "dto.field[0] += new": "__setitem__",
    "dto.field[1:2] = new": "__setitem__",
    "other, dto.field[0] = new": "__setitem__",
    "del dto.field[0]": "__delitem__",
    "del dto.field[:]": "__delitem__",
}
READ = ["new = dto.field[0]", "new = dto.field + new", "new in dto.field", "list(dto.field)"]


def test_dto205_finds_every_mutating_method_once_and_no_other(check: Check) -> None:
    rows = {row.name: row for row in COLLECTIONS.values()}
    there = filter(is_there, rows)
    public = {it for name in there for it in dir(real_class(name)) if not it.startswith("_")}
    methods = sorted(MUTATORS | public)
    found = changed_by(check, {name: generic(name) for name in rows}, [*map(calls, methods), *READ])
    assert Counter(found) == Counter(
        f"{name}: {calls(method)}" for name, row in rows.items() for method in row.mutators
    )


def test_dto205_finds_changes_of_items_where_a_type_has_them(check: Check) -> None:
    found = changed_by(check, {name: f"{generic(name)} | None" for name in NAMES}, list(ITEMS))
    assert Counter(found) == Counter(
        f"{name}: {statement}"
        for name in NAMES
        for statement, method in ITEMS.items()
        if method in COLLECTIONS[name].mutators
    )


@pytest.mark.thorough
@pytest.mark.parametrize("outer", ["tuple[{}, ...]", "dict[str, {} | None] | None"])
@pytest.mark.parametrize(
    "item", ["dto.field[0]", "dto.field[other[0]]", "(dto\n    .field[\n0]\n)"]
)
def test_dto205_finds_changes_of_a_collection_inside_another_one(
    check: Check, outer: str, item: str
) -> None:
    rows = {row.name: row for row in COLLECTIONS.values()}
    annotations = {name: outer.format(generic(name)) for name in rows}
    statements = {f"{item}.{method}(new)": method for method in MUTATORS}
    statements |= {f"{item}[1] = new": "__setitem__", f"del {item}[1]": "__delitem__"}
    found = changed_by(check, annotations, list(statements))
    assert Counter(found) == Counter(
        f"{name}: {statement}"
        for name, row in rows.items()
        for statement, method in statements.items()
        if method in row.mutators
    )


def test_dto205_knows_that_a_slice_is_a_copy(check: Check) -> None:
    copied = ["dto.field[:].append(new)", "dto.field[1:][0] = new", "del dto.field[:][0]"]
    changed = "dto.field[1].append(new)"
    found = changed_by(check, {"lists": "list[list[int]]"}, [*copied, changed])
    assert found == {f"lists: {changed}": 1}


@pytest.mark.parametrize("operator", ["+=", "*=", "|=", "&=", "-=", "^="])
def test_dto205_finds_an_augmented_assignment_to_a_field_of_any_type(
    check: Check, operator: str
) -> None:
    statement = f"dto.field {operator} new"
    found = changed_by(check, {name: generic(name) for name in NAMES}, [statement])
    assert Counter(found) == Counter(f"{name}: {statement}" for name in NAMES)


def test_dto205_finds_what_changes_a_class_of_ones_own_as_its_base(check: Check) -> None:
    bases = [name for name in NAMES if is_class(name)]
    head = HEAD + "".join(
        f"\n\nclass Own{number}({generic(name)}):\n    pass\n" for number, name in enumerate(bases)
    )
    statements = [calls(method) for method in sorted(MUTATORS)]
    annotations = {name: f"Own{number}" for number, name in enumerate(bases)}
    expected = {
        f"{name}: {calls(method)}"
        for name in bases
        if not COLLECTIONS[name].is_wrapper
        for method in COLLECTIONS[name].mutators
    }
    assert Counter(changed_by(check, annotations, statements, head=head)) == Counter(expected)


def test_dto205_finds_every_mutator_of_a_type_that_the_settings_call_mutable(check: Check) -> None:
    head = f"{HEAD}\n\nclass Slots(collections.UserDict[str, int]):\n    pass\n"
    statements = [*map(calls, sorted(MUTATORS)), calls("read"), *ITEMS]
    own = 'mutable-types = ["ai.backend.manager.data.session.every.Slots"]'
    assert changed_by(check, {"Slots": "Slots"}, statements, head=head) == {}
    found = changed_by(check, {"Slots": "Slots"}, statements, own, head=head)
    expected = [statement for statement in statements if statement != calls("read")]
    assert Counter(found) == Counter(f"Slots: {statement}" for statement in expected)


def is_class(name: str) -> bool:
    return COLLECTIONS[name].is_class and not name.startswith("typing")


def is_dict(name: str) -> bool:
    row = COLLECTIONS[name]
    return row.is_class and bool(row.mutators) and "popitem" in row.mutators


def simple(name: str) -> str:
    return COLLECTIONS[name].name.rpartition(".")[2]


def with_article(name: str) -> str:
    begins_with_a_vowel = name.startswith(("a", "O", "I", "A"))
    return name if name == "bytes" else f"{'an' if begins_with_a_vowel else 'a'} {name}"


def fields(spelled: str) -> Mapping[str, str]:
    """Return a DTO for each type, by the type's name; the field's line says how it is spelled."""
    return {
        name: DTO.format(number=number, annotation=spelled.format(generic(name)))
        for number, name in enumerate(NAMES)
    }


@pytest.mark.parametrize("spelled", ["{}", "{} | None", "tuple[{}, ...]", "'{}'"])
def test_dto202_finds_the_mutable_types_and_dto203_the_dicts(check: Check, spelled: str) -> None:
    holds = {
        name: f"error: Dto{number}.field holds {with_article(simple(name))}"
        for number, name in enumerate(NAMES)
    }
    assert found_in(check, "DTO202", HEAD, fields(spelled)) == {
        name: [f"{holds[name]}: make it {with_article(row.immutable)}"]
        for name, row in COLLECTIONS.items()
        if row.mutators and not is_dict(name)
    }
    assert found_in(check, "DTO203", HEAD, fields(spelled)) == {
        name: [f"{holds[name]}: use fields or pairs"] for name in NAMES if is_dict(name)
    }


def test_dto204_finds_a_default_of_every_type_that_can_be_made_and_changed(check: Check) -> None:
    made = [name for name in NAMES if is_class(name)]
    parts = {name: DTO.format(number=0, annotation=f"object = {name}(())") for name in made}
    found = found_in(check, "DTO204", HEAD, parts)
    assert set(found) == {name for name in made if COLLECTIONS[name].mutators}
    assert {len(messages) for messages in found.values()} == {1}


def test_dto301_asks_for_the_abstract_type_where_a_mutable_one_is_only_read(check: Check) -> None:
    use = "\n\ndef use(given: {}) -> int:\n    return len(list(given))\n"
    parts = {name: use.format(generic(name, "Dto0")) for name in NAMES}
    found = found_in(check, "DTO301", HEAD + DTO.format(number=0, annotation="int"), parts)
    assert found == {
        name: [
            f"warning: given is {with_article(simple(name))} that is only read:"
            f" accept {with_article(row.abstract)}"
        ]
        for name, row in COLLECTIONS.items()
        if row.is_class and row.mutators and row.parameters
    }


def test_dto301_keeps_a_parameter_that_any_mutator_changes(check: Check) -> None:
    use = "\n\ndef use(given: {}) -> None:\n    given.{}()\n"
    parts = {
        f"{name}.{method}": use.format(generic(name, "Dto0"), method)
        for name, row in COLLECTIONS.items()
        for method in row.mutators
    }
    assert found_in(check, "DTO301", HEAD + DTO.format(number=0, annotation="int"), parts) == {}


def test_dto302_asks_for_the_concrete_type_where_an_abstract_one_is_returned(check: Check) -> None:
    use = "\n\ndef use(dto: Dto0) -> {}:\n    return dto.field\n"
    parts = {name: use.format(generic(name)) for name in NAMES}
    found = found_in(check, "DTO302", HEAD + DTO.format(number=0, annotation="int"), parts)
    assert found == {
        name: [
            f"warning: use returns {with_article(simple(name))}:"
            f" declare the concrete {row.concrete}"
        ]
        for name, row in COLLECTIONS.items()
        if not row.is_class and not row.is_lazy
    }


def test_dto302_accepts_a_class_of_ones_own_that_is_a_mutable_mapping(check: Check) -> None:
    own = "\n\nclass Own(collections.abc.MutableMapping[str, int]):\n    pass\n"
    use = {"use": "\n\ndef use(dto: Dto0) -> Own:\n    return Own(dto)\n"}
    head = HEAD + own + DTO.format(number=0, annotation="int")
    assert found_in(check, "DTO302", head, use) == {}


def test_dto402_asks_what_the_keys_of_every_mapping_from_strings_are(check: Check) -> None:
    parts = {
        name: DTO.format(number=0, annotation=generic(name, "str"))
        for name in NAMES
        if len(COLLECTIONS[name].parameters) == 2
    }
    views = ("collections.abc.ItemsView", "collections.abc.AsyncGenerator")
    assert set(found_in(check, "DTO402", HEAD, parts)) == {
        name for name in parts if COLLECTIONS[name].name not in views
    }


def test_dto502_finds_every_generic_type_that_is_bare(check: Check) -> None:
    parts = {name: DTO.format(number=0, annotation=name) for name in NAMES}
    numbers_alone = {"array.array", "array.ArrayType", "builtins.bytearray"}
    assert set(found_in(check, "DTO502", HEAD, parts)) == set(NAMES) - numbers_alone


def test_dto601_is_an_error_where_a_type_may_be_empty(check: Check) -> None:
    head, parts = HEAD, {}
    for number, name in enumerate(NAMES):
        head += DTO.format(number=number, annotation=f"{generic(name)} | None")
        parts[name] = USE.format(number=number, statement="return None if dto.field else None")
    found = found_in(check, "DTO601", head, parts)
    assert {name for name in found if found[name][0].startswith("warning")} == {
        name for name, row in COLLECTIONS.items() if row.is_lazy
    }
    assert set(found) == set(NAMES)
