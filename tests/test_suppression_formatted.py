"""A formatter moves comments: what they suppress stays suppressed, and nothing else is."""

import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from cli_runner import DATA
from in_memory import texts
from project_code import ROOT

from dto_handbook.linter.config import Settings
from dto_handbook.linter.diagnostics import Finding
from dto_handbook.rules.registry import rule_packages, rules
from dto_handbook.workspace import Workspace

WIDTHS = (80, 88, 100, 120)
FORMATTERS = {
    "ruff": ("ruff", "format", "--no-cache", "--isolated"),
    "black": ("black", "--quiet", "--no-cache"),
}
REASONS = ("why", "the loader fills it while it reads, and hands out copies of it to everyone " * 2)

LONG_STATEMENTS = """
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SessionCreationSpecification:
    environment_variables_by_kernel: dict[str, list[str]]  # {DTO202}
    scheduling_constraint_labels: tuple[str, ...] = field(default_factory=list)  # {DTO204}
    allocated_devices_by_agent_id_and_slot: tuple[dict[str, list[str]], ...] | None = None  # {DTO202}
    requested_devices: tuple[str, ...] = field(default_factory=list, metadata={"source": "agent"})  # {DTO204}
    # {DTO202}
    reserved_devices_by_agent_id_and_slot: tuple[dict[str, list[str]], ...] | None = field(default=None)
    labels: list[str]


@dataclass(repr=True, eq=True, order=False, unsafe_hash=False, match_args=True)  # {DTO201}
class SessionCreationSpecificationOfTheSchedulerInTheManagersOwnProcess:
    name: str


@dataclass(repr=True, eq=True, order=False, unsafe_hash=False, match_args=True)
class SessionCreationSpecificationOfTheSchedulerInTheManagers(Sequence[str], Mapping[str, str]):  # {DTO201}
    name: str


@dataclass
class SessionCreationSpecificationOfTheScheduler(  # {DTO201}
    SessionCreationSpecification,
): name: str


def name_of(session_identifier, kernels: list[SessionCreationSpecification]) -> Iterable[SessionCreationSpecification]:  # {DTO301, DTO302, DTO501}
    return [kernel for kernel in kernels if kernel.labels and not kernel.requested_devices]


def names_of(
    sessions: list[SessionCreationSpecification],  # {DTO301}
    kernels: list[SessionCreationSpecification],
    # {DTO301}
    agents: list[SessionCreationSpecification],
    unknown,  # {DTO501}
) -> list[str]: return [it.labels[0] for it in sessions] or [it.labels[0] for it in kernels] or [it.labels[0] for it in agents]


async def specifications_of(session: str | None, kernel: str | None, agent: str | None) -> None:
    if session == None and kernel is not None and agent is not None and len(kernel) > 2:  # {DTO602}
        raise ValueError(session)
    while session is not None and kernel is not None and (agent == None or len(agent) > 2):  # {DTO602}
        session = kernel if agent == None else session if kernel == None else agent + kernel  # {DTO602}
    async with connection(session=session, kernel=kernel), transaction(is_empty=agent == None):  # {DTO602}
        await connection(session=session, kernel=kernel, is_empty=agent == None)(kernel)  # {DTO602}
    with connection(session=session, kernel=kernel, is_empty=agent == None): pass
    agents = [it for it in (session, kernel, agent) if it == None or it.startswith("agent-")]  # {DTO602}
    assert session == None, f"{session} is not expected here, and {kernel} is not either, nor any"  # {DTO602}
    del agents[session == None], agents[kernel is None], agents[agent is not None], agents[0]  # {DTO602}
"""  # noqa: E501 - as it is before a formatter sees it
PLAIN = [
    number
    for number, line in enumerate(LONG_STATEMENTS.splitlines(), 1)
    if line in ("    labels: list[str]", "    kernels: list[SessionCreationSpecification],")
    or line.endswith("pass")
]
"""The lines with a finding that no comment is about."""


@cache
def modules(reason: str) -> Mapping[str, str]:
    """The samples with a comment at every finding, those that have such comments, and long code."""
    found = dict[str, str]()
    for is_above in (False, True):
        bad = {
            f"{path.rpartition('/')[0]}/{id.lower()}_{is_above:d}_{Path(path).name}": text
            for id, package in rule_packages().items()
            for path, text in texts(package.invalid_samples).items()
            if id != "DTO901"
        }
        bad = {path: re.sub(r"  # WRONG.*", "", text) for path, text in bad.items()}
        places = defaultdict[tuple[str, int], set[str]](set)
        for it in findings(bad):
            if it.rule != "DTO402":  # Which another comment's reason in the statement answers
                places[it.path, it.line].add(it.rule)
        for path, text in bad.items():
            lines = text.splitlines()
            for number, line in enumerate(lines, 1):
                if ids := places.get((path, number)):
                    comment = f"# dto: ignore[{', '.join(sorted(ids))}] {reason}"
                    indent = line[: len(line) - len(line.lstrip())]
                    lines[number - 1] = (
                        f"{indent}{comment}\n{line}" if is_above else f"{line}  {comment}"
                    )
            found[path] = "\n".join(lines) + "\n"
    for file in (ROOT / "src").rglob("*.py"):
        if "# dto: ignore[" in (text := file.read_text()) and "linter" not in file.parts:
            found[f"{DATA}/{file.parent.name}/{file.name}"] = text
    long = re.sub(r"# \{(.*)\}", rf"# dto: ignore[\1] {reason}", LONG_STATEMENTS)
    return found | {f"{DATA}/session/long.py": long}


def findings(files: Mapping[str, str]) -> Sequence[Finding]:
    """Check modules laid over the Manager in miniature, with all rules."""
    contents = {path: text.encode() for path, text in files.items()}
    return Workspace(ROOT, Settings(), rules()).check(list(contents), contents).findings


def found(files: Mapping[str, str]) -> Counter[tuple[str, str, str, str]]:
    return Counter((it.path, it.rule, it.symbol, it.message) for it in findings(files))


def formatted(files: Mapping[str, str], folder: Path, formatter: str, width: int) -> dict[str, str]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    command = [sys.executable, "-m", *FORMATTERS[formatter], "--line-length", str(width), "src"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return {path: (folder / path).read_text() for path in files}


@pytest.mark.thorough
@pytest.mark.parametrize("reason", REASONS, ids=["short", "long"])
def test_a_comment_at_a_finding_or_above_suppresses_it(reason: str) -> None:
    found = [
        it for it in findings(modules(reason)) if "dto901/" not in it.path and it.rule != "DTO402"
    ]
    commented = {path for path in modules(reason) if "/dto" in path}
    assert [it for it in found if it.rule == "DTO901" or it.path in commented] == []
    assert {it.line for it in found if it.rule in ("DTO202", "DTO301", "DTO602")} == set(PLAIN)


@pytest.mark.thorough
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("reason", REASONS, ids=["short", "long"])
@pytest.mark.parametrize("formatter", [name for name in FORMATTERS if find_spec(name) is not None])
def test_after_a_formatter_the_same_is_found(
    formatter: str, reason: str, width: int, tmp_path: Path
) -> None:
    files = modules(reason)
    after = formatted(files, tmp_path, formatter, width)
    assert after != files
    assert found(after) == found(files)
