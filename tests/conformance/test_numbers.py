"""Numbers in prose: what is counted is counted anew, and what is measured is not typed."""

import re
import tomllib
from collections.abc import Sequence

import pytest
from handbook_site import BuiltSite, fail_with
from project_code import ROOT
from prose.inline_code import Paragraph, paragraphs

from dto_handbook.cli.output import CLEAN, FAILED, FOUND
from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.placement import DOMAINS, QUESTIONS
from dto_handbook.reporters import FORMATS
from dto_handbook.reporters.sarif import VERSION
from dto_handbook.rules import ids
from dto_handbook_site.benchmarks import construction
from dto_handbook_site.demos.legacy_project import FILES

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
GUIDELINES = {re.sub(r"\D*$", "", clause.id) for clause in CLAUSES if clause.id[0] == "G"}
CONTRADICTIONS = "docs/guidelines/contradictions.md"
DISAGREEING = re.findall(r"^## ", (ROOT / CONTRADICTIONS).read_text(), re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PYTHON = PROJECT["requires-python"].removeprefix(">=")

# A number of three or more before one of these words is the number of all of them.
COUNTS = {
    "guidelines": len(GUIDELINES),
    "clauses": len(CLAUSES),
    "rules": len(ids()),
    "formats": len(FORMATS),
    "domains": len(DOMAINS),
    "questions": len(QUESTIONS),
}
# What other sentences say, page by page: each is there, with these numbers in place of its groups.
SENTENCES: Sequence[tuple[str, str, tuple[object, ...]]] = (
    ("README.md", r"need Python (\S+) or newer", (PYTHON,)),
    ("docs/guidelines/index.md", r"The (\w+) \{ #six", (len(GUIDELINES),)),
    ("docs/guidelines/index.md", r"In (\w+) places the guideline's text", (len(DISAGREEING),)),
    (CONTRADICTIONS, r"(\w+) places where the guideline's text", (len(DISAGREEING),)),
    (CONTRADICTIONS, r"Here are the (\w+) that we found", (len(DISAGREEING),)),
    ("docs/use/ci.md", r"needs Python (\S+) or newer", (PYTHON,)),
    (
        "docs/use/ci.md",
        r"is (\d) if there are no findings, (\d) if there are some, and (\d) if something could",
        (CLEAN, FOUND, FAILED),
    ),
    ("docs/use/configuration.md", r"ends the check with status (\d)", (FAILED,)),
    ("docs/use/old-code.md", r"ends with status (\d)", (FAILED,)),
    (
        "docs/use/old-code.md",
        r"tree with (\w+) modules",
        (sum(path.endswith(".py") for path in FILES),),
    ),
    (
        "docs/use/output-formats.md",
        r"(\d) for no findings, (\d) for findings, (\d) if something could not",
        (CLEAN, FOUND, FAILED),
    ),
    ("docs/use/output-formats.md", r"SARIF (\d[\d.]*\d)", (VERSION,)),
)
MEASURED = re.compile(
    r"\d[\d.,]*\s?(%|percent\b|([mµn]|milli|micro|nano)?s(econds?)?\b|[KMG]i?B\b|bytes\b|times\b)"
)


def number(word: str) -> str:
    return str(WORDS.index(word.lower())) if word.lower() in WORDS else word


def found(pattern: str, text: Paragraph) -> re.Match[str] | None:
    return re.search(pattern.replace(" ", r"\s+"), text.text)


@pytest.mark.parametrize(("page", "sentence", "numbers"), SENTENCES)
def test_a_sentence_with_a_number_says_the_right_one(
    page: str, sentence: str, numbers: tuple[object, ...]
) -> None:
    matches = [
        (match, text.where(match.start()))
        for text in paragraphs()
        if text.file == ROOT / page and (match := found(sentence, text))
    ]
    if not matches:
        pytest.fail(
            f"{page}: no sentence says {sentence!r}: say it, or fix SENTENCES in"
            " tests/conformance/test_numbers.py",
            pytrace=False,
        )
    fail_with(
        f"{where}: says {' '.join(match[0].split())!r}, and it is {', '.join(map(str, numbers))}:"
        " write that"
        for match, where in matches
        if tuple(map(number, match.groups())) != tuple(map(str, numbers))
    )


def test_a_number_of_what_the_project_has_is_the_number_of_all_of_it() -> None:
    count = re.compile(rf"\b(\d+|{'|'.join(WORDS[3:])})\s+({'|'.join(COUNTS)})\b", re.IGNORECASE)
    counted = [(text, match) for text in paragraphs() for match in count.finditer(text.text)]
    assert counted
    fail_with(
        f"{text.where(match.start())}: says {match[1]} {match[2]}, and there are"
        f" {COUNTS[match[2].lower()]}: write that, or which ones are meant"
        for text, match in counted
        if number(match[1]) != str(COUNTS[match[2].lower()])
    )


def test_a_measured_figure_is_typed_into_no_prose() -> None:
    fail_with(
        f"{text.where(match.start())}: {match[0]!r} is typed: print it in a fence, from a run that"
        " is stored with its date and versions, as dto_handbook_site.benchmarks.construction does"
        for text in paragraphs()
        for match in MEASURED.finditer(text.text)
    )


def test_a_table_of_measured_figures_begins_with_its_date_and_versions(site: BuiltSite) -> None:
    page, run = site.page("docs/guidelines/dataclasses.md"), construction.stored()
    head = f"{run['date']}, Python {run['python']}, Pydantic {run['pydantic']}, {run['machine']}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d, Python 3\.\d+\.\d+, Pydantic 2\.\d+\.\d+, \w+", head)
    shown = [fence.output for fence in page.runs if "benchmarks" in fence.code]
    assert [output.strip() for output in shown] == [construction.table()], (
        f"{page.name}: does not show the stored run: build the site anew"
    )
    assert construction.table().startswith(head)
