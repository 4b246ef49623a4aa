"""JUnit's XML, which most CI systems show as test results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from dto_handbook.reporters.concise import place
from dto_handbook.reporters.context import printable

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.reporters.context import Context

_NAME = "dto-handbook"


def write(findings: Sequence[Finding], context: Context) -> str:
    """Write one failed test case for each finding, or a passed one if there are none."""
    # Some hosts treat a suite without a test as an error.
    totals = {"tests": str(max(1, len(findings))), "failures": str(len(findings)), "errors": "0"}
    root = ElementTree.Element("testsuites", {"name": _NAME, **totals})
    suite = ElementTree.SubElement(root, "testsuite", {"name": _NAME, **totals, "time": "0"})
    for finding in findings:
        name = f"{finding.rule} {finding.symbol or 'module'} {finding.line}:{finding.column}"
        case = _case(suite, printable(name), printable(finding.path))
        message = printable(context.message(finding))
        attributes = {"type": str(finding.severity), "message": message}
        failure = ElementTree.SubElement(case, "failure", attributes)
        failure.text = f"{place(finding)}: {message}"
    if not findings:
        _case(suite, "no findings", _NAME)
    ElementTree.indent(root)
    # Characters beyond ASCII as references: right in whatever encoding the stream has.
    text = ElementTree.tostring(root, encoding="us-ascii", xml_declaration=False).decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(suite: ElementTree.Element, name: str, class_name: str) -> ElementTree.Element:
    attributes = {"name": name, "classname": class_name, "time": "0"}
    return ElementTree.SubElement(suite, "testcase", attributes)
