"""In CI, a run of all tests loses none: none is skipped, and each file and fence has a report."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_FENCE = re.compile(r"^ *```python$", re.MULTILINE)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a run in CI fail that leaves out a test, whatever `testpaths` and options say."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    only_lists = session.config.getoption("collectonly")
    if not os.environ.get("CI") or not reporter or only_lists:
        return
    ran = {
        it.nodeid
        for found in reporter.stats.values()
        for it in found
        if isinstance(it, pytest.TestReport)
    }
    problems = [
        f"{it.nodeid}: skipped in CI, where all that a test needs has to be there: bring it"
        for it in reporter.stats.get("skipped", ())
    ]
    if session.config.args_source is not pytest.Config.ArgsSource.ARGS:
        problems += lost(ran, expected(ROOT))
    if problems:
        reporter.write_line("\n" + "\n".join(problems), red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def expected(root: Path) -> Mapping[str, int]:
    """Return how many tests each file of a project has at least: a module one, a page its fences.

    Args:
        root: The project's folder.
    """
    modules = dict.fromkeys((root / "tests").rglob("test_*.py"), 1)
    pages = {
        path: len(_FENCE.findall(path.read_text("utf-8"))) for path in root.glob("docs/**/*.md")
    }
    return {
        path.relative_to(root).as_posix(): number
        for path, number in (modules | pages).items()
        if number
    }


def lost(reported: Iterable[str], expected: Mapping[str, int]) -> Iterator[str]:
    """Yield a line on each file of which fewer tests ran than it has.

    Args:
        reported: The ids of the tests that ran.
        expected: How many tests each file has at least.
    """
    ran = Counter(id.partition("::")[0] for id in reported)
    for file, number in sorted(expected.items()):
        if ran[file] < number:
            yield (
                f"{file}: {ran[file]} of at least {number} tests ran: see testpaths and addopts in"
                " pyproject.toml, and what deselects tests"
            )
