"""What the index on disk promises: the same outcome, sooner, whatever happens to it."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runner import write

from dto_handbook.linter import project_files, stored_index
from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Outcome
from dto_handbook.linter.stored_index import FOLDER
from dto_handbook.workspace import Workspace

DATA = "src/ai/backend/manager/data/session"
FILE = f"{DATA}/info.py"
USER = f"{DATA}/user.py"
DTO = '''"""A module."""
from dataclasses import dataclass


@dataclass
class SessionInfo:
    """A session."""

    tags: list[str]
'''
USE = """from .info import SessionInfo


def rename(session: SessionInfo) -> None:
    session.tags = []
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, {FILE: DTO, USER: USE})
    return tmp_path


def checked(project: Path, settings: Settings | None = None, *, is_cached: bool = True) -> Outcome:
    """Check a project as a process of its own does."""
    workspace = Workspace(project, settings, is_cached=is_cached)
    return workspace.check(workspace.select([project]).files)


def rules(outcome: Outcome) -> set[str]:
    return {finding.rule for finding in outcome.findings}


def database(project: Path) -> Path:
    [file] = (project / FOLDER).glob("*.sqlite")
    return file


def rows(project: Path) -> int:
    """Return how many files a database knows: it can be read."""
    connection = sqlite3.connect(database(project))
    try:
        [[number]] = connection.execute("select count(*) from files where path like '%.py'")
        return int(number)
    finally:
        connection.close()


def freeze(project: Path) -> None:
    write(project, {FILE: DTO.replace("@dataclass\n", "@dataclass(frozen=True)\n")})


# Without looking at the code

WATCHED = """
import sys
import tempfile
import dto_handbook.linter.project_files as files
from dto_handbook.cli.main import main
files._YOUNG = -10**12  # As if all files had been there for long
opened = set()
sys.addaudithook(lambda event, given: opened.add(given[0]) if event == "open" else None)
compiled = set()
sys.addaudithook(lambda event, given: compiled.add(given[1]) if event == "compile" else None)
main(["check", "--output-format", "concise"])
for name in sorted(map(str, opened)):
    print("opened", name)
if "<unknown>" in compiled:
    print("parsed")
if "dto_handbook.rules.registry" in sys.modules:
    print("loaded rules")
"""


