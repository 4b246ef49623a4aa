"""The stored measurement is as it was measured."""

import json
from pathlib import Path

import pytest

from dto_handbook_site.benchmarks import construction


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
