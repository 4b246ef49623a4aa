"""The cost of a check, compared with Python's own parsing of the same files.

`python -m dto_handbook_site.benchmarks.checking` writes a tree laid out like a Manager into a
temporary folder, and measures on it; given a project's folder, it measures there. All
figures are ratios or differences of medians within one run: a slow machine makes both sides slow.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from dto_handbook.linter.source_files import find_files
from dto_handbook.linter.stored_index import FOLDER

LINES = 400_000
SOURCES = Path(__file__).parents[2] / "ai" / "backend"
_CLASS = re.compile(r"^class ([A-Z]\w+)", re.MULTILINE)
_AREAS = (
    "artifact", "billing", "cluster", "domain", "endpoint", "gateway", "group", "image", "keypair",
    "network", "policy", "project", "quota", "registry", "role", "scaling", "storage", "template",
)  # fmt: skip


def write_tree(folder: Path, lines: int = LINES) -> int:
    """Write the modules of the Manager in miniature, repeatedly, under other domains' names.

    Args:
        folder: Where to write; the tree is the same each time.
        lines: The minimal number of lines to write.

    Returns:
        The number of lines that were written.
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
    text = re.sub(r"\b(ai\.backend\.manager)\.errors\b", rf"\1.{area}.errors", text)
    own = rf"\b(ai\.backend\.(?:manager|common)\.(?!{area}\b)\w+)\b"
    return re.sub(own, rf"\1.{area}", text)


