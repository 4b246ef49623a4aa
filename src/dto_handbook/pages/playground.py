"""The checker as the playground calls it: texts in, findings out, all of it JSON."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from dto_handbook.catalogue import rooms, rules
from dto_handbook.engine.check import SourceFile, parsed
from dto_handbook.engine.reading import Fault
from dto_handbook.engine.rewriting import PASSES, Drafts, applicable
from dto_handbook.engine.rule import Rule
from dto_handbook.engine.run import Outcome, run
from dto_handbook.engine.settings import Settings
from dto_handbook.engine.symbols import ModuleSymbols
from dto_handbook.pages.execution import SOURCE_ROOT
from dto_handbook.reports import as_json

_SETTINGS = Settings()


def check(request: str) -> str:
    """Check files as the command line does, standing in the Manager in miniature.

    Args:
        request: A JSON object: `files`, each with its `path` and `text`, and `all`, whether the
            rules that are off by default count.

    Returns:
        A JSON object: `findings` in the form of the JSON report, `safe`, the numbers of those
        whose fix leaves the code's meaning alone, and `faults`, why a file was not checked.
    """
    asked = json.loads(request)
    return json.dumps(_answer(_check(_contents(asked), all_rules=asked["all"])))


def fix(request: str) -> str:
    """Fix what is found, and check again.

    Args:
        request: What `check` takes, and `fix`: the number of a finding, or null for all that is
            safe to fix.

    Returns:
        What `check` returns, and `files`, as they are after it.
    """
    asked = json.loads(request)
    contents, number = _contents(asked), asked["fix"]
    outcome = _check(contents, all_rules=asked["all"])
    drafts = Drafts()
    drafts.contents = dict(contents)
    for _ in range(PASSES if number is None else 1):
        chosen = outcome.findings if number is None else [outcome.findings[number]]
        if not drafts.fix(chosen, unsafe=number is not None):
            break
        # One that cannot be changed is no draft any more.
        contents = {path: drafts.contents.get(path, old) for path, old in contents.items()}
        outcome = _check(contents, all_rules=asked["all"])
    files = [{"path": path, "text": _text(content)} for path, content in contents.items()]
    return json.dumps({**_answer(outcome, drafts.faults), "files": files})


def samples() -> str:
    """Return the bad samples of all rules, for the playground to open.

    Returns:
        A JSON object: by the rules' ids, the state of the playground that shows their samples.
    """
    return json.dumps(
        {
            id: {
                "files": [asdict(sample.file) for sample in room.bad],
                "all": not room.rule.is_default,
            }
            for id, room in rooms().items()
        }
    )


@cache
def manager() -> Mapping[str, ModuleSymbols]:
    """Return what the modules of the Manager in miniature define, by their names."""
    files = []
    for file in sorted((SOURCE_ROOT / "ai").rglob("*.py")):
        source = SourceFile(file.relative_to(SOURCE_ROOT).as_posix(), file.read_text("utf-8"))
        files.append(parsed(source, ast.parse(source.text), _SETTINGS))
    return {file.name: file.symbols() for file in files}


def _check(contents: Mapping[str, bytes], *, all_rules: bool) -> Outcome:
    files = [(Path(path), path) for path in contents]
    return run(files, _rules(all_rules), _SETTINGS, 1, contents, manager())


@cache
def _rules(all_rules: bool) -> Sequence[type[Rule]]:
    return [rule for rule in rules() if all_rules or rule.is_default]


def _answer(outcome: Outcome, more_faults: Sequence[Fault] = ()) -> dict[str, object]:
    safe = {id(finding) for finding, _ in applicable(outcome.findings, unsafe=False)}
    return {
        **json.loads(as_json(outcome.findings, {})),
        "safe": [number for number, found in enumerate(outcome.findings) if id(found) in safe],
        "faults": [asdict(fault) for fault in (*outcome.faults, *more_faults)],
    }


def _contents(asked: Mapping[str, Sequence[Mapping[str, str]]]) -> Mapping[str, bytes]:
    # A browser's text may hold half a character: it is a finding then, as such bytes are.
    return {file["path"]: file["text"].encode("utf-8", "surrogatepass") for file in asked["files"]}


def _text(content: bytes) -> str:
    # Whatever encoding a file declares: that is how its bytes were made here.
    return content.decode("utf-8", "surrogatepass")
