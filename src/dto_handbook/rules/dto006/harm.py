"""When its domain gets a directory of the same name, the module cannot be imported any more."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from dto_handbook.rules.dto006 import bad

USE = "from quota import QuotaUsage; print('imported', QuotaUsage('u-1', 10, 3))"

with TemporaryDirectory() as data:
    Path(data, "quota.py").write_text(Path(bad.__file__).read_text())
    for is_directory_there in (False, True):
        if is_directory_there:
            Path(data, "quota").mkdir()
            Path(data, "quota", "__init__.py").touch()
        done = subprocess.run(
            [sys.executable, "-c", USE], cwd=data, capture_output=True, text=True, check=False
        )
        said = done.stdout or done.stderr.splitlines()[-1].partition(" (")[0]
        print(f"beside a directory quota: {is_directory_there}. {said.strip()}")
