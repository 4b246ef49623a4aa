"""The rules as a section of a Markdown file: of `AGENTS.md`, a skill or a pull-request template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dto_handbook.guideline.placement import CASES
from dto_handbook.linter import atomic_write
from dto_handbook.linter.config import Settings
from dto_handbook.linter.rule import Rule
from dto_handbook.reporters.context import Context
from dto_handbook.rules.registry import selected

_BEGIN = "<!-- dto-handbook {version}: written by `dto-handbook export {what}` -->"
_END = "<!-- dto-handbook: end -->"
_SKILL = """---
name: dto-guide
description: Where a DTO of the Manager goes, how to write it, and how to fix findings in it
---

"""
_BEGINS = re.compile(r"^<!-- dto-handbook [\w.+-]+: written by .* -->\r?$", re.MULTILINE)
_ENDS = re.compile(rf"^{re.escape(_END)}(?=\r?$)", re.MULTILINE)


class SectionError(Exception):
    """A file whose section cannot be found; the message says why."""


def section(what: str, context: Context, settings: Settings) -> str:
    """Return the rules that a project checks, as Markdown between marks that name the version.

    Args:
        what: `agents-md`: the rules, a line each; `skill`: where a DTO goes and how to fix each
            finding, below what a skill's file begins with; `checklist`: what the rules require,
            as boxes to tick.
        context: The version of the tool, and the address of the handbook.
        settings: The project's, which select rules, and may allow no suppression.
    """
    write = {"agents-md": _agents_md, "skill": _skill, "checklist": _checklist}[what]
    begin = _BEGIN.format(version=context.version(), what=what)
    text = "\n".join([begin, *write(context, settings), _END, ""])
    return f"{_SKILL}{text}" if what == "skill" else text


def _agents_md(context: Context, settings: Settings) -> Iterator[str]:
    begin = (
        "Before you suppress a finding, read the rule"
        if settings.allow_suppression
        else "Do NOT suppress a finding with a comment. Read the rule"
    )
    yield from (
        "## DTO rules",
        "",
        "Before committing, run `dto-handbook check` and fix all findings.",
        f"{begin}: "
        + (f"<{context.home}/rules/>." if context.home else "`dto-handbook explain ID`."),
        "",
    )
    for rule in selected(settings):
        yield f"- {_summary(rule, context)}"


def _skill(context: Context, settings: Settings) -> Iterator[str]:
    yield from (
        "# DTO guide",
        "",
        "## Where a DTO goes",
        "",
        "| Who sees it, or what it is | Where | Form |",
    )
    yield "| --- | --- | --- |"
    for case in CASES:
        yield f"| {case.text} | `{case.home.package(settings)}` | {case.home.form} |"
    yield from (
        "",
        "## Rules",
        "",
        "`dto-handbook check --fix` applies the safe fixes.",
        "For the reason and the exceptions: `dto-handbook explain ID`.",
        "",
    )
    for rule in selected(settings):
        yield f"- {_summary(rule, context)}"
        yield f"  Fix: {_one_line(rule.sections()['How to fix'])}"


def _checklist(context: Context, settings: Settings) -> Iterator[str]:
    for rule in selected(settings):
        if rule.clauses:
            yield f"- [ ] {_summary(rule, context)}"


def _summary(rule: type[Rule], context: Context) -> str:
    url = context.url(rule.id)
    name = f"[{rule.id}]({url})" if url else rule.id
    return f"{name}: {_one_line(rule.summary())}"


def written(text: str, section: str) -> str:
    """Replace an older section, or append the section to a file that has none.

    Args:
        text: The file's text.
        section: The section, perhaps below what a new file begins with.

    Returns:
        The text with the section; everything outside the marks is unchanged.

    Raises:
        SectionError: The marks do not show where the section begins and ends.
    """
    begins, ends = list(_BEGINS.finditer(text)), list(_ENDS.finditer(text))
    newline = "\r\n" if "\r\n" in text else "\n"
    if text:
        section = section[section.index("<!--") :]
    section = section.replace("\n", newline)
    if not begins and not ends:
        gap = newline * (2 - min(2, text[-4:].replace("\r", "").count("\n"))) if text else ""
        return f"{text}{gap}{section}"
    if len(begins) != 1 or len(ends) != 1 or begins[0].start() > ends[0].start():
        raise SectionError(
            f"it has {len(begins)} marks where a section begins and {len(ends)} where one ends:"
            " keep one of each, in this order, or none"
        )
    return text[: begins[0].start()] + section.removesuffix(newline) + text[ends[0].end() :]


def write(path: Path, section: str) -> None:
    """Write a section into a file, completely or not at all.

    Args:
        path: The file; it need not exist.
        section: The section.

    Raises:
        SectionError: The file's marks do not show where the section is.
        OSError: The file cannot be read or written.
        UnicodeDecodeError: The file is not UTF-8.
    """
    target = path.resolve()
    old = target.read_bytes() if target.exists() else None
    new = written((old or b"").decode("utf-8"), section).encode()
    if new == old:
        return
    atomic_write.write(target, new)


def _one_line(text: str) -> str:
    return " ".join(text.split())
