"""Which project the language server checks a document in: open folders, files elsewhere, links."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runner import DATA, PLAIN, write
from editor_client import FILE, OPTIONAL, READER, codes, started
from lsprotocol import types

pytestmark = pytest.mark.thorough  # Each test starts a server, which takes a second

TABLE = "[tool.dto-handbook]\n"
USE = f"{DATA}/user/reading.py"
BASELINE = "dto-handbook-baseline.txt"
# As the command, with a log of the folders that it lists.
LISTING = (
    "-P",
    "-c",
    """
import os, sys
log = open(os.path.join(os.getcwd(), "listed"), "a", buffering=1)
def hook(event, arguments):
    if event == "os.listdir":
        print(os.path.realpath(arguments[0]), file=log)
sys.addaudithook(hook)
from dto_handbook.cli.main import main
main(["lsp"])
""",
)


def project(folder: Path, settings: str = "") -> Path:
    """Write a project with a DTO that has findings, and one that reads another."""
    write(folder, {"pyproject.toml": TABLE + settings, FILE: PLAIN + OPTIONAL, USE: READER})
    return folder


def record(folder: Path) -> None:
    """Record the findings of a project in its baseline."""
    command = [sys.executable, "-m", "dto_handbook", "baseline"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


async def test_each_open_folder_is_a_project_and_a_file_elsewhere_belongs_to_its_own(
    tmp_path: Path,
) -> None:
    one = project(tmp_path / "one", 'select = ["DTO401", "DTO601"]\n')
    two = tmp_path / "two"
    write(two, {FILE: OPTIONAL, "tools/report.py": READER})  # Nothing but being open makes it one
    other = project(tmp_path / "other", 'select = ["DTO201", "DTO601"]\n')
    async with started(tmp_path, folders=[one, two]) as editor:
        assert codes(await editor.open(f"{one}/{FILE}", PLAIN)) == ["DTO401"]
        assert codes(await editor.open(f"{two}/{FILE}", PLAIN)) == ["DTO201", "DTO401"]
        assert codes(await editor.open(f"{other}/{FILE}", PLAIN)) == ["DTO201"]
        for folder in (one, two, other):
            await editor.open(f"{folder}/{FILE}", OPTIONAL)
            assert codes(await editor.open(f"{folder}/tools/report.py", READER)) == ["DTO601"]


async def test_the_root_of_an_editor_of_one_folder_is_a_project(tmp_path: Path) -> None:
    write(tmp_path, {FILE: OPTIONAL, "tools/report.py": READER})
    async with started(tmp_path, root=tmp_path, folders=[]) as editor:
        assert codes(await editor.open("tools/report.py", READER)) == ["DTO601"]


async def test_a_folder_that_is_opened_or_closed_changes_whose_settings_count(
    tmp_path: Path,
) -> None:
    whole = project(tmp_path, 'select = ["DTO401"]\n')
    part = project(tmp_path / "part", 'select = ["DTO201"]\n')
    async with started(tmp_path, folders=[whole]) as editor:
        path = f"{part}/{FILE}"
        assert codes(await editor.open(path, PLAIN)) == ["DTO401"]
        editor.change_folders(added=[part])
        await editor.until(path, lambda it: codes(it.diagnostics) == ["DTO201"])
        editor.change_folders(removed=[part])
        await editor.until(path, lambda it: codes(it.diagnostics) == ["DTO401"])


async def test_a_linked_folder_is_answered_with_its_own_addresses(tmp_path: Path) -> None:
    project(tmp_path / "real")
    record(tmp_path / "real")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    async with started(link) as editor:
        assert await editor.open(FILE, PLAIN + OPTIONAL) == []  # They are recorded
        found, _ = await editor.open(USE, READER + READER)  # More than are recorded
        assert found.code == "DTO601"
        [action] = await editor.actions(USE, found.range)
        assert action.edit is not None
        [edit] = action.edit.document_changes or ()
        assert isinstance(edit, types.TextDocumentEdit)
        assert edit.text_document.uri == editor.uri(USE) == (link / USE).as_uri()


async def test_without_a_folder_a_file_is_checked_in_the_project_that_encloses_it(
    tmp_path: Path,
) -> None:
    project(tmp_path / "work" / "own")
    async with started(
        tmp_path / "work" / "own", folders=[], server=LISTING, cwd=tmp_path / "work"
    ) as editor:
        assert codes(await editor.open(USE, READER)) == ["DTO601"]
    listed = (tmp_path / "work" / "listed").read_text().splitlines()
    assert str(tmp_path / "work" / "own" / DATA / "user") in listed
    assert str(tmp_path / "work") not in listed


async def test_without_a_project_a_file_is_checked_alone(tmp_path: Path) -> None:
    write(tmp_path, {FILE: OPTIONAL, "notes/reading.py": READER})
    async with started(tmp_path, folders=[], server=LISTING, cwd=tmp_path) as editor:
        assert codes(await editor.open("notes/reading.py", READER)) == []
        assert codes(await editor.open("notes/broken.py", "class Broken(:\n")) == ["DTO000"]
    listed = (tmp_path / "listed").read_text().splitlines()
    assert not [folder for folder in listed if Path(folder).is_relative_to(tmp_path)]
    assert not list(tmp_path.rglob(".dto-handbook-cache"))


async def test_what_the_baseline_records_is_not_shown(tmp_path: Path) -> None:
    write(tmp_path, {FILE: PLAIN, "pyproject.toml": TABLE})
    record(tmp_path)
    async with started(tmp_path) as editor:
        assert await editor.open(FILE, PLAIN) == []
        renamed = PLAIN.replace("Plain", "Renamed")  # The same code still, not saved
        editor.change(FILE, renamed)
        assert await editor.diagnostics(FILE) == []
        editor.change(FILE, PLAIN + PLAIN.partition("\n\n\n")[2].replace("Plain", "New"))
        found = await editor.diagnostics(FILE)
        assert {it.range.start.line for it in found} == {6, 7}
        write(tmp_path, {BASELINE: "no entry\n"})
        editor.save(FILE, PLAIN)
        assert f"{BASELINE}:1: not an entry" in await editor.message()
        editor.change(FILE, f"# The one before holds\n{PLAIN}")
        assert await editor.diagnostics(FILE) == []
        (tmp_path / BASELINE).unlink()
        editor.save(FILE, PLAIN)
        await editor.until(FILE, lambda it: codes(it.diagnostics) == ["DTO201", "DTO401"])


async def test_a_file_that_the_settings_exclude_from_now_on_has_no_findings(
    tmp_path: Path,
) -> None:
    project(tmp_path)
    async with started(tmp_path) as editor:
        assert await editor.open(FILE, PLAIN)
        write(tmp_path, {"pyproject.toml": f'{TABLE}exclude = ["types.py"]\n'})
        editor.save(FILE, PLAIN)
        await editor.until(FILE, lambda it: not it.diagnostics)


async def test_an_editor_that_can_shows_that_a_project_is_being_read(tmp_path: Path) -> None:
    one, two = project(tmp_path / "one"), project(tmp_path / "two")
    async with started(tmp_path, folders=[one], shows_progress=True) as editor:
        await editor.open(f"{one}/{FILE}", PLAIN)
        await editor.open(f"{one}/{USE}", READER)
        assert editor.steps == ["create", "begin dto-handbook: reading one", "end"]
        await editor.open(f"{two}/{USE}", READER)
        assert editor.steps[3:] == ["create", "begin dto-handbook: reading two", "end"]


async def test_an_editor_that_cannot_show_progress_receives_none(tmp_path: Path) -> None:
    async with started(project(tmp_path)) as editor:
        await editor.open(FILE, PLAIN)
        assert editor.steps == []


async def test_a_document_that_is_closed_while_it_is_checked_has_no_findings(
    tmp_path: Path,
) -> None:
    async with started(project(tmp_path)) as editor:
        await editor.open(USE, READER)
        many = "".join(PLAIN.replace("Plain", f"Plain{it}") for it in range(1500))
        item = types.TextDocumentItem(editor.uri(FILE), "python", 1, many)
        editor.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await asyncio.sleep(0.1)  # It is being checked now
        editor.close(FILE)
        editor.change(USE, f"{READER}# Changed\n")
        await editor.diagnostics(USE)
        assert not editor.findings(FILE)
