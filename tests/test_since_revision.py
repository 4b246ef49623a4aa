"""`--since`: only what changed since a commit is reported, in real repositories."""

import os
from pathlib import Path

import pytest
from cli_runner import DATA, PLAIN
from git_repository import Tree

from dto_handbook.baseline.git import Changes
from dto_handbook.baseline.since import Since
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.project_files import ProjectFiles

FILE = f"{DATA}/user/types.py"
SETTINGS = '[tool.dto-handbook]\nselect = ["DTO201", "DTO202"]\n'
OLD = '''"""A module."""
from dataclasses import dataclass


@dataclass
class Old:
    """Old."""

    first: str
    names: list[str]
    last: str


@dataclass
class Other:
    """Other."""

    name: str
'''


@pytest.fixture
def tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tree:
    tree = Tree(tmp_path, monkeypatch, capsys)
    tree.write({"pyproject.toml": SETTINGS, ".gitignore": ".dto-handbook-cache\nignored.py\n"})
    tree.commit({FILE: OLD})
    tree.git("checkout", "-q", "-b", "work")
    return tree


def reported(tree: Tree, *arguments: str) -> list[tuple[str, int, str]]:
    done = tree.check("--since", "main", *arguments)
    assert done.status == (1 if done.places else 0), done.err
    return done.places


def test_what_was_there_before_is_not_reported(tree: Tree) -> None:
    assert len(tree.check().places) == 3
    assert reported(tree) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("    last: str\n", "    last: set[str]\n", [(5, "DTO201"), (11, "DTO202")]),
        ("    last: str\n", "    last: int\n", [(5, "DTO201")]),
        ("    last: str\n", "", [(5, "DTO201")]),
        ("    last: str\n", "    last: str\n    more: int\n", [(5, "DTO201")]),
        ('    """Other."""\n\n', "", [(14, "DTO201")]),
        ("names: list[str]", "names: list[int]", [(5, "DTO201"), (10, "DTO202")]),
        ('"""A module."""\n', "", []),
        ('"""A module."""\n', '"""A module.\n\nOf more lines.\n"""\n\n', []),
        ("@dataclass\nclass Other", "@dataclass()\nclass Other", [(14, "DTO201")]),
    ],
)
@pytest.mark.parametrize("how", ["written", "staged", "committed"])
def test_what_stands_on_a_changed_line_or_in_a_changed_class_is_reported(
    tree: Tree, before: str, after: str, expected: list[tuple[int, str]], how: str
) -> None:
    assert before in OLD
    tree.write({FILE: OLD.replace(before, after)})
    if how != "written":
        tree.git("add", "-A")
    if how == "committed":
        tree.commit()
    assert reported(tree) == [(FILE, line, rule) for line, rule in expected]


def test_a_decorator_that_was_taken_out_is_a_change_of_the_class_below_it(tree: Tree) -> None:
    head = "from dataclasses import dataclass\nfrom typing import NamedTuple\n\n\n"
    classes = "class A(NamedTuple):\n    a: str\n\n\n@dataclass\nclass B(NamedTuple):\n    a: str\n"
    tree.commit({"pyproject.toml": SETTINGS.replace("DTO201", "DTO101"), FILE: head + classes})
    tree.write({FILE: (head + classes).replace("@dataclass\nclass B", "class B")})
    assert tree.check("--since", "HEAD").places == [(FILE, 9, "DTO101")]


def test_new_files_are_reported_whole_untracked_ones_too(tree: Tree) -> None:
    tree.commit({f"{DATA}/user/a.py": PLAIN})
    tree.write({f"{DATA}/user/b.py": PLAIN, f"{DATA}/user/ü c.py": PLAIN})
    tree.git("add", f"{DATA}/user/b.py")
    before = tree.git("status", "--porcelain")
    assert [path for path, _, _ in reported(tree)] == [
        f"{DATA}/user/{name}.py" for name in ("a", "b", "ü c")
    ]
    assert tree.git("status", "--porcelain") == before, "the index is as it was"


