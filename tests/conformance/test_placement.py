"""The table of where a DTO goes, walked to every answer, and all that is made from it."""

import ast
import dataclasses
import json
import runpy
import shutil
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from handbook_site import DOCS, BuiltSite
from lxml import html
from project_code import SRC, module_file
from pydantic import BaseModel

from dto_handbook.cli.main import main
from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.placement import (
    ADAPTER,
    CASES,
    DOMAINS,
    INTERNAL,
    SHARED,
    TEMPLATE_DOMAIN,
    Case,
    cases_with,
    class_name,
)
from dto_handbook.guideline.templates.graphql import SessionUsageResponse
from dto_handbook.linter.config import Settings
from dto_handbook.linter.project_files import module_name
from dto_handbook.rules.registry import rule_packages, rules
from dto_handbook_site.demos.api_types import schema_with
from dto_handbook_site.demos.samples import in_manager, manager
from dto_handbook_site.execute.execution import fresh_samples
from dto_handbook_site.generate.console import report

ANSWERS = (*CASES, ADAPTER)
# The old package has a `session` module; no other domain has moved.
PATHS = [
    (case, domain)
    for case in ANSWERS
    for domain in ([TEMPLATE_DOMAIN] if case.id == "legacy" else [*DOMAINS, "model_card"])
]
each_path = pytest.mark.parametrize(
    ("case", "domain"), PATHS, ids=[f"{case.id}-{domain}" for case, domain in PATHS]
)
each_answer = pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case.id)

PLACING = [id for id in rule_packages() if id.startswith("DTO00")]
each_rule = pytest.mark.parametrize("id", PLACING)


def clauses_of(*kinds: str) -> set[str]:
    return {clause.id for clause in CLAUSES if clause.id.startswith(kinds)}


# The table


def test_the_table_has_every_clause_about_placement_and_no_clause_that_is_not() -> None:
    named = {clause for case in CASES for clause in case.all_clauses}
    assert clauses_of("P", "A", "N", "L", "O") <= named <= clauses_of("")


def test_no_two_cases_share_an_id_or_a_text_or_an_example() -> None:
    for part in ("id", "text", "example"):
        assert len({getattr(case, part) for case in ANSWERS}) == len(ANSWERS)


def test_the_domains_are_the_directories_of_the_manager_and_have_a_page_each() -> None:
    directories = {init.parent.name for init in (SRC / "ai/backend/manager/data").glob("*/*.py")}
    pages = {page.stem for page in (DOCS / "domains").glob("*.md")} - {"index"}
    assert set(DOMAINS) == directories == pages


@each_answer
def test_an_answers_example_is_a_module_of_the_manager_of_the_same_kind(case: Case) -> None:
    assert module_file(case.example).is_file()
    home = Settings().legacy if case.id == "legacy" else package_of(case, "")
    assert case.example.startswith(home)


@each_answer
def test_an_answers_pages_exist(case: Case) -> None:
    for page in filter(None, (case.home.page, case.migration)):
        assert (DOCS / page).is_file(), page


# Templates


def package_of(case: Case, domain: str) -> str:
    """Return the package that an answer names; of the package of domains, where there is none."""
    return case.home.package(Settings()).replace("<domain>", domain).rstrip(".")


def place_of(template: str) -> str:
    return template.partition("\n")[0].removeprefix("# ")


def test_the_templates_are_clean_under_every_default_rule_where_they_say_that_they_stand() -> None:
    texts = [case.template_text(domain) for case, domain in PATHS]
    templates = {place_of(text): text.encode() for text in texts}
    assert len(templates) == len(PATHS), "two templates would stand at the same path"
    assert not manager().keys() & templates.keys(), "a module of the Manager stands there already"
    default = [rule for rule in rules() if rule.is_default]
    assert in_manager(tuple(default)).check(list(templates), templates).findings == []


@each_path
def test_a_template_stands_in_the_package_of_its_answer(case: Case, domain: str) -> None:
    module, is_package = module_name(place_of(case.template_text(domain)), Settings())
    # What is left behind in the legacy package is what has to be written when a DTO leaves it.
    home = Settings().legacy if case.id == "legacy" else package_of(case, domain)
    assert (module.rpartition(".")[0], is_package) == (home, False)


