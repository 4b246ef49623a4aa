"""The stored measurement says what the page on dataclasses says about it."""

import json
from pathlib import Path

import pytest

from dto_handbook_site.benchmarks import construction


@pytest.mark.parametrize("figure", ["nanoseconds", "bytes"])
@pytest.mark.parametrize(
    ("less", "more"),
    [("frozen dataclass", "Pydantic model"), ("plain dict", "Pydantic model")],
)
def test_a_pydantic_model_costs_most(figure: str, less: str, more: str) -> None:
    costs = construction.stored()["costs"]
    assert costs[less][figure] < costs[more][figure]  # type: ignore[literal-required] # its keys


def test_the_rest_of_what_the_page_reads_off_the_table_is_in_it() -> None:
    costs = construction.stored()["costs"]
    frozen, plain = costs["frozen dataclass"], costs["plain dict"]
    assert costs["not frozen"]["nanoseconds"] < frozen["nanoseconds"]
    assert plain["nanoseconds"] < frozen["nanoseconds"]
    assert plain["bytes"] > frozen["bytes"]
    assert costs["frozen, with slots"]["bytes"] < frozen["bytes"]
    model = costs["Pydantic model"]
    assert model["bytes"] / frozen["bytes"] > model["nanoseconds"] / frozen["nanoseconds"]


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
