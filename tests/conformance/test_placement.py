"""The table of where a DTO goes, walked to every answer, and all that is made from it."""

import ast
import dataclasses
import json
import runpy
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
    DOMAINS,
    INTERNAL,
    QUESTIONS,
    SHARED,
    Question,
    questions_with,
)
from dto_handbook.guideline.templates.graphql import ProjectUsageResponse
from dto_handbook.linter.config import Settings
from dto_handbook.linter.project_files import module_name
from dto_handbook.rules.registry import rule_packages, rules
from dto_handbook_site.demos.api_types import schema_with
from dto_handbook_site.demos.samples import in_manager, manager
from dto_handbook_site.execute.execution import fresh_samples
from dto_handbook_site.generate.rules import report

PATHS = [
    (question, domain)
    for question in QUESTIONS
    for domain in (DOMAINS if question.home is INTERNAL else [""])
]
each_path = pytest.mark.parametrize(
    ("question", "domain"), PATHS, ids=[f"{question.id}-{domain}" for question, domain in PATHS]
)
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)

PLACING = [id for id in rule_packages() if id.startswith("DTO00")]
each_rule = pytest.mark.parametrize("id", PLACING)


def clauses_of(*kinds: str) -> set[str]:
    return {clause.id for clause in CLAUSES if clause.id.startswith(kinds)}


# The table


def test_the_table_has_every_clause_about_placement_and_no_clause_that_is_not() -> None:
    named = {clause for question in QUESTIONS for clause in question.all_clauses}
    assert clauses_of("P", "A", "N", "L", "O") <= named <= clauses_of("")


def test_no_two_questions_share_an_id_or_a_text_or_an_example() -> None:
    for part in ("id", "text", "example"):
        assert len({getattr(question, part) for question in QUESTIONS}) == len(QUESTIONS)


def test_whatever_leaves_the_manager_comes_before_what_stays() -> None:
    homes = [question.home for question in QUESTIONS]
    assert homes == sorted(homes, key=[SHARED, INTERNAL].index)


def test_the_domains_are_the_directories_of_the_manager_and_have_a_page_each() -> None:
    directories = {init.parent.name for init in (SRC / "ai/backend/manager/data").glob("*/*.py")}
    pages = {page.stem for page in (DOCS / "domains").glob("*.md")} - {"index"}
    assert set(DOMAINS) == directories == pages


@each_question
def test_an_answers_example_is_a_module_of_the_manager_of_the_same_kind(
    question: Question,
) -> None:
    assert module_file(question.example).is_file()
    home = Settings().legacy if question.id == "legacy" else package_of(question, "")
    assert question.example.startswith(home)


@each_question
def test_an_answers_pages_exist(question: Question) -> None:
    for page in filter(None, (question.home.page, question.migration)):
        assert (DOCS / page).is_file(), page


# Templates


def package_of(question: Question, domain: str) -> str:
    """Return the package that an answer names; of the package of domains, where there is none."""
    return question.home.package(Settings()).replace("<domain>", domain).rstrip(".")


def place_of(template: str) -> str:
    return template.partition("\n")[0].removeprefix("# ")


def test_the_templates_are_clean_under_every_default_rule_where_they_say_that_they_stand() -> None:
    texts = [question.template_text(domain) for question, domain in PATHS]
    templates = {place_of(text): text.encode() for text in texts}
    assert len(templates) == len(PATHS), "two templates would stand at the same path"
    assert not manager().keys() & templates.keys(), "a module of the Manager stands there already"
    default = [rule for rule in rules() if rule.is_default]
    assert in_manager(tuple(default)).check(list(templates), templates).findings == []


@each_path
def test_a_template_stands_in_the_package_of_its_answer(question: Question, domain: str) -> None:
    module, is_package = module_name(place_of(question.template_text(domain)), Settings())
    # What is left behind in the legacy package is what has to be written when a DTO leaves it.
    home = Settings().legacy if question.id == "legacy" else package_of(question, domain)
    assert (module.rpartition(".")[0], is_package) == (home, False)


@each_path
def test_a_template_runs_and_defines_what_the_answer_says(
    question: Question, domain: str, tmp_path: Path
) -> None:
    file = tmp_path / "template.py"
    file.write_text(question.template_text(domain))
    names = runpy.run_path(str(file))
    defined = [
        names[node.name] for node in ast.parse(file.read_text()).body if hasattr(node, "name")
    ]
    assert defined
    for thing in defined:
        if question.id == "legacy":
            with pytest.warns(DeprecationWarning, match="import SessionResponse from"):
                moved = thing("SessionResponse")
            assert moved.__module__.startswith(package_of(question, ""))
        else:
            assert issubclass(thing, BaseModel) == (question.home is SHARED)
            assert dataclasses.is_dataclass(thing) == (question.home is INTERNAL)
            assert thing.__name__.startswith(DOMAINS[domain] if domain else "")


