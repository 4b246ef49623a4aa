"""When its domain gets a directory of the same name, the module can no longer be imported."""

import sys
from importlib import invalidate_caches
from pathlib import Path
from tempfile import TemporaryDirectory

from dto_handbook.rules.dto006 import invalid

USE = "from quota import QuotaUsage; print('imported', QuotaUsage('u-1', 10, 3))"

with TemporaryDirectory() as data:
    Path(data, "quota.py").write_text(Path(invalid.__file__).read_text())
    sys.path.insert(0, data)
    for is_directory_there in (False, True):
        if is_directory_there:
            Path(data, "quota").mkdir()
            Path(data, "quota", "__init__.py").touch()
        sys.modules.pop("quota", None)
        invalidate_caches()
        print(f"beside a directory quota: {is_directory_there}.", end=" ")
        try:
            exec(USE, {})
            assert not is_directory_there
        except ImportError as error:
            print("ImportError:", str(error).partition(" (")[0])
            assert is_directory_there
    sys.path.remove(data)
    del sys.modules["quota"]
