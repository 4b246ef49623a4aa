"""The proofs of each rule, made from the samples in its package."""

from collections.abc import Iterable

import pytest
from handbook_site import fail_with
from in_memory import check, texts

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.rule import RuleError
from dto_handbook.rules.completeness import FOLDER, verify
from dto_handbook.rules.registry import RulePackage, rule_packages, rules
from dto_handbook_site.demos.samples import findings_in, manager
from dto_handbook_site.generate.changes import releases

PACKAGES = rule_packages()
SOURCES = {path[4:-3].replace("/", ".") for path in manager()}  # Modules of the Manager
each_package = pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES)


def places(found: Iterable[Finding]) -> set[tuple[str, str, int, int]]:
    return {(it.path, it.rule, it.line, it.column) for it in found}


@each_package
def test_the_invalid_samples_are_flagged_exactly_where_they_say(package: RulePackage) -> None:
    samples = package.invalid_samples
    expected = {
        (sample.path, *place)
        for sample in package.invalid_samples
        for place in sample.expected
        if place[0] == package.rule.id
    }
    assert expected, f"{package.rule.id}: no invalid sample announces a finding"
    found = places(findings_in(samples, [package.rule]))
    files = {sample.path: sample.module for sample in package.invalid_samples}
    fail_with(
        f"{files[path]}: line {line}: {rule}@{column} {problem}"
        for places, problem in (
            (expected - found, "is announced, and not found"),
            (found - expected, "is found, and not announced"),
        )
        for path, rule, line, column in sorted(places)
    )


@each_package
def test_the_valid_samples_are_not_flagged(package: RulePackage) -> None:
    assert package.valid_samples, f"{package.rule.id}: no valid sample in its package"
    for sample in package.valid_samples:
        assert places(findings_in([sample], [package.rule])) == set()


@each_package
def test_a_rule_declares_the_best_fix_of_its_invalid_samples(
    package: RulePackage,
) -> None:
    found = check(texts(package.invalid_samples), [package.rule])
    offered = {finding.fix.is_safe for finding in found if finding.fix is not None}
    shown = "safe" if True in offered else "unsafe" if offered else "none"
    module = package.rule.__module__
    assert package.rule.fixes == shown, f'{module}: its samples show: write fixes = "{shown}"'


def test_the_good_samples_are_clean_under_every_default_rule() -> None:
    default = [rule for rule in rules() if rule.is_default]
    findings = check(manager(), default)
    assert not findings, "\n".join(
        f"{finding.path}:{finding.line}: {finding.rule} {finding.message}" for finding in findings
    )


@each_package
def test_what_to_write_instead_is_clean_under_every_default_rule(package: RulePackage) -> None:
    default = [rule for rule in rules() if rule.is_default]
    own = [it for it in package.valid_samples if it.module == package.good]
    assert places(findings_in(own, default)) == set()
    assert own or package.good in SOURCES


def test_every_rule_package_is_complete() -> None:
    try:
        verify(FOLDER)
    except RuleError as error:
        pytest.fail(str(error), pytrace=False)


def test_no_two_rules_share_an_id_or_a_name() -> None:
    assert len({rule.id for rule in rules()}) == len(rules())
    assert len({rule.name for rule in rules()}) == len(rules())


def test_the_page_of_changes_has_the_release_that_each_rule_is_new_in() -> None:
    fail_with(
        f"{rule.id}: is new in {rule.since}, and docs/changes.md has no section for it: write one"
        for rule in rules()
        if rule.since not in releases()
    )
