"""What a check costs, beside what Python itself takes to parse the same files.

`python -m dto_handbook_site.benchmarks.checking` writes a tree laid out like a Manager into a
temporary folder, and measures on it and on the standard library. All figures are ratios or
differences of medians within one run: a slow machine makes both sides slow.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

from dto_handbook.linter.source_files import find_files

LINES = 400_000
SOURCES = Path(__file__).parents[2] / "ai" / "backend"
_CLASS = re.compile(r"^class ([A-Z]\w+)", re.MULTILINE)
_AREAS = (
    "artifact", "billing", "cluster", "domain", "endpoint", "gateway", "group", "image", "keypair",
    "network", "policy", "project", "quota", "registry", "role", "scaling", "storage", "template",
)  # fmt: skip


def write_tree(folder: Path, lines: int = LINES) -> int:
    """Write the modules of the Manager in miniature, again and again under other domains' names.

    Args:
        folder: Where to write; the same tree comes out each time.
        lines: How many lines to write at least.

    Returns:
        How many were written.
    """
    modules = [
        (file.relative_to(SOURCES), file.read_text("utf-8"))
        for file in sorted(SOURCES.rglob("*.py"))
    ]
    names = sorted({name for _, text in modules for name in _CLASS.findall(text)})
    written, turn = 0, 0
    while written < lines:
        area = _AREAS[turn % len(_AREAS)] + (
            str(turn // len(_AREAS)) if turn >= len(_AREAS) else ""
        )
        for path, text in modules:
            place = _place(path, area)
            target = folder / "src/ai/backend" / place
            target.parent.mkdir(parents=True, exist_ok=True)
            text = _renamed(text, names, area)
            target.write_text(text, "utf-8")
            written += text.count("\n")
        turn += 1
    return written


def _place(path: Path, area: str) -> Path:
    # manager/data/session/types.py becomes manager/data/billing/session/types.py.
    *parents, name = path.parts
    return Path(*parents[:2], area, *parents[2:], name)


def _renamed(text: str, names: Sequence[str], area: str) -> str:
    prefix = area.capitalize()
    text = re.sub(rf"\b({'|'.join(names)})\b", rf"{prefix}\1", text)
    return re.sub(r"\b(ai\.backend\.(?:manager|common)\.(?!errors\b)\w+)\b", rf"\1.{area}", text)


def took(*arguments: str, folder: Path, given: str = "") -> float:
    """Run this Python on something, and return how many seconds it took.

    Args:
        arguments: The arguments of Python.
        folder: Where to run it.
        given: Its standard input.

    Raises:
        RuntimeError: It ended in a traceback.
    """
    # What is installed has been compiled; so is what is measured, from the second run on.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**env, "PYTHONPATH": str(Path(__file__).parents[2])},
        input=given.encode(),
        capture_output=True,
        check=False,
    )
    duration = perf_counter() - start
    if done.returncode not in (0, 1, 2) or b"Traceback" in done.stderr:
        raise RuntimeError(done.stderr.decode("utf-8", "replace"))
    return duration


_PARSE = """
import ast, sys
from pathlib import Path
for name in sys.stdin.read().splitlines():
    try:
        ast.parse(Path(name).read_bytes())
    except (SyntaxError, ValueError):
        pass
"""


def compare(folder: Path, rounds: int) -> list[str]:
    """Measure a cold check, and one of unchanged files, against parsing, turn by turn.

    Args:
        folder: The folder to check.
        rounds: How many turns to take the medians of.

    Returns:
        Lines of plain text.
    """
    check = ("-m", "dto_handbook", "check", str(folder), "--output-format", "json")
    parsing, cold, warm = list[float](), list[float](), list[float]()
    files = "\n".join(map(str, find_files([folder])))
    with tempfile.TemporaryDirectory() as here:
        took(*check, folder=Path(here))  # Caches its outcome
        for _ in range(rounds):
            parsing.append(took("-W", "ignore", "-c", _PARSE, folder=folder, given=files))
            cold.append(took(*check, "--no-cache", folder=Path(here)))
            warm.append(took(*check, folder=Path(here)))
    ratio = [one / other for one, other in zip(cold, parsing, strict=True)]
    again = [one / other for one, other in zip(warm, cold, strict=True)]
    return [
        f"  read and parse in one process  {median(parsing):6.2f} s",
        f"  cold check                     {median(cold):6.2f} s   {median(ratio):.2f} of parsing"
        " (aim: at most 1.50)",
        f"  check of unchanged files       {median(warm):6.2f} s   {median(again):.2f} of cold"
        " (aim: at most 0.10)",
    ]


def start_up(rounds: int) -> list[str]:
    """Measure how long the command takes to do next to nothing, above bare Python."""
    here = Path.cwd()
    figures = []
    for name, arguments in {"--help": ("--help",), "explain": ("explain", "DTO201")}.items():
        above = []
        for _ in range(rounds):
            bare = took("-c", "pass", folder=here)
            above.append((took("-m", "dto_handbook", *arguments, folder=here) - bare) * 1000)
        figures.append(f"  {name:30} {median(above):6.0f} ms above `python -c pass` (aim: 60)")
    return figures


def beside_flake8(folder: Path) -> list[str]:
    """Measure flake8 with flake8-bugbear once on the same files; both cold."""
    if find_spec("flake8") is None or find_spec("bugbear") is None:
        return ["  flake8 with flake8-bugbear     not installed, not measured"]
    theirs = took("-m", "flake8", "--exit-zero", str(folder), folder=folder)
    check = ("-m", "dto_handbook", "check", str(folder), "--no-cache", "--output-format", "json")
    ours = took(*check, folder=folder)
    return [
        f"  flake8 with flake8-bugbear     {theirs:6.2f} s   {theirs / ours:.1f} times a cold check"
        " (aim: at least 10)"
    ]


def main() -> None:
    """Measure all, and print it."""
    parser = argparse.ArgumentParser(description="Measure what a check costs.")
    parser.add_argument("--lines", type=int, default=LINES, help="size of the generated tree")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    print("Start-up", *start_up(options.rounds * 3), sep="\n")
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name)
        written = write_tree(tree, options.lines)
        print(f"Generated tree, {written:,} lines", *compare(tree, options.rounds), sep="\n")
        print(*beside_flake8(tree), sep="\n")
    print("Standard library", sep="\n")
    print(*compare(Path(sysconfig.get_path("stdlib")), options.rounds), sep="\n")


if __name__ == "__main__":
    main()