def watched(project: Path) -> list[str]:
    """Return what a check prints, and which files of the project it opens."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], cwd=project, capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    place = f"opened {project / 'src'}"
    return [it for it in lines if not it.startswith("opened ") or it.startswith(place)]


@pytest.mark.thorough
def test_what_was_not_changed_is_neither_read_nor_parsed_and_loads_no_rules(project: Path) -> None:
    (project / USER).unlink()  # Its findings are shown with their lines
    write(project, {FILE: DTO.replace("@dataclass\n", "@dataclass(frozen=True)\n"), "a.py": "\n"})
    write(project, {FILE: (project / FILE).read_text().replace("list[str]", "str")})
    assert watched(project) == [f"opened {project / FILE}", "parsed", "loaded rules"]
    assert watched(project) == []
    write(project, {FILE: (project / FILE).read_text() + "\n"})
    assert watched(project) == [f"opened {project / FILE}", "parsed", "loaded rules"]


def test_a_second_check_comes_to_the_same_with_all_that_a_finding_has(project: Path) -> None:
    first = checked(project)
    assert {"DTO201", "DTO202", "DTO205"} <= rules(first)
    second = checked(project)
    assert second == first == checked(project, is_cached=False)
    assert [found.fix for found in second.findings] == [found.fix for found in first.findings]
    assert any(found.fix is not None for found in second.findings)


def test_a_change_that_leaves_size_and_time_alone_is_seen(project: Path) -> None:
    file = project / FILE
    for _ in range(5):  # Some of these come within one tick of the file system's clock
        about = file.stat()
        assert ("DTO202" in rules(checked(project))) == ("list" in file.read_text())
        swapped = {"list[str]": "Any[str] ", "Any[str] ": "list[str]"}
        [old] = [part for part in swapped if part in file.read_text()]
        file.write_text(file.read_text().replace(old, swapped[old]))
        os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))


def test_a_file_from_the_future_or_from_long_ago_is_checked(project: Path) -> None:
    expected = checked(project, is_cached=False)
    for seconds in (2**33, -(2**31), 0):
        os.utime(project / FILE, (seconds, seconds))
        assert checked(project) == checked(project) == expected
        assert rows(project) == 2


def test_a_file_that_cannot_be_read_is_looked_at_again(project: Path) -> None:
    (project / USER).unlink()
    (project / USER).symlink_to("nowhere.py")
    for _ in range(2):
        assert [error.path for error in checked(project).errors] == [USER]
    write(project, {f"{DATA}/nowhere.py": USE})
    assert not checked(project).errors


# What it depends on


def test_what_has_changed_is_checked_anew_and_what_looks_at_it(project: Path) -> None:
    assert {"DTO201", "DTO205"} <= rules(checked(project))
    freeze(project)
    assert rules(checked(project)) & {"DTO201", "DTO205"} == {"DTO205"}
    write(project, {FILE: DTO.replace("@dataclass\n", "")})
    assert "DTO205" not in rules(checked(project))


@pytest.mark.parametrize("is_cached", [True, False], ids=["on disk", "in memory"])
def test_a_name_that_appears_is_seen_by_a_check_after_that_of_another_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, is_cached: bool
) -> None:
    monkeypatch.setattr(project_files, "_YOUNG", -(10**12))  # As if all were there for long
    other = f"{DATA}/other.py"
    write(project, {other: "", USER: "from ai.backend.manager.data.added import Added\n"})
    workspace = Workspace(project, is_cached=is_cached)

    def missing(path: str) -> list[str]:
        asked = Workspace(project, is_cached=True) if is_cached else workspace
        return asked.check([path]).missing

    assert missing(USER) == ["ai.backend.manager.data.added"]
    assert missing(other) == []
    write(project, {"ai/backend/manager/data/added/types.py": ""})
    assert missing(other) == []
    assert missing(USER) == []


def test_a_package_that_only_an_editor_holds_is_missing_once_it_is_closed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_files, "_YOUNG", -(10**12))  # As if all were there for long
    write(project, {USER: "from ai.backend.manager.data.added import Added\n"})
    workspace, added = Workspace(project), "src/ai/backend/manager/data/added/types.py"
    expected = ["ai.backend.manager.data.added"]
    assert workspace.check([USER]).missing == expected
    assert workspace.check([USER], {added: b"class Added: ..."}).missing == []
    assert workspace.check([USER]).missing == expected


def test_a_folder_in_which_a_module_may_appear_is_watched_with_those_around_it(
    project: Path,
) -> None:
    files = project_files.ProjectFiles(project, Settings())
    watched = files.folders([FILE], ["ai.backend.manager.data.session", "ai.backend.absent"])
    assert DATA in watched
    assert {folder.rpartition("/")[0] for folder in watched} <= {*watched}


def test_other_settings_have_another_database(project: Path) -> None:
    checked(project)
    other = Settings(internal="ai.backend.manager.records")
    assert rules(checked(project, other)) == set()
    assert len(list((project / FOLDER).glob("*.sqlite"))) == 2
    assert "DTO201" in rules(checked(project))


@pytest.mark.parametrize(
    "own",
    ["semantic/flow.py", "linter/runner.py", "rules/dto001/rule.py", "guideline/placement.py"],
)
def test_a_change_of_the_tool_itself_makes_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    def key(package: Path, text: str) -> str:
        monkeypatch.setattr(stored_index, "_PACKAGE", package)
        write(package, {own: text})
        return stored_index._key(Settings())

    before = key(tmp_path / "before", "A = 1\n")
    assert key(tmp_path / "same", "A = 1\n") == before
    assert key(tmp_path / "after", "A = 2\n") != before


def test_only_the_last_few_databases_stay(project: Path) -> None:
    for number in range(7):
        checked(project, Settings(exclude=(f"{number}",)))
    assert len(list((project / FOLDER).glob("*.sqlite"))) == 4
    newest = Settings(exclude=("6",))
    assert (project / FOLDER / f"{stored_index._key(newest)}.sqlite").exists()


def test_git_does_not_see_it(project: Path) -> None:
    checked(project)
    assert (project / FOLDER / ".gitignore").read_text() == "*\n"


# What else may be there


def other_tables(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("create table songs (name text)")


def other_columns(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("create table facts (song text)")
        connection.execute("create table files (id int)")


def other_facts(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("update facts set value = cast('[1]' as blob)")


def other_rows(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("update files set outcome = x''")


def other_symbols(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("update symbols set symbols = null")


def fewer_symbols(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("delete from symbols")


def cut_off(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "text": lambda file: file.write_text("[1, 2]"),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "bytes of chance": lambda file: file.write_bytes(random.Random(1).randbytes(9999)),
    "cut off": cut_off,
    "other tables": other_tables,
    "other columns": other_columns,
    "other facts": other_facts,
    "other rows": other_rows,
    "other symbols": other_symbols,
    "fewer symbols": fewer_symbols,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_database_that_was_cut_off_or_overwritten_is_as_good_as_none_and_replaced(
    project: Path, damage: Callable[[Path], object]
) -> None:
    checked(project)
    damage(database(project))
    write(project, {USER: f"{USE}# So that what the other module defines is wanted\n"})
    assert checked(project) == checked(project, is_cached=False)
    assert checked(project) == checked(project, is_cached=False)
    assert rows(project) == 2


@pytest.mark.thorough
def test_wherever_a_database_is_overwritten_the_outcome_stays(project: Path) -> None:
    files = {f"{DATA}/info_{number}.py": DTO * 5 for number in range(20)}
    write(project, files)
    expected = checked(project)
    file = database(project)
    whole = file.read_bytes()
    chance = random.Random(2)
    for at in range(100, len(whole), len(whole) // 40):
        file.write_bytes(whole[:at] + chance.randbytes(100) + whole[at + 100 :])
        write(project, {USER: f"{USE}# {at}\n"})
        assert checked(project) == expected, at


def test_a_folder_in_the_databases_place_does_no_damage(project: Path) -> None:
    expected = checked(project)
    file = database(project)
    file.unlink()
    file.mkdir()
    assert checked(project) == checked(project) == expected


def test_a_file_in_the_folders_place_does_no_damage(project: Path) -> None:
    (project / FOLDER).write_text("mine")
    assert checked(project) == checked(project, is_cached=False)
    assert (project / FOLDER).read_text() == "mine"


AS_NOBODY = """
import contextlib, io, os, sys
from dto_handbook.cli.main import main
os.chdir(sys.argv[1])
with contextlib.redirect_stdout(io.StringIO()):
    for more in ([], ["--no-cache"]):  # Another user may not read what this imports
        main(["check", "--output-format", "concise", *more])
