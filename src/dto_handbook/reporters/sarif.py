"""SARIF 2.1.0, which GitHub's code scanning and other tools read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dto_handbook.reporters.identity import fingerprinted, uri

if TYPE_CHECKING:
    from dto_handbook.linter.diagnostics import Finding
    from dto_handbook.reporters.context import Context, RuleFacts

VERSION = "2.1.0"
_SCHEMA = f"https://json.schemastore.org/sarif-{VERSION}.json"
_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def write(findings: Sequence[Finding], context: Context) -> str:
    """Write findings as a log of one run, with the facts of all rules."""
    rules = [_rule(rule, context) for rule in context.rules()]
    index = {str(rule["id"]): number for number, rule in enumerate(rules)}
    driver = {
        "name": "dto-handbook",
        "version": context.version(),
        **({"informationUri": context.home} if context.home else {}),
        "rules": rules,
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, fingerprint, index, context)
            for finding, fingerprint in fingerprinted(findings)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": VERSION, "runs": [run]}, indent=2) + "\n"


def _rule(rule: RuleFacts, context: Context) -> dict[str, object]:
    url = context.url(rule.id)
    sections = [f"{title}: {text}" for title, text in rule.sections.items()]
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split()),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": f"{rule.summary} {rule.sections['Why']}"},  # GitHub requires it
        "help": {"text": "\n\n".join([*sections, context.hint(rule.id)])},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        **({"helpUri": url} if url else {}),
    }


def _result(
    finding: Finding, fingerprint: str, index: dict[str, int], context: Context
) -> dict[str, object]:
    place = uri(finding.path)
    # A relative path cannot begin like this: its colon is quoted.
    base = {} if place.startswith("file:") else {"uriBaseId": "%SRCROOT%"}
    return {
        "ruleId": finding.rule,
        **({"ruleIndex": index[finding.rule]} if finding.rule in index else {}),
        "level": _LEVEL[finding.severity],
        "message": {"text": context.message(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": place, **base},
                    "region": {
                        "startLine": finding.line,
                        "startColumn": finding.column,
                        "endLine": finding.end_line,
                        "endColumn": finding.end_column,
                    },
                },
                **(
                    {"logicalLocations": [{"fullyQualifiedName": finding.symbol}]}
                    if finding.symbol
                    else {}
                ),
            }
        ],
        "partialFingerprints": {"rulePathSymbol/v1": fingerprint},
    }
