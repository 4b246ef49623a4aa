"""The language server, on pygls: findings, fixes and rules in terms of the protocol."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from dto_handbook import __version__
from dto_handbook.linter.config import SettingsError
from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.fixes import Fix, Position
from dto_handbook.linter.source_files import lines_of
from dto_handbook.lsp.document_store import Checked, DocumentStore
from dto_handbook.reporters.context import Context
from dto_handbook.rules import ids
from dto_handbook.rules.registry import rule_package

_PAUSE = 0.2  # Seconds without a further change after which a text is checked
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


@dataclass(frozen=True)
class _Published:
    """The published diagnostics of a document, and its version then."""

    version: int | None
    lines: Sequence[str]
    newline: str
    found: Sequence[tuple[types.Diagnostic, Finding]]


class _Server(LanguageServer):
    """A server of one project: the folder that the editor names, or else the working directory."""

    def __init__(self) -> None:
        # Whole documents: pygls counts other lines than Python and the protocol, where only part of
        # a document is sent.
        super().__init__("dto-handbook", __version__, types.TextDocumentSyncKind.Full)
        self.store = DocumentStore(Path.cwd())
        self._published: dict[str, _Published] = {}
        self._turn = 0
        self._is_ready = asyncio.Event()
        self._is_checking = asyncio.Lock()

    def enter(self, folder: str | None) -> None:
        """Work in a folder from now on, as the command line would there."""
        if folder is not None:
            self.store = DocumentStore(Path(folder))

    async def read(self) -> None:
        """Read the settings again, and check the open documents among the files as they are now."""
        async with self._is_checking:
            try:
                await asyncio.to_thread(self.store.read_settings)
            except SettingsError as error:
                message = types.ShowMessageParams(types.MessageType.Error, str(error))
                self.window_show_message(message)
        self._is_ready.set()
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
            documents = {
                path: document
                for document in self.workspace.text_documents.values()
                if (path := self._path(document)) is not None
            }
            texts = {path: document.source for path, document in documents.items()}
            versions = {path: document.version for path, document in documents.items()}
            checked = await asyncio.to_thread(self.store.check, texts)
        for path, document in documents.items():
            if document.version == versions[path]:  # If not, it will be checked again
                self._publish(document, checked[path])

    def forget(self, uri: str) -> None:
        """Remove the diagnostics of a document that was closed."""
        self._published.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def published(self, uri: str) -> _Published | None:
        """Return the findings in the current document; None for one that is not checked."""
        await self._is_ready.wait()
        published = self._published.get(uri)
        document = self.workspace.get_text_document(uri)
        if published is None or published.version != document.version:
            await self.check()
        return self._published.get(uri)

    async def judged(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Return findings, with each fix marked as safe or unsafe."""
        async with self._is_checking:
            return await asyncio.to_thread(self.store.judged, findings) if findings else ()

    def edit(self, uri: str, published: _Published, fix: Fix) -> types.WorkspaceEdit:
        """Return a fix as an edit of a text."""
        edits = [
            types.TextEdit(
                self._range(edit.start, edit.end, published.lines),
                edit.text.replace("\n", published.newline),
            )
            for edit in dict.fromkeys(fix.edits)
        ]
        about = self.client_capabilities.workspace
        if about and about.workspace_edit and about.workspace_edit.document_changes:
            # An editor does not apply it to a text that was changed meanwhile.
            document = types.OptionalVersionedTextDocumentIdentifier(uri, published.version)
            return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, edits)])
        return types.WorkspaceEdit(changes={uri: edits})

    def _path(self, document: TextDocument) -> str | None:
        file = to_fs_path(document.uri)
        if file is None or not file.endswith(".py"):
            return None
        return self.store.path(Path(file))

    def _publish(self, document: TextDocument, checked: Checked) -> None:
        context = Context({}, self.store.settings.address, ids())
        lines = lines_of(document.source)
        found = [(self._diagnostic(it, lines, context), it) for it in checked.findings]
        errors = [
            types.Diagnostic(
                self._range((error.line, error.column), (error.line, error.column), lines),
                f"not checked: {error.reason}",
                types.DiagnosticSeverity.Warning,
                source=self.name,
            )
            for error in checked.errors
        ]
        newline = re.search(r"\r\n|\r|\n", document.source)
        self._published[document.uri] = _Published(
            document.version, lines, newline[0] if newline else "\n", found
        )
        all = [*(diagnostic for diagnostic, _ in found), *errors]
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, all, document.version)
        )

    def _diagnostic(
        self, finding: Finding, lines: Sequence[str], context: Context
    ) -> types.Diagnostic:
        start, end = (finding.line, finding.column), (finding.end_line, finding.end_column)
        url = context.url(finding.rule)
        return types.Diagnostic(
            self._range(start, end, lines),
            finding.message if url else context.message(finding),
            _SEVERITIES[finding.severity],
            finding.rule,
            types.CodeDescription(url) if url else None,
            self.name,
        )

    def _range(self, start: Position, end: Position, lines: Sequence[str]) -> types.Range:
        return types.Range(self._position(start, lines), self._position(end, lines))

    def _position(self, position: Position, lines: Sequence[str]) -> types.Position:
        line, column = position
        before = lines[line - 1][: column - 1] if line <= len(lines) else ""
        # In what the editor counts: units of UTF-16 unless it asked for others.
        return types.Position(line - 1, self.workspace.position_codec.client_num_units(before))


