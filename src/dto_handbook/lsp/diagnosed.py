"""What was found in a document, in terms of the protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument

from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.fixes import Fix, Position
from dto_handbook.linter.source_files import lines_of
from dto_handbook.lsp.document_store import Checked, DocumentStore
from dto_handbook.reporters.context import Context
from dto_handbook.rules import ids
from dto_handbook.rules.registry import rule_package

NAME = "dto-handbook"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


class Diagnosed:
    """A document as it was checked, with its diagnostics.

    Args:
        document: The document, whose content is still the one that was checked.
        checked: What was found in it.
        store: The project that it was checked in.
        codec: Counts columns as the editor does.

    Attributes:
        version: The version of its content.
        store: The project.
    """

    def __init__(
        self, document: TextDocument, checked: Checked, store: DocumentStore, codec: PositionCodec
    ) -> None:
        self.version = document.version
        self.store = store
        self._uri = document.uri
        self._codec = codec
        self._lines = lines_of(document.source)
        newline = re.search(r"\r\n|\r|\n", document.source)
        self._newline = newline[0] if newline else "\n"
        context = Context({}, store.settings.address, ids())
        self._found = [(self._diagnostic(it, context), it) for it in checked.findings]
        self._errors = [
            types.Diagnostic(
                self._range((error.line, error.column), (error.line, error.column)),
                f"not checked: {error.reason}",
                types.DiagnosticSeverity.Warning,
                source=NAME,
            )
            for error in checked.errors
        ]

    def to_publish(self) -> types.PublishDiagnosticsParams:
        """Return its diagnostics, as an editor receives them."""
        diagnostics = [*(diagnostic for diagnostic, _ in self._found), *self._errors]
        return types.PublishDiagnosticsParams(self._uri, diagnostics, self.version)

    def within(self, range: types.Range) -> Iterator[tuple[types.Diagnostic, Finding]]:
        """Yield the findings that touch a range."""
        for diagnostic, finding in self._found:
            if diagnostic.range.start <= range.end and range.start <= diagnostic.range.end:
                yield diagnostic, finding

    def edit(self, fix: Fix, *, with_version: bool) -> types.WorkspaceEdit:
        """Return a fix as an edit.

        Args:
            fix: The fix.
            with_version: Whether to name the version, so that an editor does not apply the edit to
                a content that was changed meanwhile.
        """
        edits = [
            types.TextEdit(
                self._range(edit.start, edit.end), edit.text.replace("\n", self._newline)
            )
            for edit in dict.fromkeys(fix.edits)
        ]
        if not with_version:
            return types.WorkspaceEdit(changes={self._uri: edits})
        document = types.OptionalVersionedTextDocumentIdentifier(self._uri, self.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, edits)])

    def _diagnostic(self, finding: Finding, context: Context) -> types.Diagnostic:
        url = context.url(finding.rule)
        return types.Diagnostic(
            self._range((finding.line, finding.column), (finding.end_line, finding.end_column)),
            finding.message if url else context.message(finding),
            _SEVERITIES[finding.severity],
            finding.rule,
            types.CodeDescription(url) if url else None,
            NAME,
        )

    def _range(self, start: Position, end: Position) -> types.Range:
        return types.Range(self._position(start), self._position(end))

    def _position(self, position: Position) -> types.Position:
        line, column = position
        before = self._lines[line - 1][: column - 1] if line <= len(self._lines) else ""
        # In what the editor counts: units of UTF-16 unless it requested others.
        return types.Position(line - 1, self._codec.client_num_units(before))


def action(diagnostic: types.Diagnostic, fix: Fix, edit: types.WorkspaceEdit) -> types.CodeAction:
    """Return a fix as a code action, whose title says whether it is safe."""
    promise = f"unsafe: {fix.obstacle or 'may change what the code means'}"
    return types.CodeAction(
        f"{fix.description} ({'safe' if fix.is_safe else promise})",
        types.CodeActionKind.QuickFix,
        [diagnostic],
        is_preferred=fix.is_safe,
        edit=edit,
    )


def hover(diagnostics: Sequence[types.Diagnostic]) -> types.Hover | None:
    """Return the rules of diagnostics at one place; None if there are none."""
    texts = [text for diagnostic in diagnostics if (text := _summary(diagnostic))]
    if not texts:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(dict.fromkeys(texts)))
    return types.Hover(content, diagnostics[0].range)


def _summary(diagnostic: types.Diagnostic) -> str:
    id = str(diagnostic.code)
    if id not in ids():
        return ""
    rule, about = rule_package(id).rule, diagnostic.code_description
    link = f"[{id}]({about.href})" if about else id
    return f"**{link}: {rule.name}**\n\n{rule.summary()}"