@pytest.mark.thorough
@pytest.mark.parametrize("name", ['say "hi".py', "a\tb.py", "a\nb.py", "a\\b.py", "-x.py", ":x.py"])
def test_any_name_of_a_file_is_understood(tree: Tree, name: str) -> None:
    tree.write({f"{DATA}/user/{name}": PLAIN})
    assert tree.check("--since", "main").status == 1
    tree.commit()
    assert tree.check("--since", "main").status == 1
    assert tree.check("--since", "HEAD").status == 0


def test_lines_that_read_like_a_diff_are_not_taken_for_one(tree: Tree) -> None:
    text = 'A = """\n"""\n\n\n' + PLAIN
    tree.commit({f"{DATA}/user/a.py": text})
    odd = "++ b/x.py\n@@ -1 +1,99 @@\n-- a/x.py\n"
    text = text.replace('"""\n"""', f'"""\n{odd}"""')
    tree.write({f"{DATA}/user/a.py": text})
    assert tree.check("--since", "HEAD").places == []
    tree.write({f"{DATA}/user/a.py": text.replace("name: str", "name: int")})
    assert [rule for _, _, rule in tree.check("--since", "HEAD").places] == ["DTO201"]


def test_of_a_file_that_was_moved_only_what_changed_is_reported(tree: Tree) -> None:
    moved = f"{DATA}/account/types.py"
    tree.write({moved: ""})
    (tree.folder / FILE).rename(tree.folder / moved)
    assert reported(tree) == []
    tree.write({moved: OLD.replace("    last: str\n", "    last: set[str]\n")})
    assert reported(tree) == [(moved, 5, "DTO201"), (moved, 11, "DTO202")]
    tree.commit()
    assert reported(tree) == [(moved, 5, "DTO201"), (moved, 11, "DTO202")]


def test_what_changed_on_the_other_branch_is_not_reported(tree: Tree) -> None:
    tree.git("checkout", "-q", "main")
    tree.commit({f"{DATA}/user/theirs.py": PLAIN, FILE: OLD.replace("last: str", "last: int")})
    tree.git("checkout", "-q", "work")
    tree.commit({f"{DATA}/user/ours.py": PLAIN})
    assert reported(tree) == [(f"{DATA}/user/ours.py", 4, "DTO201")]


