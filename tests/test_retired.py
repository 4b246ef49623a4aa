"""Rules that are no more, shown with one that never was, as none is retired yet."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from handbook_site import DOCS
from project_code import ROOT

from dto_handbook.cli.main import main
from dto_handbook.rules import ids, retired
from dto_handbook.rules.retired import RETIRED, Retired
from dto_handbook_site.build.addresses import REGISTRY, published_in, read
from dto_handbook_site.generate import rules as rule_pages
from dto_handbook_site.generate.retired import retired_page

OLD = Retired("DTO999", "Old rule", "Frozen dataclasses made it needless.", ("DTO201",))
CONFIG = """
site_name: Retired
strict: true
theme: {name: material, font: false}
plugins: []
validation: {nav: {omitted_files: warn}, links: {not_found: warn, anchors: warn}}
markdown_extensions: [attr_list]
nav: [index.md, rules/DTO201.md, rules/DTO999.md]
"""


def test_no_id_of_a_retired_rule_is_used_again() -> None:
    used = [*ids(), *(rule.id for rule in RETIRED)]
    assert len(set(used)) == len(used), "an id is for ever: give the new rule another"


def test_every_rule_whose_page_was_published_is_there_or_retired() -> None:
    pages = [address for address in read(REGISTRY.read_text("utf-8")) if "#" not in address]
    published = {page.split("/")[2] for page in pages if page.startswith("/rules/DTO")}
    gone = published - set(ids()) - {rule.id for rule in RETIRED}
    assert not gone, f"{gone}: write in rules/retired.py why they went, and what replaced them"


def test_a_retired_rule_replaced_by_another_names_one_that_there_is() -> None:
    for rule in RETIRED:
        assert set(rule.replaced_by) <= set(ids())


def test_explain_says_that_a_rule_is_retired(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", OLD.id]) == 2
    monkeypatch.setattr(retired, "RETIRED", (OLD,))
    capsys.readouterr()
    assert main(["explain", OLD.id.lower()]) == 0
    said = capsys.readouterr().out
    assert "This rule is retired: see DTO201." in said
    assert OLD.reason in said
    assert main(["explain", OLD.id, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["retired"] is True
    assert facts["replaced_by"] == ["DTO201"]


def test_a_retired_rule_keeps_its_page_in_the_navigation_and_the_overview(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rule_pages, "RETIRED", (OLD,))
    found = rule_pages.pages()
    assert "# DTO999: Old rule { #DTO999 }" in found[DOCS / "rules" / "DTO999.md"]
    entry = "      - DTO999 Old rule, retired: rules/DTO999.md\n"
    assert entry in found[ROOT / "mkdocs.yml"]
    assert "- [DTO999: Old rule](DTO999.md): Frozen" in found[DOCS / "rules" / "index.md"]


def test_its_page_keeps_the_anchors_that_were_published(tmp_path: Path) -> None:
    addresses = {f"/rules/DTO999/{anchor}" for anchor in ("", "#DTO999", "#fix", "#samples-bad")}
    page = retired_page(OLD, dict.fromkeys(addresses, ""))
    rules = tmp_path / "docs" / "rules"
    rules.mkdir(parents=True)
    (rules / "DTO999.md").write_text(page, "utf-8")
    (rules / "DTO201.md").write_text("# Not frozen\n", "utf-8")
    (rules.parent / "index.md").write_text("# Home\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    subprocess.run(build, cwd=tmp_path, check=True)
    assert addresses <= published_in(tmp_path / "site")