@pytest.mark.parametrize(
    ("case", "domain"), [path for path in PATHS if path[0] is not ADAPTER], ids=str
)
def test_a_template_runs_and_defines_what_the_answer_says(
    case: Case, domain: str, tmp_path: Path
) -> None:
    file = tmp_path / "template.py"
    file.write_text(case.template_text(domain))
    names = runpy.run_path(str(file))
    defined = [
        names[node.name] for node in ast.parse(file.read_text()).body if hasattr(node, "name")
    ]
    assert defined
    for thing in defined:
        if case.id == "legacy":
            with pytest.warns(DeprecationWarning, match="import SessionResponse from"):
                moved = thing("SessionResponse")
            assert moved.__module__.startswith(package_of(case, ""))
        else:
            assert issubclass(thing, BaseModel) == (case.home is SHARED)
            assert dataclasses.is_dataclass(thing) == (case.home is INTERNAL)
            assert thing.__name__.startswith(class_name(domain))


USE_OF_ADAPTER = """
from ai.backend.manager.api.adapters.model_card_summary import to_model_card_summary_response
from ai.backend.manager.data.model_card.summary import ModelCardSummary

summary = ModelCardSummary(model_card_id="m-1", name="one", labels=("a",), note="for operators")
print(to_model_card_summary_response(summary).model_dump_json())
"""


