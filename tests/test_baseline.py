"""A baseline: what was there before is not reported, what is new is, and nothing gets lost."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runner import DATA, PLAIN
from git_repository import Tree

FILE = f"{DATA}/user/types.py"
BASELINE = "dto-handbook-baseline.txt"
SETTINGS = '[tool.dto-handbook]\nselect = ["DTO201", "DTO202"]\n'
OTHER = PLAIN.replace("Plain", "Other")
FROZEN = PLAIN.replace("@dataclass\n", "@dataclass(frozen=True)\n")


@pytest.fixture
def tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tree:
    tree = Tree(tmp_path, monkeypatch, capsys)
    tree.write({"pyproject.toml": SETTINGS})
    return tree


def entries(tree: Tree, name: str = BASELINE) -> list[str]:
    lines = (tree.folder / name).read_text("utf-8").splitlines()
    return sorted(line.partition(" #")[0] for line in lines if not line.startswith("# "))


def record(tree: Tree, files: dict[str, str | bytes]) -> None:
    tree.write(files)
    assert tree.run("baseline").status == 0


# What it holds


def test_it_holds_a_line_for_each_kind_of_finding(tree: Tree) -> None:
    two = "from dataclasses import dataclass\n\n\n@dataclass\nclass A:\n    a: list[list[str]]\n"
    tree.write({"clean.py": ""})
    done = tree.run("baseline")
    assert done == (0, "", f"{BASELINE}: 0 findings (+0)\n")
    record(tree, {FILE: PLAIN, f"{DATA}/a b/ü: DTO201 x.py": two, f"{DATA}/#.py": OTHER})
    assert entries(tree) == [
        f"{DATA}/#.py: DTO201 Other",
        f"{DATA}/a b/ü: DTO201 x.py: DTO201 A",
        f"{DATA}/a b/ü: DTO201 x.py: DTO202 A.a",
        f"{FILE}: DTO201 Plain",
    ]
    assert tree.check() == (
        0,
        "",
        f"0 findings in 4 files\ndto-handbook: 4 more recorded in {BASELINE}\n",
    )


def test_findings_of_one_kind_are_counted(tree: Tree) -> None:
    text = "def same(a: object, b: object) -> bool:\n    return a == None or b == None\n"
    tree.write({"pyproject.toml": '[tool.dto-handbook]\nselect = ["DTO602"]\n'})
    record(tree, {"a.py": text})
    assert entries(tree) == ["a.py: DTO602 same x2"]
    assert tree.check().status == 0
    tree.write({"a.py": text.replace(" == None or", " == None or a == None or")})
    more = tree.check()
    assert (more.status, len(more.places)) == (1, 3), "any of them may be the new one"
    tree.write({"a.py": text.replace("a == None or ", "")})
    fewer = tree.check()
    assert (fewer.status, fewer.places) == (0, [])
    assert "fixed: a.py: DTO602 same\n" in fewer.err
    assert tree.run("baseline", "--prune").status == 0
    assert entries(tree) == ["a.py: DTO602 same"]


@pytest.mark.parametrize("name", ["a\nb.py", "a\rb.py", '"a".py', " a.py", "a\\nb.py", "a .py"])
def test_any_name_of_a_file_comes_back(tree: Tree, name: str) -> None:
    record(tree, {f"{DATA}/user/{name}": PLAIN})
    record(tree, {f"{DATA}/user/{name}": PLAIN})
    assert len(entries(tree)) == 1
    assert tree.check().status == 0


def test_a_name_that_is_no_text_comes_back(tree: Tree) -> None:
    tree.write({f"{DATA}/user/__init__.py": ""})
    with open(os.fsencode(tree.folder / DATA) + b"/od\xff.py", "w") as file:  # noqa: PTH123 # bytes
        file.write(PLAIN)
    assert tree.run("baseline").status == 0
    assert tree.check().status == 0


# What a check reports


def test_new_findings_fail_and_old_ones_do_not(tree: Tree) -> None:
    record(tree, {FILE: PLAIN})
    tree.write({FILE: f'"""Lines move."""\n\n{PLAIN}\n\n{OTHER}'})
    done = tree.check()
    assert (done.status, len(done.places)) == (1, 1)
    assert "Other is not frozen" in done.out
    assert len(tree.check("--no-baseline").places) == 2


def test_what_is_fixed_is_reported_and_pruned(tree: Tree) -> None:
    record(tree, {FILE: PLAIN, f"{DATA}/user/other.py": OTHER})
    tree.write({FILE: FROZEN})
    done = tree.check()
    assert done.status == 0
    assert f"fixed: {FILE}: DTO201 Plain\n" in done.err
    assert "baseline --prune" in done.err
    tree.write({f"{DATA}/user/new.py": PLAIN})
    assert tree.run("baseline", "--prune").err == f"{BASELINE}: 1 finding (-1)\n"
    assert entries(tree) == [f"{DATA}/user/other.py: DTO201 Other"]
    assert [path for path, _, _ in tree.check().places] == [f"{DATA}/user/new.py"]


@pytest.mark.parametrize(
    ("arguments", "variable", "status"),
    [
        ((), None, 0),
        (("--ci",), None, 1),
        ((), "true", 1),
        ((), "1", 1),
        ((), "false", 0),
        ((), "", 0),
    ],
)
def test_in_ci_a_baseline_that_is_too_long_fails(
    tree: Tree,
    arguments: tuple[str, ...],
    variable: str | None,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if variable is not None:
        monkeypatch.setenv("CI", variable)
    record(tree, {FILE: PLAIN})
    assert tree.check(*arguments).status == 0
    tree.write({FILE: FROZEN})
    assert tree.check(*arguments).status == status


def test_a_check_of_a_part_says_nothing_of_the_rest(tree: Tree) -> None:
    other = f"{DATA}/session/types.py"
    record(tree, {FILE: PLAIN, other: OTHER, f"{DATA}/gone.py": PLAIN})
    tree.write({other: FROZEN})
    (tree.folder / DATA / "gone.py").unlink()
    assert "fixed" not in tree.check(FILE, "--ci").err
    assert "fixed" not in tree.check(f"{DATA}/user", "--ci").err
    assert tree.check(str(tree.folder / DATA / "session"), "--ci").status == 1
    assert tree.check(DATA, "--ci").err.count("fixed: ") == 2
    tree.write({"pyproject.toml": SETTINGS.replace('"DTO201", ', "")})
    assert "fixed" not in tree.check("--ci").err
    tree.run("baseline")
    assert len(entries(tree)) == 3, "what was not looked for stays"


def test_files_that_are_excluded_now_are_fixed_and_rules_that_are_gone_too(tree: Tree) -> None:
    record(tree, {FILE: PLAIN})
    with (tree.folder / BASELINE).open("a") as file:
        file.write(f"{FILE}: DTO299 Plain\n")
    assert tree.check().err.count("fixed: ") == 1
    tree.write({"pyproject.toml": f'{SETTINGS}exclude = ["user"]\n'})
    assert tree.check().err.count("fixed: ") == 2


def test_a_file_that_does_not_parse_is_reported_and_keeps_its_entries(tree: Tree) -> None:
    record(tree, {FILE: PLAIN})
    tree.write({FILE: "def\n"})
    done = tree.check("--ci")
    assert (done.status, [rule for _, _, rule in done.places]) == (1, ["DTO000"])
    assert "fixed" not in done.err
    again = tree.run("baseline")
    assert again.status == 1
    assert "a file that does not parse is not recorded" in again.err
    assert entries(tree) == [f"{FILE}: DTO201 Plain"]


def test_only_what_is_new_is_fixed_by_machine(tree: Tree) -> None:
    record(tree, {FILE: PLAIN})
    tree.write({f"{DATA}/user/new.py": OTHER})
    assert tree.check("--fix").status == 0
    assert (tree.folder / FILE).read_text() == PLAIN
    assert "frozen=True" in (tree.folder / DATA / "user/new.py").read_text()
    assert tree.check("--fix", "--no-baseline").status == 0
    assert (tree.folder / FILE).read_text() == FROZEN


def test_a_legacy_dto_is_reported_where_it_is_new_and_the_rule_selected(tree: Tree) -> None:
    dto = "from pydantic import BaseModel\n\n\nclass A(BaseModel):\n    a: str\n"
    path = "src/ai/backend/manager/dto/agent.py"
    tree.write({"pyproject.toml": '[tool.dto-handbook]\nselect = ["DTO004"]\n'})
    record(tree, {path: dto})
    assert tree.check().places == []
    tree.write({path: f"{dto}\n\nclass B(BaseModel):\n    a: str\n"})
    assert tree.check().places == [(path, 8, "DTO004")]
    tree.write({"pyproject.toml": ""})
    assert "DTO004" not in tree.check().out


# Renames


def test_a_moved_file_and_a_moved_folder_keep_their_entries(tree: Tree) -> None:
    files = {f"{DATA}/user/{name}.py": PLAIN.replace("Plain", name) for name in ("A", "B")}
    record(tree, {FILE: PLAIN, **files})
    tree.commit()
    tree.git("mv", f"{DATA}/user", f"{DATA}/account")
    staged = tree.check("--ci")
    assert staged.status == 0, staged
    assert "3 of them recorded under another path or name" in staged.err
    tree.commit({f"{DATA}/account/new.py": OTHER.replace("name: str", "place: int")})
    tree.commit({f"{DATA}/account/types.py": f'"""A module."""\n\n{PLAIN}'})
    done = tree.check("--ci")
    assert done.places == [(f"{DATA}/account/new.py", 4, "DTO201")]
    tree.run("baseline", "--prune")
    assert entries(tree) == [
        f"{DATA}/account/A.py: DTO201 A",
        f"{DATA}/account/B.py: DTO201 B",
        f"{DATA}/account/types.py: DTO201 Plain",
    ]
    assert "another" not in tree.check().err


def test_a_file_that_was_moved_without_telling_git_keeps_its_entries(tree: Tree) -> None:
    record(tree, {FILE: PLAIN})
    tree.commit()
    before = tree.git("status", "--porcelain")
    (tree.folder / FILE).rename(tree.folder / DATA / "user/moved.py")
    assert tree.check("--ci", "src").status == 0
    assert tree.check("--ci", f"{DATA}/user/moved.py").status == 0
    tree.git("checkout", "-q", FILE)
    (tree.folder / DATA / "user/moved.py").unlink()
    assert tree.git("status", "--porcelain") == before, "the index is as it was"


def test_what_was_fixed_while_its_file_was_moved_is_reported(tree: Tree) -> None:
    both = f"{PLAIN}\n\n@dataclass\nclass Other:\n    name: str\n    more: int\n"
    record(tree, {FILE: both})
    tree.commit()
    tree.git("mv", FILE, f"{DATA}/user/moved.py")
    tree.write(
        {f"{DATA}/user/moved.py": both.replace("@dataclass\nc", "@dataclass(frozen=True)\nc", 1)}
    )
    done = tree.check("--ci")
    assert (done.status, done.places) == (1, [])
    assert f"fixed: {FILE}: DTO201 Plain\n" in done.err


def test_below_the_root_of_a_repository_renames_are_known_too(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write({f"part/{FILE}": PLAIN, "part/pyproject.toml": SETTINGS})
    monkeypatch.chdir(tree.folder / "part")
    tree.run("baseline")
    tree.commit()
    tree.git("mv", f"part/{FILE}", f"part/{DATA}/user/moved.py")
    tree.commit()
    assert tree.check("--ci").status == 0
    tree.run("baseline", "--prune")
    assert entries(tree, f"part/{BASELINE}") == [f"{DATA}/user/moved.py: DTO201 Plain"]


def test_without_a_history_a_moved_file_keeps_its_entries_unless_it_was_edited(tree: Tree) -> None:
    record(tree, {FILE: PLAIN})
    moved = f"{DATA}/user/moved.py"
    (tree.folder / FILE).rename(tree.folder / moved)
    assert tree.check().places == []
    tree.write({moved: PLAIN.replace("name: str", "title: str")})
    assert tree.check().places == [(moved, 4, "DTO201")]


def test_in_a_shallow_clone_a_moved_file_keeps_its_entries(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(tree, {FILE: PLAIN})
    tree.commit()
    tree.git("mv", FILE, f"{DATA}/user/moved.py")
    tree.commit()
    tree.git("clone", "-q", "--depth=1", f"file://{tmp_path}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    assert tree.check("--ci").status == 0


# What has another name or another place


def test_a_class_with_another_name_is_known_as_long_as_nothing_else_in_it_changed(
    tree: Tree,
) -> None:
    record(tree, {FILE: PLAIN.replace("name: str", "tags: list[str]")})
    renamed = PLAIN.replace("Plain", "Renamed").replace("name: str", "tags: list[str]")
    tree.write({FILE: renamed})
    assert tree.check("--ci").status == 0
    tree.write({FILE: f"{renamed}    more: int\n"})
    assert len(tree.check().places) == 2
    tree.write({FILE: renamed})
    tree.run("baseline", "--prune")
    assert entries(tree) == [f"{FILE}: DTO201 Renamed", f"{FILE}: DTO202 Renamed.tags"]


def test_a_copy_of_known_code_is_new_wherever_it_stands(tree: Tree) -> None:
    record(tree, {FILE: PLAIN})
    copy = f"{DATA}/user/copy.py"
    tree.write({copy: PLAIN})
    assert tree.check().places == [(copy, 4, "DTO201")]
    tree.write({FILE: FROZEN})
    assert tree.check().places == [(copy, 4, "DTO201")], "the old one was fixed, not moved"
    tree.write({FILE: f"{FROZEN}\n\n{PLAIN.replace('Plain', 'Copy')}"})
    assert len(tree.check().places) == 2


def test_a_check_of_the_new_file_alone_knows_what_came_from_another_one(tree: Tree) -> None:
    record(tree, {FILE: PLAIN, f"{DATA}/session/types.py": OTHER})
    tree.write({FILE: "", f"{DATA}/user/moved.py": PLAIN})
    done = tree.check(f"{DATA}/user/moved.py", "--ci")
    assert (done.status, done.places) == (0, [])
    tree.run("baseline", "--prune", f"{DATA}/user/moved.py")
    assert entries(tree) == [
        f"{DATA}/session/types.py: DTO201 Other",
        f"{DATA}/user/moved.py: DTO201 Plain",
    ]


def test_what_a_sparse_checkout_leaves_out_is_not_fixed(tree: Tree) -> None:
    record(tree, {FILE: PLAIN, f"{DATA}/session/types.py": OTHER})
    tree.commit()
    tree.git("sparse-checkout", "set", "--no-cone", "/*", f"!{DATA}/session/")
    assert not (tree.folder / DATA / "session").exists()
    done = tree.check("--ci")
    assert (done.status, "fixed" in done.err) == (0, False)
    tree.run("baseline", "--prune")
    assert len(entries(tree)) == 2
    copy = f"{DATA}/user/copy.py"
    tree.write({copy: OTHER})
    assert tree.check().places == [(copy, 4, "DTO201")], "what it copies is still there"


# What is wrong with it


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("nonsense\n", [":1: not an entry", "'nonsense'"]),
        (f"{FILE}: DTO201\n", [":1: not an entry"]),
        (f"{FILE}: DTO201 A\n{FILE}: DTO201 B x0\n# c\n", [":2: not an entry", ":3: not an entry"]),
        (f"{FILE}: DTO201 A x1x\n", [":1: not an entry"]),
        ('"a.py: DTO201 A\n', [":1: not an entry"]),
        (
            "a.py: DTO201 A\n<<<<<<< ours\nb.py: DTO201 A\n=======\n>>>>>>> theirs\n",
            [":2: an unresolved merge conflict", ":4: an unresolved", ":5: an unresolved"],
        ),
    ],
)
@pytest.mark.parametrize(
    "command", [("check",), ("baseline",), ("baseline", "--prune"), ("report",)]
)
def test_a_broken_one_is_reported_by_line_and_left_alone(
    tree: Tree, text: str, reported: list[str], command: tuple[str, ...]
) -> None:
    tree.write({FILE: PLAIN, BASELINE: text})
    done = tree.run(*command)
    assert (done.status, done.out) == (2, "")
    for part in reported:
        assert (f"{BASELINE}{part}" if part.startswith(":") else part) in done.err
    assert (tree.folder / BASELINE).read_text() == text


def test_no_order_no_line_ends_and_nothing_written_twice_matter(tree: Tree) -> None:
    record(tree, {FILE: PLAIN, f"{DATA}/a.py": OTHER})
    good = (tree.folder / BASELINE).read_bytes()
    lines = good.splitlines(keepends=True)
    tree.write({BASELINE: b"\r\n".join(line.strip() for line in [*lines[::-1][:2], *lines[-2:]])})
    assert tree.check("--ci").status == 0
    tree.run("baseline", "--prune")
    assert tree.check("--ci").status == 0


def test_pruning_what_is_not_there_is_reported(tree: Tree) -> None:
    done = tree.run("baseline", "--prune")
    assert done.status == 2
    assert "there is no baseline" in done.err


def test_it_is_not_written_where_a_file_could_not_be_checked(tree: Tree) -> None:
    record(tree, {FILE: PLAIN})
    before = (tree.folder / BASELINE).read_text()
    tree.write({f"{DATA}/b.py": OTHER})
    done = tree.run("baseline", "src", "missing.py")
    assert done.status == 2
    assert "not written" in done.err
    assert (tree.folder / BASELINE).read_text() == before


@pytest.mark.parametrize("name", ["no/such/folder.txt", "src"])
def test_a_place_that_cannot_be_written_is_reported(tree: Tree, name: str) -> None:
    tree.write({FILE: PLAIN, "pyproject.toml": f'{SETTINGS}baseline = "{name}"\n'})
    done = tree.run("baseline")
    assert done.status == 2
    assert name in done.err
    assert not list(tree.folder.glob(".*.txt*"))


def test_it_stands_where_the_project_says_and_keeps_its_mode(tree: Tree) -> None:
    tree.write(
        {FILE: PLAIN, "pyproject.toml": f'{SETTINGS}baseline = "ci/known.txt"\n', "ci/x": ""}
    )
    tree.run("baseline")
    file = tree.folder / "ci/known.txt"
    assert file.stat().st_mode & 0o777 == 0o666 & ~current_umask()
    file.chmod(0o640)
    tree.write({f"{DATA}/b.py": OTHER})
    tree.run("baseline")
    assert file.stat().st_mode & 0o777 == 0o640
    assert len(entries(tree, "ci/known.txt")) == 2
    assert sorted(path.name for path in file.parent.iterdir()) == ["known.txt", "x"]


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_two_branches_that_fix_different_things_merge(tree: Tree) -> None:
    names = [f"C{number}" for number in range(8)]
    files = {f"{DATA}/user/{name}.py": PLAIN.replace("Plain", name) for name in names}
    record(tree, {**files, ".gitignore": ".dto-handbook-cache\n"})
    tree.commit()
    for branch, name in (("one", "C1"), ("two", "C6")):
        tree.git("checkout", "-q", "-b", branch, "main")
        tree.write({f"{DATA}/user/{name}.py": FROZEN.replace("Plain", name)})
        tree.run("baseline", "--prune")
        tree.commit()
    tree.git("merge", "-q", "-m", "Both", "one")
    assert len(entries(tree)) == 6
    assert tree.check("--ci").status == 0


def test_branches_that_fix_neighbouring_classes_rarely_conflict(tree: Tree) -> None:
    names = [f"Class{number:02}" for number in range(60)]
    record(tree, {FILE: "\n\n".join(PLAIN.replace("Plain", name) for name in names)})
    text = (tree.folder / BASELINE).read_text()
    conflicts = 0
    for ours, theirs in itertools.pairwise(names):
        for side, name in (("ours", ours), ("base", None), ("theirs", theirs)):
            lines = text.splitlines(keepends=True)
            tree.write({side: "".join(it for it in lines if f" {name} #" not in it)})
        merge = ["git", "merge-file", "-p", "ours", "base", "theirs"]
        conflicts += subprocess.run(merge, cwd=tree.folder, stdout=subprocess.DEVNULL).returncode
    assert conflicts <= 6


def test_a_check_without_a_baseline_does_not_import_what_it_needs(tree: Tree) -> None:
    tree.write({FILE: PLAIN})
    code = (
        "import sys; from dto_handbook.cli.main import main; main(['check']);"
        "print([it for it in sys.modules if it in ('subprocess', 'dto_handbook.baseline.git')])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tree.folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
