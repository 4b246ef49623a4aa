"""Every sample is a module that Python can load, on each Python that is at hand."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from project_code import SRC
from pythons import pythons

# Their invalid samples show what does not load.
NOT_LOADING = {
    "DTO005": ("ImportError",),
    "DTO204": ("ValueError",),
    "DTO503": ("NameError", "TypeError"),
}
IMPORTS = """
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        print(name, type(error).__name__, getattr(error, "name", ""), error)
"""
OLDEST = (3, 11)


def samples() -> list[str]:
    files = sorted(SRC.glob("dto_handbook/rules/dto*/*valid*.py"))
    return [".".join(file.relative_to(SRC).with_suffix("").parts) for file in files]


def failures(python: str, *options: str) -> Iterator[tuple[str, str, str, str]]:
    environment = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [python, *options, "-c", IMPORTS, *samples()],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    for line in done.stdout.splitlines():
        name, error, missing, message = line.split(" ", 3)
        rule = name.split(".")[2].upper()
        if ".invalid" not in name or error not in NOT_LOADING.get(rule, ()):
            yield name, error, missing, message


def test_every_sample_loads() -> None:
    assert len(samples()) > 60
    assert list(failures(sys.executable)) == []


@pytest.mark.thorough
def test_every_sample_that_needs_no_other_package_loads_on_every_other_python_at_hand() -> None:
    assert [
        (python, name, error, message)
        for version, python in pythons(OLDEST).items()
        if version != sys.version_info[:2]
        for name, error, missing, message in failures(python, "-s")
        if error != "ModuleNotFoundError" or missing.startswith(("ai", "dto_handbook"))
    ] == []
