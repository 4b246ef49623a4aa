"""A new rule, from its first file on: what is made of it, and what is refused."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from suffixed_rule import FILES, RULE

from dto_handbook import rules
from dto_handbook.linter.rule import RuleError
from dto_handbook.rules import completeness
from dto_handbook.rules.completeness import verify
from dto_handbook.rules.registry import rule_package
from dto_handbook_site.__main__ import main
from dto_handbook_site.generate import new_rule
from dto_handbook_site.generate.new_rule import make

# What is made


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of rule packages beside the project's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    monkeypatch.setattr(completeness, "FOLDER", tmp_path)
    yield tmp_path
    rule_package.cache_clear()
    for name in [name for name in sys.modules if name.startswith("dto_handbook.rules.dto701")]:
        del sys.modules[name]


def test_a_new_rule_is_imported_without_an_error_and_finds_nothing_yet(packages: Path) -> None:
    made = make("DTO701", "Short name", packages)
    assert sorted(path.name for path in made) == sorted(FILES)
    module = __import__("dto_handbook.rules.dto701.rule", fromlist=["ShortName"])
    assert module.ShortName.name == "Short name"
    assert list(module.ShortName().check(None)) == []


def test_what_a_new_rule_leaves_to_write_is_named_line_by_line(packages: Path) -> None:
    made = make("DTO701", "Short name", packages)
    marked = [
        f"{path.relative_to(packages)}:{number}: this is still to write: "
        for path in sorted(made)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "TODO DTO701: " in line
    ]
    with pytest.raises(RuleError) as error:
        verify(packages)
    assert marked
    for place in marked:
        assert place in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("DTO201", "Short name"), "DTO201 is 'Not frozen': ids are never reused; take DTO206"),
        (("DTO999", "Short name"), "DTO999 was a rule before"),
        (("DTO000", "Short name"), "DTO000 is for files that do not parse"),
        (("dto701", "Short name"), "'dto701' is not a rule's id: write DTO and three digits"),
        (("DTO7010", "Short name"), "'DTO7010' is not a rule's id"),
        (("DTO701", "not frozen"), "'not frozen' is not a rule's name"),
        (("DTO701", 'Say "no"'), "is not a rule's name: write words"),
        (("DTO701", ""), "'' is not a rule's name"),
        (("DTO701", "Not frozen"), "DTO201 has the name 'Not frozen': take another"),
    ],
)
def test_an_id_or_a_name_that_cannot_be_given_is_refused(
    arguments: tuple[str, str],
    said: str,
    packages: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    registry = tmp_path_factory.mktemp("registry") / "published.txt"
    registry.write_text("/\n/rules/DTO999/ -> /\n/rules/DTO999/#why\n")
    monkeypatch.setattr(new_rule, "REGISTRY", registry)
    assert main(["new-rule", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(packages.iterdir()) == []


def test_a_rule_that_was_made_is_not_made_again(
    packages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new-rule", "DTO701", "Short name"]) == 0
    (packages / "dto701" / "rule.py").write_text(RULE)
    assert main(["new-rule", "DTO701", "Short name"]) == 2
    assert "DTO701 has a folder already" in capsys.readouterr().err
    assert (packages / "dto701" / "rule.py").read_text() == RULE


# What is refused


def without(file: str) -> Callable[[Path], object]:
    return lambda folder: (folder / file).unlink()


def with_(file: str, old: str, new: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new))

    return change


TWO = "class Suffixed(Rule):"
CASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no file of the rule": (without("rule.py"), "dto701: there is no rule.py: write the rule"),
    "no invalid sample": (without("invalid.py"), "dto701: there is no invalid.py: write a module"),
    "no valid sample": (without("valid.py"), "dto701: there is no valid.py: write a module"),
    "no consequence": (without("consequence.py"), "dto701: there is no consequence.py: write code"),
    "no package": (without("__init__.py"), "dto701: there is no __init__.py: write a docstring"),
    "no section": (
        with_("rule.py", "    Why: ", "    "),
        "dto701/rule.py:12: Suffixed: the docstring's sections are How to fix, Exceptions: begin"
        ' paragraphs with "Why: ", "How to fix: ", "Exceptions: ", in this order',
    ),
    "a misspelt section": (
        with_("rule.py", "How to fix: ", "How to fx: "),
        "dto701/rule.py:12: Suffixed: the docstring's sections are Why, How to fx, Exceptions",
    ),
    "no summary": (
        with_("rule.py", '"""The name of a DTO does not end in DTO.\n\n    ', '"""'),
        "dto701/rule.py:12: Suffixed: begin the docstring with a paragraph on what the rule asks",
    ),
    "no docstring": (
        with_("rule.py", RULE[RULE.index('    """The') : RULE.index("    id =")], ""),
        "dto701/rule.py:12: Suffixed: the docstring's sections are none: begin paragraphs",
    ),
    "no id": (
        with_("rule.py", '    id = "DTO701"\n', ""),
        'dto701/rule.py:12: Suffixed: there is no id: write id = "DTO207" below the docstring',
    ),
    "no name": (
        with_("rule.py", '    name = "Suffixed name"\n', ""),
        "dto701/rule.py:12: Suffixed: there is no name: write name = ",
    ),
    "no clauses": (
        with_("rule.py", '    clauses = ("G1",)\n', ""),
        "dto701/rule.py:12: Suffixed: there is no clauses: write clauses = ",
    ),
    "no release": (
        with_("rule.py", '    since = "0.1.0"\n', ""),
        'dto701/rule.py:12: Suffixed: there is no since: write since = "0.2.0" below',
    ),
    "a malformed release": (
        with_("rule.py", '"0.1.0"', '"next"'),
        "dto701/rule.py:12: Suffixed: since is 'next': write a release, such as since",
    ),
    "a string for clauses": (
        with_("rule.py", '("G1",)', '("G1")'),
        "dto701/rule.py:12: Suffixed: clauses is 'G1': write clauses = (\"G2\",)",
    ),
    "none of the clauses": (
        with_("rule.py", '("G1",)', "()"),
        "dto701/rule.py:12: Suffixed: clauses is empty: name what it enforces",
    ),
    "an unknown clause": (
        with_("rule.py", '("G1",)', '("G77",)'),
        'dto701/rule.py: there is no clause "G77": name one that guideline/clauses.py has: P1, P2',
    ),
    "the id of another": (
        with_("rule.py", '"DTO701"', '"DTO702"'),
        'dto701/rule.py: Suffixed has the id "DTO702": write id = "DTO701", or rename the folder',
    ),
    "a malformed id": (
        with_("rule.py", '"DTO701"', '"D207"'),
        "dto701/rule.py:12: Suffixed: id is 'D207': write DTO and three digits",
    ),
    "two rules": (
        with_(
            "rule.py", TWO, RULE[RULE.index(TWO) :].replace("Suffixed(", "First(") + f"\n\n{TWO}"
        ),
        "dto701/rule.py: First, Suffixed is derived from Rule: write one class that is",
    ),
    "no rule": (
        lambda folder: (folder / "rule.py").write_text('"""Nothing."""\n'),
        "dto701/rule.py: no class is derived from Rule: write one class that is",
    ),
    "a marker without a column": (
        with_("invalid.py", "WRONG DTO701@1: ", "WRONG DTO701: "),
        "dto701/invalid.py:8: '# WRONG DTO701: the module says so' announces no finding: write"
        " # WRONG DTO701@5: why",
    ),
    "a marker for another rule": (
        with_("invalid.py", "WRONG DTO701@1", "WRONG DTO201@1"),
        "dto701/invalid.py: no line announces a finding: write # WRONG DTO701@5: why",
    ),
    "no marker": (
        with_("invalid.py", "  # WRONG DTO701@1: the module says so", ""),
        "dto701/invalid.py: no line announces a finding: write # WRONG DTO701@5: why",
    ),
    "no place": (
        with_("valid.py", "# src/ai/backend/manager/data/session/ceiling.py\n", ""),
        "dto701/valid.py:1: write the path that the module would have, such as # src/ai/",
    ),
    "another folder's name": (
        lambda folder: folder.rename(folder.with_name("dto_suffixed")),
        "dto_suffixed: name the folder as the rule's id in small letters, such as dto207",
    ),
}


@pytest.mark.parametrize(("change", "said"), CASES.values(), ids=CASES)
def test_a_rule_that_is_incomplete_is_refused_with_what_to_write(
    change: Callable[[Path], object], said: str, packages: Path
) -> None:
    folder = packages / "dto701"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    change(folder)
    with pytest.raises(RuleError) as error:
        verify(packages)
    assert said in str(error.value)


def test_a_rule_that_is_complete_is_not_refused(packages: Path) -> None:
    (packages / "dto701").mkdir()
    for name, text in FILES.items():
        (packages / "dto701" / name).write_text(text)
    verify(packages)
