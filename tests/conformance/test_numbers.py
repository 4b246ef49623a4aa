"""Numbers in prose: what is counted is counted anew, and what is measured is not typed."""

import re
import tomllib
from pathlib import Path

import pytest
from handbook_site import BuiltSite, fail_with
from project_code import ROOT
from prose.inline_code import Span, in_pages, paragraphs
from prose.surrounding_code import surrounding_code

from dto_handbook.cli.output import CLEAN, FAILED, FOUND
from dto_handbook.guideline.clauses import CLAUSES
from dto_handbook.guideline.placement import DOMAINS
from dto_handbook.reporters import FORMATS
from dto_handbook.reporters.sarif import VERSION
from dto_handbook.rules import ids
from dto_handbook_site.demos.legacy_project import FILES

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
GUIDELINES = {re.sub(r"\D*$", "", clause.id) for clause in CLAUSES if clause.id[0] == "G"}
CONTRADICTIONS = "docs/guidelines/contradictions.md"
DISAGREEING = re.findall(r"^## ", (ROOT / CONTRADICTIONS).read_text(), re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PYTHON = PROJECT["requires-python"].removeprefix(">=")

# A number before one of these words is that of all of them, or of a part: at most half.
COUNTS = {
    "guidelines": len(GUIDELINES),
    "clauses": len(CLAUSES),
    "rules": len(ids()),
    "formats": len(FORMATS),
    "domains": len(DOMAINS),
    "places": len(DISAGREEING),  # Where the guideline disagrees with itself
}
# What stands at the place of the group, wherever a sentence says the rest.
FACTS = {
    r"Python (3\.\d+) or newer": PYTHON,
    r"SARIF (\d[\d.]*\d)": VERSION,
    r"tree with (\w+) modules": str(sum(path.endswith(".py") for path in FILES)),
}
STATUSES = [str(CLEAN), str(FOUND), str(FAILED)]
MEASURED = re.compile(
    r"(\d[\d.,]*)\s?(%|percent\b|([mµn]|milli|micro|nano)?s(econds?)?\b|[KMG]i?B\b|bytes\b|times\b)"
)


def number(word: str) -> str:
    return str(WORDS.index(word.lower())) if word.lower() in WORDS else word


@pytest.mark.parametrize("pattern", FACTS)
def test_a_fact_in_a_sentence_is_the_one_that_the_code_has(pattern: str) -> None:
    look = re.compile(pattern.replace(" ", r"\s+"))
    said = [(text, match) for text in paragraphs() for match in look.finditer(text.text)]
    assert said, "no sentence says it: drop the pattern"
    fail_with(
        f"{text.where(match.start())}: says {match[0]!r}, and it is {FACTS[pattern]}: write that"
        for text, match in said
        if number(match[1]) != FACTS[pattern]
    )


def test_a_sentence_on_exit_statuses_has_all_in_their_order_or_that_of_a_failure() -> None:
    said = [
        (text.where(sentence.start()), re.findall(r"(?<![\w.])\d(?!\w|\.\d)", sentence[0]))
        for text in paragraphs()
        for sentence in re.finditer(r"(?:[^.]|\.(?!\s|$))+", text.text)
        if re.search(r"\bexit\s+status\b|\bstatus\s\d", sentence[0])
    ]
    assert STATUSES in [digits for _, digits in said]
    fail_with(
        f"{where}: has {', '.join(digits)}: write {', '.join(STATUSES)}, in that order, or {FAILED}"
        for where, digits in said
        if digits not in ([], STATUSES, [str(FAILED)])
    )


def test_a_number_of_what_the_project_has_is_the_number_of_all_of_it() -> None:
    count = re.compile(rf"\b(\d+|{'|'.join(WORDS)})\s+({'|'.join(COUNTS)})\b", re.IGNORECASE)
    counted = [(text, match) for text in paragraphs() for match in count.finditer(text.text)]
    assert counted
    fail_with(
        f"{text.where(match.start())}: says {match[1]} {match[2]}, and there are"
        f" {COUNTS[match[2].lower()]}: write that, or which ones are meant"
        for text, match in counted
        for said, true in [(int(number(match[1])), COUNTS[match[2].lower()])]
        if said != true and said * 2 > true
    )


def shown_on(file: Path, site: BuiltSite) -> str:
    """Return the code, the outputs and the inline code of a page."""
    spans = [span for span in in_pages() if span.file == file]
    code = surrounding_code(Span("", file, 0), site)
    return "\n".join([*code.python, *code.others, *(span.text for span in spans)])


def test_a_figure_with_a_unit_is_in_code_or_in_an_output_of_its_page(site: BuiltSite) -> None:
    fail_with(
        f"{text.where(match.start())}: {match[0]!r} is typed, and no code or output of the page has"
        " it: write the setting that has it as inline code, or print it in a fence, from a run that"
        " is stored with its date and versions, as dto_handbook_site.benchmarks.construction does"
        for text in paragraphs()
        for match in MEASURED.finditer(text.text)
        if not re.search(rf"(?<![\w.]){re.escape(match[1])}(?![\w.]*\d)", shown_on(text.file, site))
    )