os.chdir(sys.argv[2])
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
sys.exit(main(["check", "--output-format", "concise"]))
"""


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(os, "setuid"), reason="this system has no such users")
@pytest.mark.parametrize("is_there", [True, False], ids=["with an index", "without"])
def test_where_nothing_can_be_written_nothing_is_and_the_check_is_the_same(
    project: Path, is_there: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    write(other, {FILE: DTO, USER: USE})
    if is_there:
        checked(project)
    for folder in (project, project / FOLDER):
        if folder.exists():
            folder.chmod(0o555)
    for around in project.parents:  # pytest's folders are its user's own
        if around == Path(tempfile.gettempdir()):
            break
        around.chmod(0o755)
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, other, project],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        assert len(done.stdout.splitlines()) == len(checked(project, is_cached=False).findings)
    assert (project / FOLDER).exists() == is_there
    project.chmod(0o755)


def test_a_python_without_sqlite_checks_as_any_other(project: Path) -> None:
    code = "import sys; sys.modules['sqlite3'] = None; from dto_handbook.cli.main import main"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; main(['check', '--output-format', 'concise'])"],
        cwd=project, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) == len(checked(project).findings)


def test_it_holds_json_and_no_code(project: Path) -> None:
    import json

    checked(project)
    connection = sqlite3.connect(database(project))
    blobs = [
        *(blob for [blob] in connection.execute("select outcome from files where outcome <> ''")),
        *(blob for [blob] in connection.execute("select symbols from symbols")),
        *(blob for [blob] in connection.execute("select value from facts")),
    ]
    connection.close()
    assert len([json.loads(blob) for blob in blobs if blob]) >= 4


# Other processes


def test_what_another_check_has_written_meanwhile_is_not_overwritten(project: Path) -> None:
    checked(project)
    slow = Workspace(project, is_cached=True)
    slow.check([USER])  # It has read the index, and goes on with what it knows
    freeze(project)
    other = checked(project)
    before = database(project).read_bytes()
    write(project, {f"{DATA}/new.py": DTO})
    assert "DTO201" in rules(slow.check([f"{DATA}/new.py"]))
    assert database(project).read_bytes() == before
    assert rules(slow.check([FILE])) == rules(other) - {"DTO205"}


def test_a_check_goes_on_when_its_database_is_removed_or_replaced(project: Path) -> None:
    checked(project)
    slow = Workspace(project, is_cached=True)
    slow.check([FILE])  # It has read the index, but not yet what all modules define
    database(project).unlink()
    write(project, {f"{DATA}/another.py": DTO, USER: f"{USE}# Changed\n"})
    checked(project)  # It numbers the files in another way
    write(project, {USER: f"{USE}# Changed again\n"})
    expected = checked(project, is_cached=False)
    assert slow.check([FILE, USER, f"{DATA}/another.py"]).findings == expected.findings
    assert checked(project) == expected


@pytest.mark.thorough
def test_processes_that_check_at_the_same_time_leave_a_usable_index(project: Path) -> None:
    for _ in range(3):
        (project / FILE).write_text(f"{(project / FILE).read_text()}\n")
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "dto_handbook", "check"], cwd=project,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
            for _ in range(4)
        ]  # fmt: skip
        outputs = {process.communicate()[0] for process in processes}
        assert len(outputs) == 1
    assert checked(project) == checked(project, is_cached=False)
    assert rows(project) == 2


WRITING = """
import sys
import tempfile
from pathlib import Path
from dto_handbook.workspace import Workspace
print("ready", flush=True)
folder = Path.cwd()
while True:
    workspace = Workspace(folder, is_cached=True)
    for number, file in enumerate(sorted(folder.rglob("*.py"))):
        file.write_text(file.read_text() + "\\n")
    workspace.check(workspace.select([folder]).files)
"""


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no such signal")
def test_a_check_that_is_killed_while_it_writes_leaves_a_usable_index(project: Path) -> None:
    write(project, {f"{DATA}/info_{number}.py": DTO for number in range(20)})
    chance = random.Random(3)
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITING], cwd=project, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        process.communicate()
        expected = checked(project, is_cached=False)
        assert checked(project) == expected
        assert checked(project) == expected
        assert rows(project) == 22
