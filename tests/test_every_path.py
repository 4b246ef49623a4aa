"""Every command that takes paths answers for what they cover, and for nothing else."""

import re
from pathlib import Path

import pytest
from cli_runner import DATA, write
from git_repository import Tree

BASELINE = "dto-handbook-baseline.txt"
CLEAN = "src/ai/backend/manager/services/clean.py"
USER, MORE, SESSION = (
    f"{DATA}/{it}" for it in ("user/types.py", "user/more.py", "session/types.py")
)
FILES = (USER, MORE, SESSION)
GONE = f"{DATA}/user/gone.py"  # Recorded, and deleted since
SETTINGS = '[tool.dto-handbook]\nselect = ["DTO201"]\n'
KINDS = ("Known", "Fixed", "New")
PATHS = {
    "nothing": (".", [], [""]),
    "the folder itself": (".", ["."], [""]),
    "the whole path": (".", ["{project}"], [""]),
    "a link to the project": (".", ["{link}"], [""]),
    "up and down": (".", ["src/../../project"], [""]),
    "from a folder in it, up": (DATA, ["../../../../.."], [""]),
    "from outside": ("..", ["project"], [""]),
    "in a folder, nothing": (f"{DATA}/user", [], [f"{DATA}/user/"]),
    "a package": (".", [f"{DATA}/user"], [f"{DATA}/user/"]),
    "a package with a slash": (".", [f"{DATA}/user/"], [f"{DATA}/user/"]),
    "a package by a link in the project": (".", ["alias"], [f"{DATA}/user/"]),
    "a package beside": (f"{DATA}/session", ["../user"], [f"{DATA}/user/"]),
    "a package whose name begins another's": (".", [f"{DATA}/use"], [f"{DATA}/use/"]),
    "two packages": (".", [f"{DATA}/user", f"{DATA}/session"], [f"{DATA}/user/", SESSION]),
    "a file": (".", [USER], [USER]),
    "a file's whole path": (".", [f"{{project}}/{USER}"], [USER]),
    "a file, up and down": (".", [f"src/../{USER}"], [USER]),
    "a file below a link": (".", [f"{{link}}/{USER}"], [USER]),
    "a file beside": (f"{DATA}/session", ["../user/types.py"], [USER]),
    "several files": (".", [USER, SESSION, CLEAN], [USER, SESSION]),
    "a file in two ways": (".", [USER, f"{{project}}/{USER}", f"./{USER}"], [USER]),
    "a file and its package": (".", [USER, f"{DATA}/user"], [f"{DATA}/user/"]),
    "a file without findings": (".", [CLEAN], []),
}  # fmt: skip


def module(*kinds: str, frozen: tuple[str, ...] = ()) -> str:
    text = "from dataclasses import dataclass\n"
    for kind in kinds:
        call = "@dataclass(frozen=True)" if kind in frozen else "@dataclass"
        text += f"\n\n{call}\nclass {kind}:\n    {kind.lower()}: str\n"
    return text


NOW = module(*KINDS, frozen=("Fixed",))


def write_project(folder: Path) -> None:
    """Write a project of which a part was recorded, was fixed since, or is new."""
    write(folder, {CLEAN: "", f"{DATA}/use/clean.py": "", "pyproject.toml": SETTINGS})
    write(folder, dict.fromkeys(FILES, NOW))
    entries = [f"{it}: DTO201 {kind}" for it in FILES for kind in KINDS[:2]]
    write(folder, {BASELINE: "\n".join([*entries, f"{GONE}: DTO201 Gone", ""])})
    (folder / "alias").symlink_to(folder / DATA / "user")


@pytest.mark.parametrize(("here", "paths", "covered"), PATHS.values(), ids=PATHS)
def test_each_command_answers_for_what_its_paths_cover(
    here: str,
    paths: list[str],
    covered: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tree = Tree(tmp_path, monkeypatch, capsys)
    project, link = tmp_path / "project", tmp_path / "link"
    write_project(project)
    link.symlink_to(project)
    monkeypatch.chdir(project / here)
    given = [it.format(project=project, link=link) for it in paths]

    def these(*kinds: str) -> list[str]:
        files = [it for it in FILES if it.startswith(tuple(covered))]
        gone = [f"{GONE}: DTO201 Gone"] if GONE.startswith(tuple(covered)) else []
        found = [f"{it}: DTO201 {kind}" for it in files for kind in kinds]
        return sorted([*found, *(gone if "Fixed" in kinds else [])])

    def checked(*options: str) -> tuple[list[str], list[str], int]:
        """Return what is new and what is fixed, and how many findings are known."""
        done = tree.check(*options, *given)
        new = [
            f"{(project / here / path).resolve().relative_to(project).as_posix()}: {found}"
            for path, found in re.findall(r"^(.*?):\d+:\d+: error (DTO\d+ \w+)", done.out, re.M)
        ]
        known = re.search(r"(\d+) more recorded", done.err)
        fixed = re.findall(r"fixed: (.*)", done.err)
        assert done.status == bool(new or ("--ci" in options and fixed))
        return new, sorted(fixed), int(known[1]) if known else 0

    def entries() -> list[str]:
        lines = (project / BASELINE).read_text().splitlines()
        return sorted(it.partition(" #")[0] for it in lines if not it.startswith("#"))

    before, text = entries(), (project / BASELINE).read_text()
    rest = [it for it in before if it not in these("Known", "Fixed")]
    assert checked() == (these("New"), these("Fixed"), len(these("Known")))
    assert checked("--no-baseline") == (these("Known", "New"), [], 0)
    total = re.search(r"^Total +(\d+) +(\d+)", tree.run("report", *given).out, re.M)
    counts = (len(these("Known", "New")), len(these("Known", "Fixed")))
    assert (tuple(map(int, total.groups())) if total else (0, 0)) == counts

    assert tree.run("baseline", "--prune", *given).status == 0
    assert entries() == sorted([*rest, *these("Known")])
    write(project, {BASELINE: text})
    assert tree.run("baseline", *given).status == 0
    assert entries() == sorted([*rest, *these("Known", "New")])
    write(project, {BASELINE: text})

    assert tree.check("--fix", *given).status == 0
    fixed = module(*KINDS, frozen=("Fixed", "New"))
    for it in FILES:
        is_covered = f"{it}: DTO201 New" in these("New")
        assert (project / it).read_text() == (fixed if is_covered else NOW)
    assert checked("--ci") == ([], these("Fixed"), len(these("Known")))
    if covered == [USER]:
        assert tree.run("migrate", f"{given[0]}:Known").status == 0
