"""Samples of rules as pages show them: with messages above the code, linked to the spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.rules.registry import Sample, rule_package
from dto_handbook_site.demos.samples import findings_in

_SAMPLE = re.compile(r"dto_handbook\.rules\.(dto\d{3})\.(in)?valid\w*")
_PIECE = re.compile(r"(<[^>]*>)|&[#\w]+;|[^<]")
_NOTHING = re.compile(r"<span class=[^>]*></span>")


@dataclass
class _Flag:
    """A span of one line, with the messages of the findings that begin in it."""

    line: int
    start: int
    end: int
    messages: list[str]


def text_of(module: str) -> str | None:
    """Return the text of a rule's sample without the comments that announce findings.

    Args:
        module: The name of a module.

    Returns:
        The text; None if the module is not a sample of a rule.
    """
    sample = _sample(module)
    return sample.text if sample else None


def with_findings(html: str, module: str) -> str:
    """List a rule's messages above a sample, each linked with the span that it is about.

    Args:
        html: The highlighted text of the module.
        module: Its name.

    Returns:
        The HTML, of which a search finds the messages and not the code.
    """
    html = re.sub('<(pre|span class="filename")', r"<\1 data-search-exclude", str(html))
    flags = _flags(module)
    if not flags:
        return Markup(html)
    title, head, code, tail = re.split(r"(?=<pre)|(?<=<code>)|(?=</code>)", html)
    items = "".join(
        f'<li class="flagged__message" id="{module}-finding-{number}">'
        f'<a href="#{module}-flag-{number}">Line {flag.line}</a> '
        f"{'<br>'.join(map(escape, flag.messages))}</li>"
        for number, flag in enumerate(flags, 1)
    )
    listed = f'<ol class="flagged__list" aria-label="Findings">{items}</ol>'
    return Markup(f"{title}{listed}{head}{_linked(code, flags, module)}{tail}")


def messages(module: str) -> Sequence[str]:
    """Return the messages in the list above a rule's sample.

    Args:
        module: The name of the sample.
    """
    return [f"Line {flag.line}: {'; '.join(flag.messages)}" for flag in _flags(module)]


@cache
def _findings(id: str) -> Sequence[Finding]:
    package = rule_package(id)
    return findings_in(package.invalid_samples, [package.rule])


def _sample(module: str) -> Sample | None:
    found = _SAMPLE.fullmatch(module)
    if found is None:
        return None
    package = rule_package(found[1].upper())
    samples = package.invalid_samples if found[2] else package.valid_samples
    return next((sample for sample in samples if sample.module == module), None)


def _flags(module: str) -> Sequence[_Flag]:
    sample = _sample(module)
    if sample is None or not sample.expected:
        return []
    flags, lines = list[_Flag](), sample.text.splitlines()
    findings = _findings(sample.module.split(".")[2].upper())
    for found in sorted(findings, key=lambda it: (it.line, it.column)):
        if found.path != sample.path:
            continue
        if flags and flags[-1].line == found.line and found.column < flags[-1].end:
            flags[-1].messages.append(found.message)  # A link cannot be inside another one
            continue
        is_one_line = found.end_line == found.line
        end = found.end_column if is_one_line else len(lines[found.line - 1]) + 1
        flags.append(_Flag(found.line, found.column, end, [found.message]))
    return flags


def _linked(code: str, flags: Sequence[_Flag], module: str) -> str:
    starts = {(flag.line, flag.start): number for number, flag in enumerate(flags, 1)}
    ends = {(flag.line, flag.end) for flag in flags}
    line, column, span, parts = 1, 1, "", list[str]()
    for piece in _PIECE.finditer(code):
        if piece[1]:
            span = "" if piece[1] == "</span>" else piece[1]  # They are not nested
        elif (line, column) in starts or (line, column) in ends:
            parts.append("</span>" if span else "")
            parts.append("</a></mark>" if (line, column) in ends else "")
            if number := starts.get((line, column)):
                title = escape("; ".join(flags[number - 1].messages))
                # Material takes links and spans that have an id for those of lines.
                parts.append(
                    f'<mark class="flagged" id="{module}-flag-{number}">'
                    f'<a href="#{module}-finding-{number}" title="{title}">'
                )
            parts.append(span)
        parts.append(piece[0])
        if piece[0] == "\n":
            line, column = line + 1, 1
        elif not piece[1]:
            column += 1
    return _NOTHING.sub("", "".join(parts))
