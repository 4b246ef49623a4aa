"""The cost of making a DTO: as a dataclass of three kinds, a Pydantic model and a dict.

Run `python -m dto_handbook_site.benchmarks.construction` to measure and print the table, and with
`--write` to store the run in `construction.json`, from which the page shows it.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import platform
import tracemalloc
from dataclasses import asdict, make_dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from timeit import Timer
from typing import Any, TypedDict, get_type_hints

import pydantic

from ai.backend.manager.data.deployment.scale import DeploymentScaleConfig

ROUNDS = 31
OBJECTS = 20_000
REFERENCE = "frozen dataclass"

STORED = Path(__file__).with_suffix(".json")
_FIELDS = get_type_hints(DeploymentScaleConfig)
_MODEL_FIELDS: dict[str, Any] = {name: (type_, ...) for name, type_ in _FIELDS.items()}
_NAMES: dict[str, type] = {
    "Frozen": DeploymentScaleConfig,
    "Slotted": make_dataclass("Slotted", _FIELDS.items(), frozen=True, slots=True),
    "Changeable": make_dataclass("Changeable", _FIELDS.items()),
    "Model": pydantic.create_model("Model", **_MODEL_FIELDS),
}
_VALUES = asdict(DeploymentScaleConfig(1, 8, 0.7, 300))
_CALL = ", ".join(f"{name}={value!r}" for name, value in _VALUES.items())
_WAYS = {
    REFERENCE: f"Frozen({_CALL})",
    "frozen, with slots": f"Slotted({_CALL})",
    "not frozen": f"Changeable({_CALL})",
    "Pydantic model": f"Model({_CALL})",
    "plain dict": repr(_VALUES),
}


class Cost(TypedDict):
    """Medians for one object made in one way."""

    nanoseconds: float
    bytes: float


class Run(TypedDict):
    """One run, with the machine that it was measured on."""

    date: str
    python: str
    pydantic: str
    machine: str
    costs: dict[str, Cost]


def measure() -> Run:
    """Measure all ways in turn, round after round, so that a busy moment affects each of them.

    Returns:
        The medians over the rounds. Memory excludes values that the objects share.
    """
    times: dict[str, list[float]] = {way: [] for way in _WAYS}
    sizes: dict[str, list[float]] = {way: [] for way in _WAYS}
    for _ in range(ROUNDS):
        for way, code in _WAYS.items():
            times[way].append(Timer(code, globals=_NAMES).timeit(OBJECTS) / OBJECTS * 1e9)
            sizes[way].append(_bytes_each(code))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "pydantic": pydantic.VERSION,
        "machine": platform.machine(),
        "costs": {
            way: {"nanoseconds": median(times[way]), "bytes": median(sizes[way])} for way in _WAYS
        },
    }


def render(run: Run) -> str:
    """Write a run as an aligned table.

    Args:
        run: The run to write.

    Returns:
        Lines of plain text; a ratio of 1.00 is the frozen dataclass.
    """
    reference = run["costs"][REFERENCE]
    lines = [
        "{date}, Python {python}, Pydantic {pydantic}, {machine}".format(**run),
        "",
        f"{'':18}{'time to make':>18}{'memory held':>20}",
        f"{'':18}{'ns':>10}{'ratio':>8}{'bytes':>12}{'ratio':>8}",
    ]
    for way, cost in run["costs"].items():
        time, size = cost["nanoseconds"], cost["bytes"]
        time_ratio, size_ratio = time / reference["nanoseconds"], size / reference["bytes"]
        lines.append(f"{way:18}{time:10.0f}{time_ratio:8.2f}{size:12.0f}{size_ratio:8.2f}")
    return "\n".join(lines)


def stored() -> Run:
    """Read the stored run.

    Raises:
        ValueError: The figures are not as they were measured.
    """
    content = json.loads(STORED.read_text("utf-8"))
    run: Run = content["run"]
    if _digest(run) != content["sha256"]:
        raise ValueError(f"{STORED.name} was edited by hand: measure anew with --write")
    return run


def table() -> str:
    """Write the stored run as an aligned table.

    Raises:
        ValueError: The stored figures are not as they were measured.
    """
    return render(stored())


def _bytes_each(code: str) -> float:
    fill = compile(f"for i in range({OBJECTS}): objects[i] = {code}", "<fill>", "exec")
    objects: list[object] = [None] * OBJECTS
    gc.collect()
    tracemalloc.start()
    exec(fill, {**_NAMES, "objects": objects})
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / OBJECTS


def _digest(run: Run) -> str:
    canonical = json.dumps(run, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure what it costs to make a DTO.")
    parser.add_argument("--write", action="store_true", help=f"store the run in {STORED.name}")
    arguments = parser.parse_args()
    measured = measure()
    if arguments.write:
        content = {"run": measured, "sha256": _digest(measured)}
        STORED.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    print(render(measured))
