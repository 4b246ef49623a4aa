"""What `check --fix` changes, and what it leaves alone."""

import ast
import io
import tokenize
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from fix_table import dataclass_text, table
from in_memory import check, texts

from dto_handbook.cli.main import main
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.fixer import PASSES, Drafts
from dto_handbook.linter.fixes import Edit, Fix, apply
from dto_handbook.linter.project_files import ProjectFiles
from dto_handbook.linter.stored_index import FOLDER
from dto_handbook.rules.registry import RulePackage, rule_packages

PACKAGES = rule_packages()
FIXING = {id: package for id, package in PACKAGES.items() if package.rule.fixes != "none"}
each_fixing_package = pytest.mark.parametrize("package", FIXING.values(), ids=FIXING)
PLACE = "src/ai/backend/manager/data/session/fixed.py"


def findings_in(files: Mapping[str, str], package: RulePackage) -> Sequence[Finding]:
    return check(files, [package.rule])


def fixed(files: Mapping[str, str], package: RulePackage) -> Mapping[str, str]:
    """Apply all fixes of a package's rule, pass by pass."""
    for _ in range(PASSES):
        found = findings_in(files, package)
        after = {
            path: apply(text, [it.fix for it in found if it.path == path and it.fix])
            for path, text in files.items()
        }
        if after == files:
            break
        files = after
    return files


def comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def docstrings(text: str) -> list[str | None]:
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return [
        ast.get_docstring(node) for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)
    ]


@each_fixing_package
def test_a_fix_turns_invalid_into_valid_and_keeps_what_people_wrote(package: RulePackage) -> None:
    before = texts(package.invalid_samples)
    after = fixed(before, package)
    unfixable = {
        (finding.path, finding.symbol, finding.message)
        for finding in findings_in(before, package)
        if finding.fix is None
    }
    left = findings_in(after, package)
    assert {(found.path, found.symbol, found.message) for found in left} <= unfixable
    assert before.keys() == after.keys()
    for path, new in after.items():
        compile(new, path, "exec", dont_inherit=True)
        assert comments(new) == comments(before[path])
        assert docstrings(new) == docstrings(before[path])


@each_fixing_package
def test_what_is_fixed_stays_as_it_is(package: RulePackage) -> None:
    after = fixed(texts(package.invalid_samples), package)
    assert [found for found in findings_in(after, package) if found.fix] == []
    assert fixed(after, package) == after


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("rule", "before", "after"), list(table()))
def test_a_fix_changes_its_place_and_nothing_around_it(
    rule: str, before: str, after: str, newline: str
) -> None:
    files = {PLACE: before.replace("\n", newline)}
    assert findings_in(files, PACKAGES[rule]), "the sample is not flagged"
    result = fixed(files, PACKAGES[rule])[PLACE]
    assert result == after.replace("\n", newline)
    ast.parse(result)


@pytest.mark.parametrize(
    "rest",
    [
        "\n    def rename(self):\n        self.id = ''\n",
        "\ndef rename(it):\n    it.id += ''\n",
        "\nclass Derived(Fixed):\n    pass\n",
    ],
    ids=["a method", "a function", "a derived class"],
)
def test_freezing_is_not_safe_where_something_would_break(rest: str) -> None:
    for text, is_safe in (
        (dataclass_text("@dataclass"), True),
        (dataclass_text("@dataclass") + rest, False),
    ):
        [finding] = findings_in({PLACE: text}, PACKAGES["DTO201"])
        assert finding.fix is not None
        assert finding.fix.is_safe is is_safe


def test_fixes_that_overlap_are_left_for_the_next_pass() -> None:
    first = Fix("", (Edit(1, 1, 1, 3, "AB"), Edit(2, 1, 2, 1, "+")), is_safe=True)
    second = Fix("", (Edit(1, 2, 1, 4, "xy"),), is_safe=True)
    assert apply("abcd\nefg", [first, second, first]) == "ABcd\n+efg"


