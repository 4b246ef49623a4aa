"""The proofs of each rule, made from what lies in its room."""

from collections.abc import Iterable

import pytest
from handbook_site import fail_with

from dto_handbook.linter.check import check
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.rule import RuleError
from dto_handbook.rules.completeness import PACKAGES, verify
from dto_handbook.rules.registry import Room, rooms, rules
from dto_handbook_site.demos.samples import findings_in, manager

ROOMS = rooms()
each_room = pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)


def places(found: Iterable[Finding]) -> set[tuple[str, str, int, int]]:
    return {(it.path, it.rule, it.line, it.column) for it in found}


@each_room
def test_the_bad_samples_are_flagged_exactly_where_they_say(room: Room) -> None:
    samples = [sample.file for sample in room.bad]
    expected = {
        (sample.file.path, *place)
        for sample in room.bad
        for place in sample.expected
        if place[0] == room.rule.id
    }
    assert expected, f"{room.rule.id}: no bad sample announces a finding"
    found = places(findings_in(samples, [room.rule]))
    files = {sample.file.path: sample.module for sample in room.bad}
    fail_with(
        f"{files[path]}: line {line}: {rule}@{column} {problem}"
        for places, problem in (
            (expected - found, "is announced, and not found"),
            (found - expected, "is found, and not announced"),
        )
        for path, rule, line, column in sorted(places)
    )


@each_room
def test_the_exceptions_are_not_flagged(room: Room) -> None:
    assert room.exceptions, f"{room.rule.id}: no exception in its room"
    for sample in room.exceptions:
        assert places(findings_in([sample.file], [room.rule])) == set()


@each_room
def test_a_rule_says_of_its_fixes_what_they_are_for_its_bad_samples(room: Room) -> None:
    found = check([sample.file for sample in room.bad], [room.rule], Settings())
    offered = {finding.fix.is_safe for finding in found if finding.fix is not None}
    shown = "safe" if True in offered else "unsafe" if offered else "none"
    module = room.rule.__module__
    assert room.rule.fixes == shown, f'{module}: its samples show: write fixes = "{shown}"'


def test_the_good_samples_are_clean_under_every_default_rule() -> None:
    default = [rule for rule in rules() if rule.is_default]
    findings = check(manager(), default, Settings())
    assert not findings, "\n".join(
        f"{finding.path}:{finding.line}: {finding.rule} {finding.message}" for finding in findings
    )


def test_every_rule_package_is_complete() -> None:
    try:
        verify(PACKAGES)
    except RuleError as error:
        pytest.fail(str(error), pytrace=False)


def test_no_two_rules_share_an_id_or_a_name() -> None:
    assert len({rule.id for rule in rules()}) == len(rules())
    assert len({rule.name for rule in rules()}) == len(rules())