def test_the_three_templates_of_two_dtos_and_an_adapter_run_together(tmp_path: Path) -> None:
    shutil.copytree(SRC / "ai", tmp_path / "src/ai")
    for case, domain in PATHS:
        if domain == "model_card":
            file = tmp_path / place_of(text := case.template_text(domain))
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", USE_OF_ADAPTER],
        env={"PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == {"model_card_id": "m-1", "name": "one", "labels": ["a"]}


def test_graphql_sends_what_its_template_holds_from_2_gib_on() -> None:
    usage = SessionUsageResponse(session_id="s-1", used_bytes=Decimal(3 * 2**30), quota_bytes=None)
    done = schema_with(usage).execute_sync("{ result { usedBytes } }")
    assert done.errors is None
    assert done.data == {"result": {"usedBytes": "3221225472"}}
    assert usage.model_dump(mode="json")["used_bytes"] == "3221225472"


def test_every_template_belongs_to_an_answer() -> None:
    files = {
        path.stem
        for path in module_file("dto_handbook.guideline.templates").parent.glob("[!_]*.py")
    }
    assert files == {case.template.rpartition(".")[2] for case in ANSWERS}


# The page


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def targets(element: html.HtmlElement) -> list[str]:
    return [str(link) for link in element.xpath(".//a/@href")]


def plain(text: str) -> str:
    return text.replace("`", "")


def test_the_page_asks_for_the_cases_of_the_table_in_its_order(site: BuiltSite) -> None:
    article = site.page("docs/placement.md").article
    rows = article.cssselect(".placement tbody tr")
    shown = [tuple(text_of(cell) for cell in row.cssselect("td")) for row in rows]
    assert shown == [
        (plain(" ".join([case.text, *case.clauses])), case.home.path) for case in CASES
    ]
    assert [targets(row)[-1] for row in rows] == [f"#answer-{case.id}" for case in CASES]
    heads = [text_of(head) for head in article.cssselect(".placement th:first-child")]
    assert heads == [SHARED.question, INTERNAL.question]
    shown_domains = article.cssselect(".placement__domains [data-name]")
    assert {link.text: link.get("data-name") for link in shown_domains} == DOMAINS


@each_answer
def test_the_page_answers_as_the_table_does(case: Case, site: BuiltSite) -> None:
    article = site.page("docs/placement.md").article
    if case is not ADAPTER:
        assert article.xpath(f"//*[@id='{case.id}']"), "no place on the page has it"
    [answer] = article.cssselect(f"#answer-{case.id}")
    home = case.home
    [summary] = answer.cssselect("summary")
    assert text_of(summary) == plain(f"{case.text} {home.path}, {home.form}")
    assert answer.xpath(".//@data-module") == [case.template]

    links = targets(answer)
    for page in filter(None, (home.page, case.migration)):
        address = page.removesuffix("index.md").removesuffix(".md").rstrip("/")
        assert f"../{address}/" in links
    assert [link for link in links if link.endswith(f"#{case.example}")]
    checking = [rule.id for rule in rules() if {*rule.clauses} & {*case.all_clauses}]
    assert [link for link in links if "rules/" in link] == [f"../rules/{id}/" for id in checking]
    named = [link.text for link in answer.cssselect("a") if link.text in clauses_of("")]
    assert tuple(named) == case.all_clauses


# The rules


def guarded_by(id: str) -> list[Case]:
    return cases_with(*rule_packages()[id].rule.clauses)


def test_every_answer_is_checked_by_a_rule_about_placement() -> None:
    guarded = {case.id for id in PLACING for case in guarded_by(id)}
    assert guarded == {case.id for case in CASES}


@each_rule
def test_a_rule_about_placement_enforces_clauses_of_the_table(id: str) -> None:
    assert guarded_by(id)


SENDING = ["DTO001", "DTO002", "DTO003", "DTO004", "DTO006"]


@pytest.fixture(scope="module")
def moved() -> Mapping[str, str]:
    """What the rules say where the table sends DTOs elsewhere."""
    with fresh_samples():
        table = import_module("dto_handbook.guideline.placement")
        moved = tuple(
            case._replace(home=case.home._replace(within=case.home.within.replace("}", "}.moved")))
            for case in table.CASES
        )
        vars(table)["CASES"] = moved
        written = import_module("dto_handbook_site.generate.console")
        return {id: written.report(id) for id in SENDING}


@pytest.mark.parametrize("id", SENDING)
def test_a_rule_sends_a_dto_where_the_table_says(id: str, moved: Mapping[str, str]) -> None:
    homes = {case.home.package(Settings()) for case in guarded_by(id)}
    assert any(home in report(id) for home in homes)
    assert "moved.manager" in moved[id] or "moved.<domain>" in moved[id]


# The command line


def test_explain_placement_prints_the_whole_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "placement"]) == 0
    said = capsys.readouterr().out
    for case in ANSWERS:
        for part in (case.example, ", ".join(case.all_clauses), f"in {case.home.path}"):
            assert part in said
    places = [said.index(case.text) for case in CASES]
    assert places == sorted(places)
    for home in (SHARED, INTERNAL):
        assert f"{home.question} In each case, write {home.form} in {home.path}" in said
    for domain in DOMAINS:
        assert domain in said


def test_explain_placement_names_the_places_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.dto-handbook]\npreset = "backend.ai-2026"\n')
    monkeypatch.chdir(tmp_path)
    for arguments in (["placement"], ["placement", "--json"], ["DTO001"]):
        assert main(["explain", *arguments]) == 0
        assert "common/dto/manager/v2/" in capsys.readouterr().out


def test_explain_placement_prints_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "placement", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["domains"] == list(DOMAINS)
    parts = ("id", "case", "belongs", "template")
    assert [
        tuple(fact[part] for part in parts) for fact in (*facts["cases"], facts["adapter"])
    ] == [(case.id, case.text, case.home.path, case.template_text()) for case in ANSWERS]
    assert [fact["question"] for fact in facts["cases"]] == [it.home.question for it in CASES]
    known = {rule.id for rule in rules()}
    assert all({*fact["rules"]} <= known for fact in facts["cases"])


@each_rule
def test_explaining_a_rule_names_the_answers_that_it_guards(
    id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", id]) == 0
    said = capsys.readouterr().out
    assert main(["explain", id, "--json"]) == 0
    guards = json.loads(capsys.readouterr().out)["guards"]
    guarded = guarded_by(id)
    assert guards == [case.id for case in guarded]
    for case in CASES:
        assert (f"- {case.text}: {case.home.form}" in said) == (case in guarded)


def test_a_rule_about_something_else_guards_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "DTO602", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["guards"] == []
