"""What is stored of a run is as the run had it."""

import ast
import json
from pathlib import Path

import pytest
from project_code import ROOT

from dto_handbook_site.benchmarks import browsers, construction


def test_a_figure_that_was_edited_by_hand_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.loads(construction.STORED.read_text())
    content["run"]["costs"]["plain dict"]["nanoseconds"] += 1
    edited = tmp_path / "construction.json"
    edited.write_text(json.dumps(content))
    monkeypatch.setattr(construction, "STORED", edited)
    with pytest.raises(ValueError, match=r"construction\.json was edited by hand"):
        construction.table()


def test_the_page_says_of_each_test_in_browsers_where_it_passed() -> None:
    module = ast.parse((ROOT / "tests" / "test_every_browser.py").read_text())
    tests = {
        it.name.removeprefix("test_").replace("_", " ")
        for it in module.body
        if isinstance(it, ast.FunctionDef)
        and it.name.startswith("test_")
        and any(argument.arg == "tab" for argument in it.args.args)
    }
    trial: browsers.Trial = json.loads(browsers.STORED.read_text())
    stored = {name for passed in trial["tried"].values() for name in passed}
    assert stored == tests, "run: python tests/try_browsers.py"