def test_graphql_sends_what_its_template_holds_from_2_gib_on() -> None:
    usage = ProjectUsageResponse(project_id="p-1", used_bytes=Decimal(3 * 2**30), quota_bytes=None)
    done = schema_with(usage).execute_sync("{ result { usedBytes } }")
    assert done.errors is None
    assert done.data == {"result": {"usedBytes": "3221225472"}}
    assert usage.model_dump(mode="json")["used_bytes"] == "3221225472"


def test_every_template_belongs_to_an_answer() -> None:
    files = {
        path.stem
        for path in module_file("dto_handbook.guideline.templates").parent.glob("[!_]*.py")
    }
    assert files == {question.template.rpartition(".")[2] for question in QUESTIONS}


# The page


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def targets(element: html.HtmlElement) -> list[str]:
    return [str(link) for link in element.xpath(".//a/@href")]


def plain(text: str) -> str:
    return text.replace("`", "")


def test_the_page_asks_the_questions_of_the_table_in_its_order(site: BuiltSite) -> None:
    article = site.page("docs/placement.md").article
    rows = article.cssselect(".placement tbody tr")
    shown = [tuple(text_of(cell) for cell in row.cssselect("td")) for row in rows]
    assert shown == [
        (plain(" ".join([question.text, *question.clauses])), question.home.path)
        for question in QUESTIONS
    ]
    assert [targets(row)[-1] for row in rows] == [f"#answer-{q.id}" for q in QUESTIONS]
    shown_domains = article.cssselect(".placement__domains [data-name]")
    assert {link.text: link.get("data-name") for link in shown_domains} == DOMAINS


@each_question
def test_the_page_answers_as_the_table_does(question: Question, site: BuiltSite) -> None:
    article = site.page("docs/placement.md").article
    assert article.xpath(f"//*[@id='{question.id}']"), "no place on the page has it"
    [answer] = article.cssselect(f"#answer-{question.id}")
    home = question.home
    [summary] = answer.cssselect("summary")
    assert text_of(summary) == plain(f"{question.text} Yes: {home.path}, {home.form}")
    assert answer.xpath(".//@data-module") == [question.template]

    links = targets(answer)
    for page in filter(None, (home.page, question.migration)):
        address = page.removesuffix("index.md").removesuffix(".md").rstrip("/")
        assert f"../{address}/" in links
    assert [link for link in links if link.endswith(f"#{question.example}")]
    checking = [rule.id for rule in rules() if {*rule.clauses} & {*question.all_clauses}]
    assert [link for link in links if "rules/" in link] == [f"../rules/{id}/" for id in checking]
    named = [link.text for link in answer.cssselect("a") if link.text in clauses_of("")]
    assert tuple(named) == question.all_clauses


# The rules


def guarded_by(id: str) -> list[Question]:
    return questions_with(*rule_packages()[id].rule.clauses)


def test_every_answer_is_checked_by_a_rule_about_placement() -> None:
    guarded = {question.id for id in PLACING for question in guarded_by(id)}
    assert guarded == {question.id for question in QUESTIONS}


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
            question._replace(home=question.home._replace(below=f"moved.{question.home.below}"))
            for question in table.QUESTIONS
        )
        vars(table)["QUESTIONS"] = moved
        written = import_module("dto_handbook_site.generate.rules")
        return {id: written.report(id) for id in SENDING}


@pytest.mark.parametrize("id", SENDING)
def test_a_rule_sends_a_dto_where_the_table_says(id: str, moved: Mapping[str, str]) -> None:
    homes = {question.home.package(Settings()) for question in guarded_by(id)}
    assert any(home in report(id) for home in homes)
    assert "moved.manager" in moved[id] or "moved.<domain>" in moved[id]


# The command line


def test_explain_placement_prints_the_whole_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "placement"]) == 0
    said = capsys.readouterr().out
    for question in QUESTIONS:
        for part in (question.text, question.example, ", ".join(question.all_clauses)):
            assert part in said
    assert [said.index(question.text) for question in QUESTIONS] == sorted(
        said.index(question.text) for question in QUESTIONS
    )
    for home in (SHARED, INTERNAL):
        assert f"{home.path}, {home.form}" in said
    for domain in DOMAINS:
        assert domain in said


def test_explain_placement_prints_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "placement", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["domains"] == list(DOMAINS)
    assert [
        (fact["id"], fact["question"], fact["belongs"], fact["template"])
        for fact in facts["questions"]
    ] == [(q.id, q.text, q.home.path, q.template_text()) for q in QUESTIONS]
    known = {rule.id for rule in rules()}
    assert all({*fact["rules"]} <= known for fact in facts["questions"])


@each_rule
def test_explaining_a_rule_names_the_answers_that_it_guards(
    id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", id]) == 0
    said = capsys.readouterr().out
    assert main(["explain", id, "--json"]) == 0
    guards = json.loads(capsys.readouterr().out)["guards"]
    guarded = guarded_by(id)
    assert guards == [question.id for question in guarded]
    for question in QUESTIONS:
        assert (question.text in said) == (question in guarded)


def test_a_rule_about_something_else_guards_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "DTO602", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["guards"] == []