def serve() -> None:
    """Serve an editor on standard input and output, until it ends the session."""
    _server().start_io()


def _server() -> _Server:
    server = _Server()

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        folders = params.workspace_folders or []
        root = folders[0].uri if folders else params.root_uri
        server.enter(to_fs_path(root) if root else params.root_path)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        about = server.client_capabilities.workspace
        watched = about.did_change_watched_files if about else None
        if watched and watched.dynamic_registration:
            patterns = [types.FileSystemWatcher(it) for it in ("**/*.py", "**/pyproject.toml")]
            options = types.DidChangeWatchedFilesRegistrationOptions(patterns)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            server.client_register_capability(
                types.RegistrationParams([types.Registration("files", method, options)])
            )
        await server.read()

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
        only = params.context.only
        if only is not None and types.CodeActionKind.QuickFix not in only:
            return []
        uri, wanted = params.text_document.uri, params.range
        if (published := await server.published(uri)) is None:
            return []
        there = [
            (diagnostic, it)
            for diagnostic, it in published.found
            if it.fix is not None
            and diagnostic.range.start <= wanted.end
            and wanted.start <= diagnostic.range.end
        ]
        judged = await server.judged([it for _, it in there])
        return [
            types.CodeAction(
                f"{fix.description} ({_promise(fix)})",
                types.CodeActionKind.QuickFix,
                [diagnostic],
                is_preferred=fix.is_safe,
                edit=server.edit(uri, published, fix),
            )
            for (diagnostic, _), it in zip(there, judged, strict=True)
            if (fix := it.fix) is not None
        ]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        published = await server.published(params.text_document.uri)
        there = [
            diagnostic
            for diagnostic, _ in (published.found if published else ())
            if diagnostic.range.start <= params.position <= diagnostic.range.end
        ]
        texts = [text for diagnostic in there if (text := _summary(diagnostic))]
        if not texts:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(dict.fromkeys(texts)))
        return types.Hover(content, there[0].range)

    return server


def _promise(fix: Fix) -> str:
    return "safe" if fix.is_safe else f"unsafe: {fix.obstacle or 'may change what the code means'}"


def _summary(diagnostic: types.Diagnostic) -> str:
    id = str(diagnostic.code)
    if id not in ids():
        return ""
    rule, about = rule_package(id).rule, diagnostic.code_description
    link = f"[{id}]({about.href})" if about else id
    return f"**{link}: {rule.name}**\n\n{rule.summary()}"