def took(
    *arguments: str, folder: Path, given: str = "", program: str | Path = sys.executable
) -> float:
    """Run a program on something, and return how many seconds it took.

    Args:
        arguments: Its arguments.
        folder: Where to run it.
        given: Its standard input.
        program: The program; by default, this Python.

    Raises:
        RuntimeError: It ended with a traceback or by a signal.
    """
    # What is installed has been compiled; so is what is measured, from the second run on.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = perf_counter()
    done = subprocess.run(
        [program, *arguments],
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


def compare(folder: Path, paths: Sequence[str], rounds: int) -> list[str]:
    """Measure checks of a project and the parsing of its files, in turns.

    Args:
        folder: The project; some of its files are edited, and restored.
        paths: What to check there.
        rounds: The number of turns, of which the medians count.

    Returns:
        Lines of plain text.
    """
    check = ("-m", "dto_handbook", "check", "--output-format", "json")
    files = list(find_files([folder / path for path in paths]))
    service = _first(files, "/services/", "def ")
    dto = _first(files, "/manager/data/", "@dataclass")
    taken: dict[str, list[float]] = {name: [] for name in _AIMS}
    for _ in range(rounds):
        parsing = took("-W", "ignore", "-c", _PARSE, folder=folder, given="\n".join(files))
        shutil.rmtree(folder / FOLDER, ignore_errors=True)
        cold = took(*check, *paths, folder=folder)
        took(*check, *paths, folder=folder)  # Files are no longer so young that they are read
        sleep(2)
        took(*check, *paths, folder=folder)
        taken["cold"].append(cold / parsing)
        taken["unchanged"].append(took(*check, *paths, folder=folder) / cold)
        taken["one file"].append(took(*check, str(service), folder=folder) / cold)
        with _edited(service, "\n# A comment\n", at_end=True):
            taken["a comment"].append(took(*check, *paths, folder=folder) / cold)
        with _edited(dto, "    added_by_a_benchmark: list[str] | None\n", at_end=False):
            taken["a field"].append(took(*check, *paths, folder=folder) / cold)
    return [
        f"  {name:30} {median(taken[name]):5.3f} of {of} (aim: at most {aim})"
        for name, (of, aim) in _AIMS.items()
    ]


_AIMS = {
    "cold": ("reading and parsing in one process", 1.25),
    "unchanged": ("cold", 0.06),
    "one file": ("cold", 0.06),
    "a comment": ("cold", 0.10),
    "a field": ("cold", 0.25),
}


def _first(files: Sequence[str], place: str, text: str) -> Path:
    found = [Path(it) for it in files if place in it and not it.endswith("__init__.py")]
    return next(it for it in found if text in it.read_text("utf-8"))


@contextmanager
def _edited(file: Path, text: str, *, at_end: bool) -> Iterator[None]:
    """Add text to a file, at its end or as the first field of its first dataclass."""
    before = file.read_text("utf-8")
    start = re.search(r"@dataclass.*\nclass .*:\n(    \"\"\"(?:.|\n)*?\"\"\"\n)?", before)
    place = len(before) if at_end or start is None else start.end()
    try:
        file.write_text(before[:place] + text + before[place:], "utf-8")
        yield
    finally:
        file.write_text(before, "utf-8")


def start_up(rounds: int) -> list[str]:
    """Measure the command's start-up time, above that of bare Python."""
    here = Path.cwd()
    figures = []
    for name, arguments, aim in (
        ("--help", ["--help"], 40),
        ("explain", ["explain", "DTO201"], 60),
    ):
        above = []
        for _ in range(rounds):
            bare = took("-c", "pass", folder=here)
            above.append((took("-m", "dto_handbook", *arguments, folder=here) - bare) * 1000)
        figures.append(f"  {name:30} {median(above):6.0f} ms above `python -c pass` (aim: {aim})")
    return figures


def beside_others(folder: Path, paths: Sequence[str], rounds: int) -> list[str]:
    """Measure checks beside ruff, and once beside flake8 with flake8-bugbear, on the same files.

    Args:
        folder: The project; one of its files is edited, and restored.
        paths: What to check there.
        rounds: The number of turns, of which the medians count.
    """
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists() or find_spec("flake8") is None or find_spec("bugbear") is None:
        return ["  ruff, flake8, flake8-bugbear   not all installed, not measured"]
    check = ("-m", "dto_handbook", "check", "--output-format", "json", *paths)
    lint = ("check", "--exit-zero", "--quiet", *paths)
    service = _first(list(find_files([folder / it for it in paths])), "/services/", "def ")
    taken: dict[str, list[float]] = {name: [] for name in _BESIDE}
    flake8 = took("-m", "flake8", "--exit-zero", *paths, folder=folder)
    for _ in range(rounds):
        beside = took(*lint, "--no-cache", folder=folder, program=ruff)
        shutil.rmtree(folder / FOLDER, ignore_errors=True)
        cold = took(*check, folder=folder)
        sleep(2)  # As above
        took(*check, folder=folder)
        unchanged = took(*check, folder=folder)
        with _edited(service, "\n# A comment\n", at_end=True):
            edited = took(*check, folder=folder)
        with tempfile.TemporaryDirectory() as cache:
            took(*lint, "--cache-dir", cache, folder=folder, program=ruff)
            cached = took(*lint, "--cache-dir", cache, folder=folder, program=ruff)
        for name, time in zip(
            _BESIDE, (flake8 / cold, cold / beside, edited / beside, unchanged / beside,
                      unchanged / cached), strict=True,
        ):  # fmt: skip
            taken[name].append(time)
    return [f"  {name:45} {median(taken[name]):6.2f} (aim: {aim})" for name, aim in _BESIDE.items()]


_BESIDE = {
    "flake8 with flake8-bugbear, of cold": "at least 15",
    "cold, of ruff without its cache": "at most 4",
    "one file edited, of ruff without its cache": "below 1",
    "unchanged, of ruff without its cache": "at most 0.25",
    "unchanged, of ruff with its cache": "none",
}


def peak(folder: Path, paths: Sequence[str]) -> list[str]:
    """Measure the memory of the largest process of a cold check."""
    command = [sys.executable, "-m", "dto_handbook", "check", "--no-cache", *paths]
    figures = []
    for name, options in {"one process": ["--jobs", "1"], "as many as save time": []}.items():
        process = subprocess.Popen(
            [*command, *options],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        figures.append(f"  {name:30} {used.ru_maxrss / 1024:6.0f} MiB (aim: at most 200)")
    return figures


def main() -> None:
    """Measure all, and print it."""
    parser = argparse.ArgumentParser(description="Measure what a check costs.")
    parser.add_argument("--lines", type=int, default=LINES, help="size of the generated tree")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--project", type=Path, metavar="FOLDER", help="measure this checkout, not a generated tree"
    )
    parser.add_argument("paths", nargs="*", default=["."], help="what to check there")
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors")
    if options.project is not None:
        print(*compare(options.project, options.paths, options.rounds), sep="\n")
        print(
            "Beside others",
            *beside_others(options.project, options.paths, options.rounds),
            sep="\n",
        )
        print("Memory", *peak(options.project, options.paths), sep="\n")
        return
    print("Start-up", *start_up(options.rounds * 3), sep="\n")
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name)
        written = write_tree(tree, options.lines)
        print(
            f"Generated tree, {written:,} lines", *compare(tree, ["src"], options.rounds), sep="\n"
        )
        print("Beside others", *beside_others(tree, ["src"], options.rounds), sep="\n")
        print("Memory", *peak(tree, ["src"]), sep="\n")


if __name__ == "__main__":
    main()
