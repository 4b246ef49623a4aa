"""What the language server sends to an editor: a real client talks to it over stdio."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from cli_runner import DATA, PLAIN, write
from editor_client import FILE, OPTIONAL, READER, Editor, codes, started
from lsprotocol import types
from project_code import SRC

from dto_handbook.rules.registry import rule_package

UNRESOLVED = '''\
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True)
class Price:
    """What a session costs, for the service layer."""

    amount: Decimal
'''
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    async with started(tmp_path_factory.mktemp("project")) as editor:
        yield editor


@pytest_asyncio.fixture(loop_scope="module")
async def editor(running: Editor) -> Editor:
    await running.renew()
    return running


def applied(action: types.CodeAction, documents: Mapping[str, str]) -> str:
    """Apply an edit of one text as an editor does that counts units of UTF-16."""
    assert action.edit is not None
    [change] = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    text = documents[change.text_document.uri]
    lines = text.encode("utf-16-le").split("\n".encode("utf-16-le"))
    starts = [sum(len(line) + 2 for line in lines[:number]) for number in range(len(lines))]
    content = text.encode("utf-16-le")
    for edit in reversed(change.edits):
        assert isinstance(edit, types.TextEdit)
        start, end = (
            starts[at.line] + 2 * at.character for at in (edit.range.start, edit.range.end)
        )
        content = content[:start] + edit.new_text.encode("utf-16-le") + content[end:]
    return content.decode("utf-16-le")


async def test_a_finding_is_a_diagnostic_with_the_link_to_its_rule(editor: Editor) -> None:
    found = await editor.open(FILE, PLAIN)
    assert codes(found) == ["DTO201", "DTO401"]
    [frozen, docstring] = found
    assert frozen.range == types.Range(types.Position(3, 1), types.Position(3, 10))
    assert frozen.source == "dto-handbook"
    assert frozen.severity is types.DiagnosticSeverity.Error
    assert docstring.severity is types.DiagnosticSeverity.Information
    assert frozen.code_description is not None
    assert frozen.code_description.href == f"{editor.home}/rules/DTO201/"


async def test_a_text_is_checked_when_it_is_opened_changed_saved_and_closed(editor: Editor) -> None:
    assert await editor.open(FILE, OPTIONAL) == []
    editor.change(FILE, PLAIN)
    assert codes(await editor.diagnostics(FILE)) == ["DTO201", "DTO401"]
    write(editor.folder, {"pyproject.toml": '[tool.dto-handbook]\nselect = ["DTO401"]\n'})
    editor.save(FILE, PLAIN)
    [found] = await editor.until(FILE, lambda published: len(published.diagnostics) == 1)
    assert (found.code, found.code_description) == ("DTO401", None)
    assert found.message.endswith("(dto-handbook explain DTO401)")
    editor.close(FILE)
    assert await editor.until(FILE, lambda published: not published.diagnostics) == []


async def test_names_of_files_count_and_an_open_text_stands_in_for_its_file(
    editor: Editor,
) -> None:
    reader = f"{DATA}/user/reading.py"
    assert codes(await editor.open(reader, READER)) == ["DTO601"]
    await editor.open(FILE, OPTIONAL.replace("str | None = None", "str"))  # Not saved
    assert await editor.until(reader, lambda published: not published.diagnostics) == []


async def test_columns_count_units_of_utf_16(editor: Editor) -> None:
    reader = f"{DATA}/user/reading.py"
    text = READER.replace("return", 'return "数𝒳🚀" +')
    [found] = await editor.open(reader, text)
    line = text.splitlines()[4]
    before = line[: line.index("filter.name")].encode("utf-16-le")
    assert found.range.start == types.Position(4, len(before) // 2)
    assert found.range.end == types.Position(4, len(before) // 2 + len("filter.name"))
    assert len(before) // 2 == line.index("filter.name") + 3  # Three characters are two units


async def test_an_encoding_that_a_text_names_moves_no_column(editor: Editor) -> None:
    text = READER.replace("return", 'return "ü" +').replace("🚀", "")
    [found] = await editor.open(f"{DATA}/user/reading.py", f"# coding: latin-1\n{text}")
    assert found.range.start == types.Position(5, text.splitlines()[4].index("filter.name"))


@pytest.mark.thorough
async def test_columns_count_in_the_encoding_that_the_editor_chose(tmp_path: Path) -> None:
    async with started(tmp_path, encoding="utf-8") as editor:
        await editor.renew()
        [found] = await editor.open(f"{DATA}/user/reading.py", READER)
        assert editor.encoding == "utf-8"
    line = READER.splitlines()[4]
    assert found.range.start.character == len(line[: line.index("filter.name")].encode())


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
async def test_a_fix_is_an_action_whose_title_says_whether_it_is_safe(
    editor: Editor, newline: str
) -> None:
    reader = f"{DATA}/user/reading.py"
    text, plain = (it.replace("\n", newline) for it in (READER, PLAIN))
    [found] = await editor.open(reader, text)
    [unsafe] = await editor.actions(reader, found.range)
    assert unsafe.title.endswith("(unsafe: may change what the code means)")
    assert unsafe.is_preferred is False
    assert list(unsafe.diagnostics or ()) == [found]
    fixed = applied(unsafe, {editor.uri(reader): text})
    assert fixed == text.replace("if filter.name", "if filter.name is not None")
    [frozen, _] = await editor.open(FILE, plain)
    [safe] = await editor.actions(FILE, frozen.range)
    assert safe.title == "Add frozen=True (safe)"
    assert safe.is_preferred is True
    fixed = applied(safe, {editor.uri(FILE): plain})
    assert fixed == plain.replace("@dataclass", "@dataclass(frozen=True)")


async def test_lines_that_a_fix_adds_end_as_the_documents_own(editor: Editor) -> None:
    text = UNRESOLVED.replace("\n", "\r\n")
    [found] = await editor.open(FILE, text)
    [action] = await editor.actions(FILE, found.range)
    fixed = applied(action, {editor.uri(FILE): text})
    assert "\r\nfrom __future__ import annotations\r\n" in f"\r\n{fixed}"
    assert fixed.count("\r") == fixed.count("\n") > text.count("\n")


async def test_a_fix_is_unsafe_where_a_finding_in_a_closed_file_makes_it_so(
    editor: Editor,
) -> None:
    changing = "from ai.backend.manager.data.user.types import Plain\n\n\n"
    changing += 'def rename(it: Plain) -> None:\n    it.name = ""  # dto: ignore[DTO205] a test\n'
    write(editor.folder, {"src/ai/backend/manager/services/user.py": changing})
    [frozen, _] = await editor.open(FILE, PLAIN)
    editor.save(FILE, PLAIN)
    async with asyncio.timeout(30):
        titles = [""]
        while not titles[0].startswith("Add frozen=True (unsafe"):
            titles = [it.title for it in await editor.actions(FILE, frozen.range)]


async def test_actions_and_hover_are_of_the_newest_text(editor: Editor) -> None:
    await editor.open(FILE, PLAIN)
    editor.change(FILE, f"# ü\n{PLAIN}")
    [action] = await editor.actions(FILE, types.Range(types.Position(4, 1), types.Position(4, 1)))
    fixed = applied(action, {editor.uri(FILE): f"# ü\n{PLAIN}"})
    assert "\n@dataclass(frozen=True)\n" in fixed


async def test_hover_shows_the_rule_where_a_finding_is_and_nothing_elsewhere(
    editor: Editor,
) -> None:
    await editor.open(FILE, PLAIN)
    text = await editor.hover(FILE, 3, 4)
    assert rule_package("DTO201").rule.summary() in text
    assert f"({editor.home}/rules/DTO201/)" in text
    assert await editor.hover(FILE, 0, 4) == ""


async def test_a_text_that_does_not_parse_is_a_finding_and_the_server_goes_on(
    editor: Editor,
) -> None:
    [found] = await editor.open(FILE, "class Broken(:\n")
    assert found.code == "DTO000"
    assert await editor.hover(FILE, 0, 13) == ""
    editor.change(FILE, PLAIN)
    assert codes(await editor.diagnostics(FILE)) == ["DTO201", "DTO401"]


async def test_settings_that_cannot_be_used_are_reported_and_those_before_them_hold(
    editor: Editor,
) -> None:
    await editor.open(FILE, PLAIN)
    write(editor.folder, {"pyproject.toml": "[tool.dto-handbook]\nselect = 1\n"})
    editor.save(FILE, PLAIN)
    assert "tool.dto-handbook.select: must be a list of strings, not 1" in await editor.message()
    editor.change(FILE, OPTIONAL.replace("(frozen=True)", ""))
    assert codes(await editor.diagnostics(FILE)) == ["DTO201"]


async def test_what_the_settings_exclude_is_not_checked(editor: Editor) -> None:
    write(editor.folder, {f"{DATA}/generated/user.py": PLAIN})
    await editor.open(FILE, OPTIONAL)
    text = types.TextDocumentItem(editor.uri(f"{DATA}/generated/user.py"), "python", 1, PLAIN)
    editor.text_document_did_open(types.DidOpenTextDocumentParams(text))
    whole = types.Range(types.Position(0, 0), types.Position(9, 0))
    assert await editor.actions(f"{DATA}/generated/user.py", whole) == []


async def test_without_pygls_the_command_says_what_to_install() -> None:
    command = [sys.executable, "-S", "-m", "dto_handbook", "lsp"]  # Without installed packages
    env = os.environ | {"PYTHONPATH": str(SRC)}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'dto-handbook[lsp]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.thorough
async def test_a_session_that_the_editor_ends_ends_with_status_0() -> None:
    messages: list[dict[str, object]] = [
        {"id": 1, "method": "initialize", "params": {"capabilities": {}}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    sent = b""
    for message in messages:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        sent += b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    command = [sys.executable, "-m", "dto_handbook", "lsp"]
    done = subprocess.run(command, input=sent, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