# Files, by the command line


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty project, and stand in it."""
    (tmp_path / PLACE).parent.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


SAFE = (
    '"""A module."""\n\n\ndef is_none(a: str | None) -> bool:\n'
    '    """Test."""\n    return a == None\n'
)
UNSAFE = (
    '"""A module."""\n\nfrom dataclasses import dataclass\n\n\n@dataclass(frozen=True)\n'
    'class Names:\n    """Names (internal)."""\n\n    names: list[str]\n'
)


def files_below(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and FOLDER not in path.parts)
    return {str(path): path.read_bytes() for path in files}


def test_fix_applies_what_is_safe_and_reports_the_rest(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / PLACE).write_text(SAFE)
    other = (project / PLACE).with_name("other.py")
    other.write_text(UNSAFE)
    assert main(["check", "src", "--fix", "--output-format=concise"]) == 1
    shown = capsys.readouterr()
    assert "DTO202" in shown.out
    assert "DTO602" not in shown.out
    assert "1 finding in 1 file fixed\n" in shown.err
    assert (project / PLACE).read_text() == SAFE.replace("==", "is")
    assert other.read_text() == UNSAFE
    assert main(["check", "src", "--fix", "--unsafe-fixes"]) == 0
    assert other.read_text() == UNSAFE.replace("list[str]", "tuple[str, ...]")
    before = files_below(project)
    assert main(["check", "src", "--fix", "--unsafe-fixes"]) == 0
    assert files_below(project) == before


def test_a_class_that_another_module_changes_is_not_frozen_by_a_safe_fix(
    project: Path,
) -> None:
    text = UNSAFE.replace("(frozen=True)", "").replace("list[str]", "str")
    (project / PLACE).write_text(text)
    user = project / "src/ai/backend/manager/services/naming.py"
    user.parent.mkdir()
    user.write_text(
        "from ai.backend.manager.data.session.fixed import Names\n\n\n"
        "def rename(it: Names) -> None:\n    it.names = ''\n"
    )
    main(["check", "src", "--fix"])
    assert (project / PLACE).read_text() == text
    user.write_text("")
    main(["check", "src", "--fix"])
    assert "@dataclass(frozen=True)" in (project / PLACE).read_text()


def test_diff_shows_what_would_change_and_changes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / PLACE).write_text(SAFE.rstrip())
    before = files_below(project)
    for options in (["--diff"], ["--diff", "--unsafe-fixes"], ["--fix", "--diff"]):
        assert main(["check", "src", *options]) == 1
        out = capsys.readouterr().out
        assert out.startswith(f"--- a/{PLACE}\n+++ b/{PLACE}\n@@ ")
        assert "-    return a == None\n\\ No newline at end of file\n" in out
        assert "+    return a is None\n\\ No newline at end of file\n" in out
    assert files_below(project) == before


def test_unsafe_fixes_alone_are_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / PLACE).write_text(SAFE)
    assert main(["check", "src", "--unsafe-fixes"]) == 2
    assert "--fix or --diff" in capsys.readouterr().err


def test_the_old_name_of_unsafe_fixes_works_and_says_the_new_one(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / PLACE).write_text(UNSAFE)
    assert main(["check", "src", "--fix", "--unsafe"]) == 0
    assert "--unsafe was renamed to --unsafe-fixes" in capsys.readouterr().err
    assert (project / PLACE).read_text() == UNSAFE.replace("list[str]", "tuple[str, ...]")


def test_encoding_line_ends_and_mode_of_a_file_stay(project: Path) -> None:
    text = f"# -*- coding: latin-1 -*-\n{SAFE.replace('Test.', 'Test é.')}".replace("\n", "\r\n")
    (project / PLACE).write_bytes(text.encode("latin-1"))
    (project / PLACE).chmod(0o754)
    assert main(["check", "src", "--fix"]) == 0
    assert (project / PLACE).read_bytes() == text.replace("==", "is").encode("latin-1")
    assert (project / PLACE).stat().st_mode & 0o777 == 0o754
    assert [path.name for path in (project / PLACE).parent.iterdir()] == ["fixed.py"]


def test_a_byte_order_mark_stays_where_it_is(project: Path) -> None:
    (project / PLACE).write_text(SAFE, "utf-8-sig")
    assert main(["check", "src", "--fix"]) == 0
    assert (project / PLACE).read_bytes() == SAFE.replace("==", "is").encode("utf-8-sig")


def test_a_link_stays_one_and_what_it_leads_to_is_fixed(project: Path) -> None:
    (project / "real.txt").write_text(SAFE)
    (project / PLACE).symlink_to(project / "real.txt")
    assert main(["check", "src", "--fix"]) == 0
    assert (project / PLACE).is_symlink()
    assert (project / "real.txt").read_text() == SAFE.replace("==", "is")


def test_a_read_only_file_is_reported_and_the_others_are_fixed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = (project / PLACE).with_name("other.py")
    for path in (other, project / PLACE):
        path.write_text(SAFE)
    (project / PLACE).chmod(0o444)
    assert main(["check", "src", "--fix", "--output-format=concise"]) == 2
    shown = capsys.readouterr()
    assert f"{PLACE}: not fixed: it is read-only\n" in shown.err
    assert f"{PLACE}:6:12: error DTO602" in shown.out
    assert (project / PLACE).read_text() == SAFE
    assert other.read_text() == SAFE.replace("==", "is")


def drafts_of(findings: Sequence[Finding]) -> Drafts:
    drafts = Drafts(ProjectFiles(Path.cwd(), Settings()))
    drafts.fix(findings, unsafe=True)
    return drafts


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda path: path.unlink(), "No such file or directory"),
        (lambda path: path.write_text("a = 1\n"), "it has changed since it was read"),
    ],
    ids=["vanished", "changed"],
)
def test_a_file_that_is_not_what_it_was_is_left_alone(
    project: Path, change: Callable[[Path], object], reason: str
) -> None:
    (project / PLACE).write_text(SAFE)
    drafts = drafts_of(findings_in({PLACE: SAFE}, PACKAGES["DTO602"]))
    change(project / PLACE)
    before = files_below(project)
    assert not drafts.write()
    assert [error.reason for error in drafts.errors] == [reason]
    assert drafts.fixed == 0
    assert files_below(project) == before


def test_a_text_that_would_not_parse_is_never_written(project: Path) -> None:
    (project / PLACE).write_text(SAFE)
    fix = Fix("", (Edit(1, 1, 1, 1, "("),), is_safe=True)
    finding = Finding(PLACE, 1, 1, "DTO602", "", Severity.ERROR, 1, 1, "", fix)
    drafts = drafts_of([finding])
    assert drafts.contents == {}
    [error] = drafts.errors
    assert "the fixed file would not parse" in error.reason
