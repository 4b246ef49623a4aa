"""The versions of Python on this machine: those on the path, and pyenv's."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

Version = tuple[int, int]
_NEWEST = 30
_PROBE = "import sys; print(*sys.version_info[:2])"


def pythons(oldest: Version) -> Mapping[Version, str]:
    """Return a Python of each version from the given one on."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    named = [shutil.which(f"python3.{minor}") for minor in range(oldest[1], _NEWEST)]
    found = dict[Version, str]()
    for python in [*filter(None, named), *map(str, sorted(pyenv.glob("versions/3.*/bin/python")))]:
        done = subprocess.run([python, "-c", _PROBE], capture_output=True, text=True, check=False)
        major, minor = map(int, done.stdout.split() or (0, 0))  # A shim may lead nowhere
        if (major, minor) >= oldest:
            found.setdefault((major, minor), python)
    return found
