"""A baseline through moves: findings in functions, and files that a working tree leaves out."""

from pathlib import Path

import pytest
from cli_runner import DATA, PLAIN
from git_repository import Tree

FILE = f"{DATA}/user/types.py"
USER = "src/ai/backend/manager/services/user.py"
BASELINE = "dto-handbook-baseline.txt"
OPTIONAL = PLAIN.replace("@dataclass\n", "@dataclass(frozen=True)\n").replace("str", "str | None")
IMPORT = "from ai.backend.manager.data.user.types import Plain\n"
FUNCTION = "\n\ndef shown(plain: Plain) -> str:\n    return plain.name or 'none'\n"


@pytest.fixture
def tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Tree:
    tree = Tree(tmp_path, monkeypatch, capsys)
    tree.write({"pyproject.toml": '[tool.dto-handbook]\nselect = ["DTO205", "DTO601"]\n'})
    return tree


def test_a_finding_in_a_function_is_known_wherever_the_function_moves(tree: Tree) -> None:
    changed = "\n\ndef put(plain: Plain) -> None:\n    plain.name = None\n"
    tree.write({FILE: OPTIONAL, USER: f"{IMPORT}{FUNCTION}{changed}"})
    tree.run("baseline")
    text = (tree.folder / BASELINE).read_text()
    assert f"{USER}: DTO601 shown.name #" in text
    assert f"{USER}: DTO205 put.name #" in text
    tree.write({USER: IMPORT, USER.replace("user", "account"): f"{IMPORT}{FUNCTION}{changed}"})
    assert tree.check("--ci").status == 0


def test_a_finding_in_a_function_is_known_once_the_dto_has_another_name(tree: Tree) -> None:
    tree.write({FILE: OPTIONAL, USER: f"{IMPORT}{FUNCTION}"})
    tree.run("baseline")
    for path in (FILE, USER):
        text = (tree.folder / path).read_text()
        tree.write({path: text.replace("Plain", "Named")})
    assert tree.check("--ci").status == 0


def test_a_finding_in_one_function_does_not_hide_one_in_the_next(tree: Tree) -> None:
    tree.write({FILE: OPTIONAL, USER: f"{IMPORT}{FUNCTION}"})
    tree.run("baseline")
    fixed = FUNCTION.replace("plain.name or", "plain.name is None or")
    tree.write({USER: f"{IMPORT}{fixed}{FUNCTION.replace('shown', 'sent')}    # As before\n"})
    assert tree.check().places == [(USER, 9, "DTO601")]


RECORD = PLAIN.replace("Plain", "Record")
SETTINGS = '[tool.dto-handbook]\nselect = ["DTO201"]\n'


@pytest.mark.parametrize("is_in_git", [True, False])
def test_what_moves_out_of_the_checked_folder_keeps_its_entries(
    tree: Tree, *, is_in_git: bool
) -> None:
    tree.write({"pyproject.toml": SETTINGS, FILE: f"{PLAIN}\n\n{RECORD}"})
    tree.run("baseline")
    before = (tree.folder / BASELINE).read_text()
    if is_in_git:
        tree.commit()
    (tree.folder / DATA / "session").mkdir()
    (tree.folder / FILE).rename(tree.folder / DATA / "session/types.py")
    tree.write({f"{DATA}/user/new.py": ""})
    assert "fixed" not in tree.check("--ci", f"{DATA}/user").err
    for option in ("--prune", ""):
        tree.run("baseline", *filter(None, [option]), f"{DATA}/user")
        assert (tree.folder / BASELINE).read_text() == before
    assert tree.check("--ci").status == 0
    (tree.folder / DATA / "session/types.py").write_text("")
    assert tree.check("--ci", f"{DATA}/user").err.count("fixed: ") == 2


def test_what_a_sparse_checkout_leaves_out_keeps_its_entries_wherever_it_moved(tree: Tree) -> None:
    tree.write({"pyproject.toml": SETTINGS, FILE: PLAIN, USER: ""})
    tree.run("baseline")
    before = (tree.folder / BASELINE).read_text()
    tree.commit()
    tree.git("mv", f"{DATA}/user", f"{DATA}/account")
    tree.commit()
    tree.git("sparse-checkout", "set", "--no-cone", "/*", f"!{DATA}/account/")
    assert "fixed" not in tree.check("--ci").err
    for option in ("--prune", ""):
        tree.run("baseline", *filter(None, [option]))
        assert (tree.folder / BASELINE).read_text() == before


def test_an_entry_follows_its_file_from_the_commit_that_recorded_it(tree: Tree) -> None:
    other = f"{DATA}/session/types.py"
    tree.write({"pyproject.toml": SETTINGS, FILE: PLAIN, other: RECORD})
    tree.run("baseline")
    tree.commit()
    tree.git("mv", FILE, f"{DATA}/user/moved.py")
    tree.write({f"{DATA}/user/moved.py": f"{PLAIN}    more: int\n"})
    tree.commit()
    tree.write({other: ""})
    tree.run("baseline", "--prune", other)
    tree.commit()
    assert f"{FILE}: DTO201" in (tree.folder / BASELINE).read_text()
    assert tree.check("--ci").status == 0


def test_a_baseline_without_a_commit_follows_files_from_the_last_commit(tree: Tree) -> None:
    tree.commit({"pyproject.toml": SETTINGS, FILE: PLAIN})
    tree.run("baseline")
    tree.git("mv", FILE, f"{DATA}/user/moved.py")
    tree.write({f"{DATA}/user/moved.py": f"{PLAIN}    more: int\n"})
    assert tree.check("--ci").status == 0
