"""The same code gets the same answer, however it is asked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import generated_projects
from cli_runner import write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding, Outcome
from dto_handbook.rules import ids
from dto_handbook.workspace import Workspace

EXAMPLES = int(os.environ.get("ONE_ANSWER_EXAMPLES", "40"))
ALL_RULES = Settings(select=tuple(ids()))
Row = tuple[object, ...]
Answer = tuple[Sequence[Row], Sequence[Row], Sequence[str]]
"""Of a file: what is reported, what is suppressed, and which modules are missing."""


def row(it: Finding) -> Row:
    return (it.line, it.column, it.rule, it.message, it.severity, it.end_line, it.symbol, it.fix)


def answer(outcome: Outcome, path: str) -> Answer:
    return (
        [row(it) for it in outcome.findings if it.path == path],
        [row(it) for it in outcome.suppressed if it.path == path],
        sorted(outcome.missing),
    )


def answers(
    workspace: Workspace, files: Sequence[str], changed: Mapping[str, bytes]
) -> dict[str, Answer]:
    """Return the answers of files that are asked for together, and what is missing one by one."""
    together = workspace.check(files, changed)
    found = {path: answer(together, path) for path in files}
    missing = {path: sorted(workspace.check([path], changed).missing) for path in files}
    assert sorted(set(together.missing)) == sorted({it for its in missing.values() for it in its})
    return {
        path: (reported, hidden, missing[path]) for path, (reported, hidden, _) in found.items()
    }


def encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def update(folder: Path, files: dict[str, str], changes: Mapping[str, str | None]) -> None:
    for path, text in changes.items():
        if text is not None:
            files[path] = text
            write(folder, {path: text})
        elif files.pop(path, None) is not None:
            (folder / path).unlink()


def of_all(folder: Path, changed: Mapping[str, bytes] = {}) -> dict[str, Answer]:
    """Return the answers that all others are held against: of the whole project, with no index."""
    workspace = Workspace(folder, ALL_RULES)
    files = {*workspace.select([folder]).files, *changed}
    return answers(workspace, sorted(files), changed)


def shown(files: Mapping[str, str]) -> str:
    return "".join(f"\n=== {path}\n{text}" for path, text in sorted(files.items()))


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck),
    print_blob=True,
)  # fmt: skip
@given(st.data())
def test_a_question_gets_one_answer_whatever_was_asked_before_it(data: st.DataObject) -> None:
    files = data.draw(generated_projects.projects())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, files)
        alive = Workspace(folder, ALL_RULES)
        history = [shown(files)]
        for _ in range(data.draw(st.integers(1, 4))):
            expected = of_all(folder)
            paths = sorted(files)
            # In memory and on disk, some files are asked for one by one, and some together.
            chosen = data.draw(st.lists(st.sampled_from(paths), unique=True)) if paths else []
            at = data.draw(st.integers(0, len(chosen)))
            on_disk = Workspace(folder, ALL_RULES, is_cached=True)
            for workspace in (alive, on_disk):
                for batch in ([chosen[:at]] if at else []) + [[path] for path in chosen[at:]]:
                    outcome = workspace.check(batch, jobs=1)
                    for path in batch:
                        assert answer(outcome, path)[:2] == expected[path][:2], "\n".join(history)
                    missing = {it for path in batch for it in expected[path][2]}
                    assert set(outcome.missing) == missing, "\n".join(history)
            # What an editor holds is not on disk.
            changes = data.draw(generated_projects.edits(files))
            if data.draw(st.booleans()):
                contents = {
                    path: text.encode() for path, text in changes.items() if text is not None
                }
                laid_over = of_all(folder, contents)
                batch = sorted({*contents, *chosen})
                outcome = alive.check(batch, contents)
                for path in batch:
                    assert answer(outcome, path)[:2] == laid_over[path][:2], "\n".join(history)
                history.append(f"laid over: {shown(encoded_text(contents))}")
            update(folder, files, changes)
            history.append(f"changed: {changes}{shown(files)}")
        expected = of_all(folder)
        for workspace in (alive, Workspace(folder, ALL_RULES, is_cached=True)):
            assert answers(workspace, sorted(files), {}) == expected, "\n".join(history)


def encoded_text(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {path: content.decode() for path, content in contents.items()}