def test_below_the_root_of_a_repository_paths_are_those_of_the_working_directory(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write({f"part/{FILE}": PLAIN, f"{DATA}/user/new.py": PLAIN})
    monkeypatch.chdir(tree.folder / "part")
    assert (FILE, 4, "DTO201") in reported(tree)


@pytest.mark.thorough
def test_a_configuration_of_git_changes_nothing(tree: Tree, tmp_path: Path) -> None:
    for name, value in {
        "color.ui": "always",
        "core.quotePath": "true",
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.external": "false",
        "diff.relative": "true",
        "diff.renames": "false",
        "diff.interHunkContext": "99",
    }.items():
        tree.git("config", name, value)
    tree.write({".gitattributes": "*.py binary\n", f"{DATA}/user/ü.py": PLAIN})
    tree.git("mv", FILE, f"{DATA}/user/moved.py")
    assert reported(tree) == [(f"{DATA}/user/ü.py", 4, "DTO201")]


def test_a_class_of_the_same_name_elsewhere_in_the_file_is_another(tree: Tree) -> None:
    nested = "\n\nclass Outer:\n    @dataclass\n    class Other:\n        name: str\n"
    tree.commit({FILE: OLD + nested})
    tree.write({FILE: OLD + nested.replace("name: str", "name: int")})
    [found] = tree.check("--since", "HEAD").places
    assert found[1] == OLD.count("\n") + 4


def test_only_what_changed_is_fixed(tree: Tree) -> None:
    tree.write({FILE: OLD.replace("    name: str\n", "    name: int\n")})
    done = tree.check("--since", "main", "--fix")
    assert (done.status, done.places) == (0, [])
    text = (tree.folder / FILE).read_text()
    assert "@dataclass\nclass Old" in text
    assert "@dataclass(frozen=True)\nclass Other" in text


def test_while_a_file_is_fixed_what_was_touched_before_counts() -> None:
    def at(line: int, symbol: str) -> Finding:
        return Finding(FILE, line, 1, "DTO201", "", Severity.ERROR, line, 2, symbol)

    since = Since({FILE: Changes(lines={5})}, ProjectFiles(None, Settings()))
    assert [since.touches(it, ()) for it in (at(5, "A"), at(9, "B"))] == [True, False]
    moved = [since.touches(it, {FILE}) for it in (at(7, "A"), at(5, "B"))]
    assert moved == [True, False]


def test_a_baseline_and_a_commit_narrow_what_is_reported_together(tree: Tree) -> None:
    tree.run("baseline")
    tree.write({FILE: OLD.replace("    last: str\n", "    last: set[str]\n")})
    assert reported(tree) == [(FILE, 11, "DTO202")]
    tree.write({FILE: PLAIN})
    assert "fixed: " in tree.check("--since", "main").err


def test_a_legacy_dto_is_reported_where_it_is_new_and_the_rule_selected(tree: Tree) -> None:
    dto = "from pydantic import BaseModel\n\n\nclass A(BaseModel):\n    a: str\n"
    path = "src/ai/backend/manager/dto/agent.py"
    tree.commit({path: dto, "pyproject.toml": SETTINGS.replace('"DTO201"', '"DTO004"')})
    tree.write({path: f"{dto}\n\nclass B(BaseModel):\n    a: str\n"})
    assert tree.check("--since", "HEAD").places == [(path, 8, "DTO004")]
    tree.write({"pyproject.toml": ""})
    assert "DTO004" not in tree.check("--since", "HEAD").out


# What is wrong


@pytest.mark.thorough
@pytest.mark.parametrize("revision", ["nowhere", "--exec=x", "-x", "main..work", "", "HEAD:a"])
def test_an_unknown_revision_is_reported(tree: Tree, revision: str) -> None:
    done = tree.check(f"--since={revision}")
    assert (done.status, done.out) == (2, "")
    assert f"there is no revision {revision}" in done.err


def test_histories_with_nothing_in_common_are_reported(tree: Tree) -> None:
    tree.git("checkout", "-q", "--orphan", "apart")
    assert "HEAD has no commit" in tree.check("--since", "main").err
    tree.commit({"apart.py": ""})  # Else it would be the very commit that main began with
    done = tree.check("--since", "main")
    assert (done.status, done.out) == (2, "")
    assert "no common commit with main" in done.err
    assert "shallow" not in done.err


@pytest.mark.thorough
def test_a_shallow_clone_is_reported_with_what_to_do(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.commit({"a.py": ""})
    tree.commit({"b.py": ""})
    origin = f"file://{tmp_path}"
    tree.git("clone", "-q", "--depth=1", "--branch=work", "--no-single-branch", origin, "shallow")
    tree.git("clone", "-q", "--depth=1", "--branch=work", origin, "single")
    for folder, problem in (("shallow", "no common commit"), ("single", "there is no revision")):
        monkeypatch.chdir(tmp_path / folder)
        done = tree.check("--since", "origin/main")
        assert (done.status, done.out) == (2, "")
        assert problem in done.err
        assert "this clone is shallow: fetch the history" in done.err
    tree.git("-C", "shallow", "fetch", "-q", "--unshallow")
    monkeypatch.chdir(tmp_path / "shallow")
    assert tree.check("--since", "origin/main").status == 0


def test_outside_of_a_repository_and_without_git_it_is_reported(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    monkeypatch.chdir(outside)
    done = tree.check("--since", "main")
    assert (done.status, done.out) == (2, "")
    assert "no git repository" in done.err
    monkeypatch.setenv("PATH", os.devnull)
    done = tree.check("--since", "main")
    assert (done.status, done.out) == (2, "")
    assert "git is not installed" in done.err
