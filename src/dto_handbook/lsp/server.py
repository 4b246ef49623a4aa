"""The language server, on pygls."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from dto_handbook import __version__
from dto_handbook.linter.config import Settings, SettingsError
from dto_handbook.lsp.diagnosed import NAME, Diagnosed, action, hover
from dto_handbook.lsp.document_store import DocumentStore
from dto_handbook.lsp.progress import progress
from dto_handbook.lsp.projects import Projects

_PAUSE = 0.2  # Seconds without a further change after which a text is checked
_WATCHED = ("**/*.py", "**/pyproject.toml", f"**/{Settings.baseline}")


class _Server(LanguageServer):
    """A server of the projects that the open documents belong to."""

    def __init__(self) -> None:
        # Whole documents: pygls counts other lines than Python and the protocol, where only part of
        # a document is sent.
        super().__init__(NAME, __version__, types.TextDocumentSyncKind.Full)
        self._projects = Projects()
        self._diagnosed: dict[str, Diagnosed] = {}
        self._turn = 0
        self._is_ready = asyncio.Event()
        self._is_checking = asyncio.Lock()

    def enter_folders(self) -> None:
        """Serve the projects of the folders that are open now."""
        paths = [to_fs_path(it.uri) for it in self.workspace.folders.values()]
        self._projects = Projects(Path(path) for path in paths if path)

    async def read(self) -> None:
        """Check the open documents among files and with settings as they are now."""
        self._projects.refresh()
        self._is_ready.set()
        self._turn += 1  # Whoever waits to check them need not any more
        await self.check()

    async def check_soon(self, pause: float) -> None:
        """Check the open documents, once none has changed for a while."""
        self._turn += 1
        turn = self._turn
        await asyncio.sleep(pause)
        await self._is_ready.wait()
        if turn == self._turn:
            await self.check()

    async def check(self) -> None:
        """Check the open documents, and publish what is found."""
        async with self._is_checking:
            by_store: dict[DocumentStore, list[TextDocument]] = {}
            for document in list(self.workspace.text_documents.values()):
                if (file := _python_file(document)) is not None:
                    by_store.setdefault(self._projects.of(file), []).append(document)
            for store, documents in by_store.items():
                await self._check(store, documents)

    async def _check(self, store: DocumentStore, documents: Sequence[TextDocument]) -> None:
        if not store.is_current:
            try:
                await asyncio.to_thread(store.read)
            except SettingsError as error:
                message = types.ShowMessageParams(types.MessageType.Error, str(error))
                self.window_show_message(message)
        paths = {it.uri: store.path(Path(it.path)) for it in documents}
        taken = {it.uri: (it.version, it.source) for it in documents}
        texts = {path: it.source for it in documents if (path := paths[it.uri]) is not None}
        if store.was_checked or store.root is None or not texts:
            checked = await asyncio.to_thread(store.check, texts)
        else:
            async with progress(self, f"{NAME}: reading {store.root.name}"):
                checked = await asyncio.to_thread(store.check, texts)
        for document in documents:
            path, (version, text) = paths[document.uri], taken[document.uri]
            if path is None:
                self.forget(document.uri)  # It may have been checked before
            # Two links to one file may be open with different texts.
            elif self._is_open(document, version) and texts[path] == text:
                codec = self.workspace.position_codec
                diagnosed = Diagnosed(document, checked[path], store, codec)
                self._diagnosed[document.uri] = diagnosed
                self.text_document_publish_diagnostics(diagnosed.to_publish())

    def _is_open(self, document: TextDocument, version: int | None) -> bool:
        """Return whether a document is open, in this version: if not, it is checked again."""
        return document.version == version and document in self.workspace.text_documents.values()

    def forget(self, uri: str) -> None:
        """Remove the diagnostics of a document that is not checked any more."""
        if self._diagnosed.pop(uri, None) is not None:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def diagnosed(self, uri: str) -> Diagnosed | None:
        """Return what is found in the current document; None for one that is not checked."""
        await self._is_ready.wait()
        diagnosed = self._diagnosed.get(uri)
        document = self.workspace.get_text_document(uri)
        if diagnosed is None or diagnosed.version != document.version:
            await self.check()
            diagnosed = self._diagnosed.get(uri)
        return diagnosed if diagnosed and diagnosed.version == document.version else None

    async def actions(self, params: types.CodeActionParams) -> Sequence[types.CodeAction]:
        """Return the fixes of findings that touch a range."""
        only = params.context.only
        if only is not None and types.CodeActionKind.QuickFix not in only:
            return []
        diagnosed = await self.diagnosed(params.text_document.uri)
        found = list(diagnosed.within(params.range)) if diagnosed is not None else []
        fixable = [(diagnostic, finding) for diagnostic, finding in found if finding.fix]
        if diagnosed is None or not fixable:
            return []
        findings = [finding for _, finding in fixable]
        async with self._is_checking:
            judged = await asyncio.to_thread(diagnosed.store.judged, findings)
        about = self.client_capabilities.workspace
        edits = about.workspace_edit if about else None
        with_version = bool(edits and edits.document_changes)
        return [
            action(diagnostic, fix, diagnosed.edit(fix, with_version=with_version))
            for (diagnostic, _), it in zip(fixable, judged, strict=True)
            if (fix := it.fix) is not None
        ]


def serve() -> None:
    """Serve an editor on standard input and output, until it ends the session."""
    _server().start_io()


def _server() -> _Server:
    server = _Server()

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        workspace = server.workspace
        if not workspace.folders and workspace.root_uri is not None:  # An editor of one folder
            workspace.add_folder(types.WorkspaceFolder(workspace.root_uri, ""))
        server.enter_folders()

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        about = server.client_capabilities.workspace
        watched = about.did_change_watched_files if about else None
        if watched and watched.dynamic_registration:
            patterns = [types.FileSystemWatcher(it) for it in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(patterns)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            server.client_register_capability(
                types.RegistrationParams([types.Registration("files", method, options)])
            )
        await server.read()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.enter_folders()
        await server.check()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        await server.read()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        await server.check_soon(0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        await server.check_soon(_PAUSE)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        await server.read()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)
        await server.check_soon(0)  # Its file counts again for the others

    options = types.CodeActionOptions([types.CodeActionKind.QuickFix])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def actions(params: types.CodeActionParams) -> Sequence[types.CodeAction]:
        return await server.actions(params)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        diagnosed = await server.diagnosed(params.text_document.uri)
        here = types.Range(params.position, params.position)
        return hover([it for it, _ in diagnosed.within(here)]) if diagnosed is not None else None

    return server


def _python_file(document: TextDocument) -> Path | None:
    """Return the file of a document; None for one that is not Python, or not on disk."""
    file = to_fs_path(document.uri)
    return Path(file) if file is not None and file.endswith(".py") else None
