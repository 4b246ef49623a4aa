"""Tries the site in each browser, and stores what works: run `python tests/try_browsers.py`.

`docs/publish.md` shows what is stored, with the versions.
"""

import json
import platform
import sys
from datetime import UTC, datetime

import pytest
from project_code import ROOT

from dto_handbook_site.benchmarks.browsers import STORED, Trial


class Recorder:
    """Notes which test passed in which browser."""

    def __init__(self) -> None:
        self.tried: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        browser = dict(report.user_properties).get("browser")
        if report.when == "call" and report.passed and browser:
            name = report.nodeid.rpartition("::")[2].partition("[")[0].removeprefix("test_")
            self.tried.setdefault(str(browser), []).append(name.replace("_", " "))


def main() -> int:
    """Run the tests, store what passed, and return their exit status."""
    recorder = Recorder()
    tests = str(ROOT / "tests" / "test_every_browser.py")
    status = pytest.main(["-n0", tests, *sys.argv[1:]], plugins=[recorder])
    if status == 0:
        trial: Trial = {
            "date": datetime.now(UTC).date().isoformat(),
            "system": platform.freedesktop_os_release()["PRETTY_NAME"],
            "tried": recorder.tried,
        }
        STORED.write_text(json.dumps(trial, indent=2) + "\n")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
