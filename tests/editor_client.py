"""An editor for tests: a real client, which starts the language server and talks to it."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypedDict, Unpack

from cli_runner import DATA, PLAIN, write
from lsprotocol import types
from project_code import SRC
from pygls.lsp.client import LanguageClient

FILE = f"{DATA}/user/types.py"
PROBE = f"{DATA}/user/probe.py"
OPTIONAL = '''\
from dataclasses import dataclass


@dataclass(frozen=True)
class UserFilter:
    """Narrows a list of users."""

    name: str | None = None
'''
READER = """\
from ai.backend.manager.data.user.types import UserFilter


def apply(filter: UserFilter) -> str:
    return "ü🚀" if filter.name else ""
"""
"""A reader of `OPTIONAL`, with one finding of DTO601 in line 5."""

SERVER = ("-P", "-m", "dto_handbook", "lsp")
Expectation = Callable[[types.PublishDiagnosticsParams], bool]
"""Whether diagnostics are as expected."""


class Options(TypedDict, total=False):
    """How an editor and the server start.

    Attributes:
        folders: The open folders; without them, that of the project.
        encoding: The unit that columns are requested in.
        root: The one folder of an editor that knows of no others.
        shows_progress: Whether the editor can show progress.
        server: The arguments of Python.
        cwd: The server's working directory; without it, the file system's root.
    """

    folders: Sequence[Path]
    encoding: str
    root: Path
    shows_progress: bool
    server: Sequence[str]
    cwd: Path


class Editor(LanguageClient):
    """An editor of a project.

    Attributes:
        folder: The project's folder, which paths are relative to.
        encoding: The unit in which the server counts columns.
        home: The handbook's address in its settings.
        messages: What the server showed to the user.
        steps: The progress that the server reported, with the titles.
        process: The server's process id.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__("editor", "1")
        self.folder = folder
        self.encoding = ""
        self.home = ""
        self.messages: list[str] = []
        self.steps: list[str] = []
        self.process = 0
        self._received = asyncio.Condition()
        self._diagnostics: dict[str, types.PublishDiagnosticsParams] = {}
        self._version = 0
        self._opened: set[str] = set()

        # pygls's decorators have no types on a client.
        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator] # see above
        async def published(params: types.PublishDiagnosticsParams) -> None:
            async with self._received:
                self._diagnostics[params.uri] = params
                self._received.notify_all()

        @self.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator] # see above
        async def shown(params: types.ShowMessageParams) -> None:
            async with self._received:
                self.messages.append(params.message)
                self._received.notify_all()

        @self.feature(types.WINDOW_WORK_DONE_PROGRESS_CREATE)  # type: ignore[untyped-decorator] # see above
        async def created(params: types.WorkDoneProgressCreateParams) -> None:
            self.steps.append("create")

        @self.feature(types.PROGRESS)  # type: ignore[untyped-decorator] # see above
        async def progressed(params: types.ProgressParams) -> None:
            about = params.value or {}
            self.steps.append(" ".join(filter(None, [about["kind"], about.get("title")])))

    async def start(self, **options: Unpack[Options]) -> None:
        """Start the server."""
        command = sys.executable, *options.get("server", SERVER)
        cwd = options.get("cwd", Path(self.folder.anchor))
        env = os.environ | {"PYTHONPATH": str(SRC)}
        await self.start_io(*command, env=env, cwd=cwd)
        self.process = self._server.pid if self._server is not None else 0
        edits = types.WorkspaceEditClientCapabilities(document_changes=True)
        capabilities = types.ClientCapabilities(
            workspace=types.WorkspaceClientCapabilities(workspace_edit=edits),
            window=types.WindowClientCapabilities(
                work_done_progress=options.get("shows_progress", False)
            ),
            general=types.GeneralClientCapabilities(
                position_encodings=[options.get("encoding", "utf-16")]
            ),
        )
        folders = list(map(workspace_folder, options.get("folders", [self.folder])))
        root = options["root"].as_uri() if "root" in options else None
        done = await self.initialize_async(
            types.InitializeParams(capabilities, root_uri=root, workspace_folders=folders or None)
        )
        self.encoding = str(done.capabilities.position_encoding)
        self.initialized(types.InitializedParams())

    def change_folders(self, *, added: Sequence[Path] = (), removed: Sequence[Path] = ()) -> None:
        """Open and close folders."""
        event = types.WorkspaceFoldersChangeEvent(
            list(map(workspace_folder, added)), list(map(workspace_folder, removed))
        )
        self.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))

    async def open(self, path: str, text: str) -> Sequence[types.Diagnostic]:
        """Open a document, and return what is found in it."""
        self._version += 1
        self._opened.add(path)
        item = types.TextDocumentItem(self.uri(path), "python", self._version, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics(path)

    def change(self, path: str, text: str) -> None:
        """Put another text in its place."""
        self._version += 1
        document = types.VersionedTextDocumentIdentifier(self._version, self.uri(path))
        whole = [types.TextDocumentContentChangeWholeDocument(text)]
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, whole))

    def save(self, path: str, text: str) -> None:
        """Write it to its file, and notify the server."""
        write(self.folder, {path: text})
        document = types.TextDocumentIdentifier(self.uri(path))
        self.text_document_did_save(types.DidSaveTextDocumentParams(document))

    def close(self, path: str) -> None:
        """Close a document."""
        self._opened.discard(path)
        document = types.TextDocumentIdentifier(self.uri(path))
        self.text_document_did_close(types.DidCloseTextDocumentParams(document))

    async def renew(self) -> None:
        """Close all documents, make the project anew, and wait until the server has read it."""
        for path in list(self._opened):
            self.close(path)
        shutil.rmtree(self.folder / "src", ignore_errors=True)
        self._version += 1
        self.home = f"https://handbook.example.org/{self._version}"
        settings = f'address = "{self.home}"\nexclude = ["generated"]\n'
        settings += 'severity = {DTO401 = "info"}'
        write(self.folder, {FILE: OPTIONAL, "pyproject.toml": f"[tool.dto-handbook]\n{settings}"})
        await self.open(PROBE, PLAIN)
        self.save(PROBE, PLAIN)
        await self.until(
            PROBE, lambda published: self.home in str(published.diagnostics[0].code_description)
        )
        self.close(PROBE)
        (self.folder / PROBE).unlink()
        self.messages.clear()

    async def diagnostics(self, path: str) -> Sequence[types.Diagnostic]:
        """Wait for what is found in the newest text."""
        return await self.until(path, lambda published: published.version == self._version)

    async def until(self, path: str, is_it: Expectation) -> Sequence[types.Diagnostic]:
        """Wait for diagnostics of a document that are as expected."""
        uri = self.uri(path)
        async with asyncio.timeout(30), self._received:
            await self._received.wait_for(
                lambda: uri in self._diagnostics and is_it(self._diagnostics[uri])
            )
        return list(self._diagnostics[uri].diagnostics)

    def findings(self, path: str) -> Sequence[types.Diagnostic]:
        """Return what the editor shows of a document now."""
        published = self._diagnostics.get(self.uri(path))
        return published.diagnostics if published is not None else ()

    async def message(self) -> str:
        """Wait for a message to the user."""
        async with asyncio.timeout(30), self._received:
            await self._received.wait_for(lambda: bool(self.messages))
        return self.messages[-1]

    async def actions(self, path: str, range: types.Range) -> Sequence[types.CodeAction]:
        """Ask for the fixes at a place."""
        document, context = (
            types.TextDocumentIdentifier(self.uri(path)),
            types.CodeActionContext([]),
        )
        params = types.CodeActionParams(document, range, context)
        found = await self.text_document_code_action_async(params)
        return [it for it in found or () if isinstance(it, types.CodeAction)]

    async def hover(self, path: str, line: int, character: int) -> str:
        """Return the hover text at a place; empty for nothing."""
        document = types.TextDocumentIdentifier(self.uri(path))
        params = types.HoverParams(document, types.Position(line, character))
        found = await self.text_document_hover_async(params)
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    def uri(self, path: str) -> str:
        """Return the address of a file, whose path may be absolute."""
        return (self.folder / path).as_uri()


def workspace_folder(folder: Path) -> types.WorkspaceFolder:
    return types.WorkspaceFolder(folder.as_uri(), folder.name)


@asynccontextmanager
async def started(folder: Path, **options: Unpack[Options]) -> AsyncIterator[Editor]:
    """Run a server, and an editor of a project."""
    editor = Editor(folder)
    await editor.start(**options)
    yield editor
    await editor.shutdown_async(None)
    editor.exit(None)
    await editor.stop()  # type: ignore[no-untyped-call] # it has no types


def codes(diagnostics: Sequence[types.Diagnostic]) -> list[object]:
    return [it.code for it in diagnostics]
