"""What each report promises to those who read it: form, links, places, and odd input."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from cli_runner import DATA, PLAIN, Check, make_check
from handbook_site import BuiltSite
from in_memory import check as check_texts
from in_memory import texts
from jsonschema import Draft4Validator, Draft7Validator, FormatChecker
from lxml import etree
from project_code import ROOT

from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.fixes import apply
from dto_handbook.reporters import FORMATS, report
from dto_handbook.reporters.context import Context, facts
from dto_handbook.rules import ids
from dto_handbook.rules.registry import rule_packages
from dto_handbook_site.generate.console import report as page_report

ADDRESS = "https://handbook.example.org/{version}/"
VERSION = "1.2.3"
HOME = f"https://handbook.example.org/{VERSION}"
ODD_PATHS = {
    "relative": "src/a.py",
    "spaces, colons": "src/odd name: a,b%41#?.py",
    "colon first": "C:odd.py",
    "other scripts": "src/数据/übung.py",
    "absolute": "/srv/project/a b.py",
    "of Windows": "C:/projects/a b.py",
    "newline": "src/a\nb\r.py",
    "no text": "src/od\udcff.py",
}
ODD_MESSAGE = "50% of\r\n<b>'x' & \"y\"</b>::error:: ]]> 数\x1b[31m\x00, and more"
FINDING = Finding("a.py", 2, 3, "DTO201", "Not frozen", Severity.ERROR, 2, 9, "Plain")


@cache
def everything() -> list[Finding]:
    """All findings in all invalid samples, and odd ones."""
    found = [
        finding
        for package in rule_packages().values()
        for finding in check_texts(texts(package.invalid_samples), [package.rule])
    ]
    for number, path in enumerate(ODD_PATHS.values()):
        for severity in Severity:
            odd = replace(FINDING, path=path, message=ODD_MESSAGE, severity=severity)
            found.append(replace(odd, line=2 + number, end_line=2 + number % 3 * 9))
    found.append(replace(FINDING, rule="DTO000", symbol="", message="invalid syntax"))
    return sorted(replace(it, end_line=max(it.line, it.end_line)) for it in found)


def context(address: str = ADDRESS) -> Context:
    lines = {
        it.path: it.text.splitlines()
        for package in rule_packages().values()
        for it in package.invalid_samples
    }
    return Context(lines, address, ids(), facts, version=lambda: VERSION)


def written(form: str, findings: list[Finding], address: str = ADDRESS) -> str:
    return report(form)(findings, context(address))


SCHEMAS = ROOT / "tests" / "schemas"
FORMAT_OF = {"sarif": "sarif-2.1.0.json", "rdjson": "rdjson.json", "gitlab": "gitlab.json"}


@pytest.mark.parametrize("address", [ADDRESS, ""], ids=["published", "not published"])
@pytest.mark.parametrize("find", [everything, list], ids=["findings", "none"])
@pytest.mark.parametrize("form", FORMAT_OF)
def test_a_json_report_is_valid_under_its_schema(
    form: str, find: Callable[[], list[Finding]], address: str
) -> None:
    schema = json.loads((SCHEMAS / FORMAT_OF[form]).read_text())
    kind = Draft4Validator if "draft-04" in schema["$schema"] else Draft7Validator
    kind.check_schema(schema)
    errors = kind(schema, format_checker=FormatChecker()).iter_errors(
        json.loads(written(form, find(), address))
    )
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("find", [everything, list], ids=["findings", "none"])
def test_junit_is_valid_under_its_schema_and_counts_right(
    find: Callable[[], list[Finding]],
) -> None:
    findings = find()
    root = etree.fromstring(written("junit", findings).encode())
    etree.XMLSchema(file=str(SCHEMAS / "junit.xsd")).assertValid(root)
    assert len(root.findall(".//failure")) == len(findings)
    for element in (root, root[0]):
        assert element.get("tests") == str(len(root.findall(".//testcase")))
        assert element.get("failures") == str(len(findings))


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read workflow commands as a runner does: command, properties and message."""
    found = []
    for line in text.removesuffix("\n").split("\n"):
        match = re.fullmatch(r"::(error|warning|notice) ([^:\r]*)::([^\r]*)", line)
        assert match, line
        pairs = [pair.partition("=") for pair in match[2].split(",")]
        found.append(
            (match[1], {name: unquote(value) for name, _, value in pairs}, unquote(match[3]))
        )
    return found


def test_github_reads_back_what_was_found() -> None:
    findings = everything()
    read = commands(written("github", findings))
    assert len(read) == len(findings)
    for (command, properties, message), finding in zip(read, findings, strict=True):
        assert command == {"info": "notice"}.get(finding.severity, finding.severity)
        if "\udcff" not in finding.path:
            assert properties["file"] == finding.path
        assert properties["line"] == str(finding.line)
        assert properties["title"] == finding.rule
        assert message.startswith(finding.message)


# Links


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("rule", ids())
def test_every_report_names_the_page_of_the_rule_and_the_page_is_there(
    form: str, rule: str, site: BuiltSite
) -> None:
    text = written(form, [replace(FINDING, rule=rule)])
    url = f"{HOME}/rules/{rule}/"
    assert url in (text.replace("%3A", ":") if form == "github" else text)
    assert (site.folder / urlsplit(url).path.removeprefix(f"/{VERSION}/") / "index.html").is_file()


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_without_an_address_a_report_names_the_command(form: str) -> None:
    text = written(form, [FINDING], address="")
    assert "dto-handbook explain DTO201" in text
    assert "/rules/" not in text


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_no_rule_has_no_link(form: str) -> None:
    results = written(form, [replace(FINDING, rule="DTO000")])
    assert "rules/DTO000" not in results
    assert "explain DTO000" not in results


def test_json_has_the_address_or_null() -> None:
    for address, url in ((ADDRESS, f"{HOME}/rules/DTO201/"), ("", None)):
        [found] = json.loads(written("json", [FINDING], address))["findings"]
        assert found["url"] == url


def test_the_page_about_formats_shows_what_each_writes_and_names_no_others(site: BuiltSite) -> None:
    page = site.page("docs/use/output-formats.md")
    headings = set(page.article.xpath("//h3/@id"))
    assert headings == set(FORMATS)
    rows = page.article.xpath("//table//tr/td[1]")
    assert [row.text_content() for row in rows] == list(FORMATS)
    shown = [run.output.partition("\n")[2].strip() for run in page.runs]  # Below the command
    for form in FORMATS:
        assert page_report("DTO001", form) in shown


# The identifiers by which programs match findings


def fingerprints(form: str, findings: list[Finding]) -> list[str]:
    found = json.loads(written(form, findings))
    if form == "gitlab":
        return [issue["fingerprint"] for issue in found]
    return [it["partialFingerprints"]["rulePathSymbol/v1"] for it in found["runs"][0]["results"]]


@pytest.mark.parametrize("form", ["gitlab", "sarif"])
def test_fingerprints_are_unique_and_stay_when_lines_move(form: str) -> None:
    findings = [*everything(), replace(FINDING, line=7), replace(FINDING, line=8)]
    before = fingerprints(form, findings)
    assert len(set(before)) == len(findings)
    moved = [replace(it, line=it.line + 5, end_line=it.end_line + 5) for it in findings]
    assert fingerprints(form, moved) == before


# Places


@pytest.mark.parametrize("path", ODD_PATHS.values(), ids=ODD_PATHS)
def test_paths_in_sarif_are_uris_that_lead_back(path: str) -> None:
    [run] = json.loads(written("sarif", [replace(FINDING, path=path)]))["runs"]
    [location] = run["results"][0]["locations"]
    artifact = location["physicalLocation"]["artifactLocation"]
    parts = urlsplit(artifact["uri"])
    is_absolute = path.startswith(("/", "C:/"))
    assert parts.scheme == ("file" if is_absolute else "")
    assert ("uriBaseId" in artifact) == (not is_absolute)
    back = unquote(parts.path, errors="surrogateescape")
    assert back.removeprefix("/") == path.removeprefix("/")
    assert not parts.query
    assert not parts.fragment


def test_lines_of_text_reports_cannot_be_broken_by_a_name_or_a_message() -> None:
    odd = replace(FINDING, path=ODD_PATHS["newline"], message=ODD_MESSAGE)
    text = written("concise", [odd])
    assert text.count("\n") == 1
    assert "\x1b" not in text + written("full", [odd])


@pytest.mark.parametrize("id", ids())
def test_a_suggestion_of_rdjson_does_what_the_fix_does(id: str) -> None:
    package = rule_packages()[id]
    lines = {it.path: it.text.splitlines() for it in package.invalid_samples}
    for finding in check_texts(texts(package.invalid_samples), [package.rule]):
        output = report("rdjson")([finding], replace(context(), lines=lines))
        [diagnostic] = json.loads(output)["diagnostics"]
        assert ("suggestions" in diagnostic) == (finding.fix is not None)
        if finding.fix is not None:
            [text] = [it.text for it in package.invalid_samples if it.path == finding.path]
            [suggestion] = diagnostic["suggestions"]
            assert suggested(text, suggestion) == apply(text, [finding.fix])


def suggested(text: str, suggestion: dict[str, object]) -> str:
    """Apply a suggestion as reviewdog does: columns count bytes."""
    content, place = text.encode(), json.loads(json.dumps(suggestion["range"]))
    lines = content.splitlines(keepends=True)
    start, end = (
        sum(map(len, lines[: at["line"] - 1])) + at["column"] - 1
        for at in (place["start"], place["end"])
    )
    return (content[:start] + str(suggestion["text"]).encode() + content[end:]).decode()


def test_columns_of_rdjson_count_bytes_of_utf_8() -> None:
    lines = {"a.py": ["", '"ü数𝒳" == None']}
    text = report("rdjson")([FINDING], replace(context(), lines=lines))
    [diagnostic] = json.loads(text)["diagnostics"]
    assert diagnostic["location"]["range"]["start"] == {"line": 2, "column": 4}
    assert diagnostic["location"]["range"]["end"]["column"] == 9 + 1 + 2 + 3


def test_sarif_has_the_facts_of_every_rule() -> None:
    [run] = json.loads(written("sarif", []))["runs"]
    assert [it["id"] for it in run["tool"]["driver"]["rules"]] == list(ids())
    for it, package in zip(run["tool"]["driver"]["rules"], rule_packages().values(), strict=True):
        assert it["shortDescription"]["text"] == package.rule.summary()
        level = {"info": "note"}.get(package.rule.severity, package.rule.severity)
        assert it["defaultConfiguration"]["level"] == level
        assert it["fullDescription"]["text"].startswith(package.rule.summary())
        assert package.rule.sections()["Why"] in it["fullDescription"]["text"]
        assert it["helpUri"] == f"{HOME}/rules/{package.rule.id}/"


# On the command line


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    return make_check(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("form", FORMATS)
def test_the_configured_address_is_in_the_output(form: str, check: Check) -> None:
    files: dict[str, str | bytes] = {f"{DATA}/user/types.py": PLAIN}
    settings = f'select = ["DTO201"]\naddress = "{ADDRESS}"'
    done = check(files, "--output-format", form, settings=settings)
    assert done.status == 1
    assert f"{Context(address=ADDRESS).home}/rules/DTO201/" in done.out


@pytest.mark.parametrize(
    ("version", "place"),
    [("1.2.3", "1.2.3"), ("1.3.dev4+g123abc", "latest"), ("0.0.dev0", "latest")],
)
def test_an_address_leads_to_the_release_that_ran_or_to_the_newest(
    version: str, place: str
) -> None:
    home = Context(address=ADDRESS, version=lambda: version).home
    assert home == f"https://handbook.example.org/{place}"


@pytest.mark.parametrize("address", ["handbook", "ftp://a", "https://a/{rule}/", "https://a b"])
def test_an_address_that_leads_nowhere_is_refused(address: str, check: Check) -> None:
    done = check({}, settings=f'address = "{address}"')
    assert done.status == 2
    assert "address: must be an address" in done.err


@pytest.mark.parametrize(
    ("environment", "is_coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "", "NO_COLOR": ""}, False),
    ],
    ids=str,
)
def test_colours_follow_the_environment_where_no_terminal_is(
    environment: dict[str, str], is_coloured: bool, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = check({f"{DATA}/user/types.py": PLAIN}, "--output-format", "full")
    assert ("\x1b[" in done.out) == is_coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", done.out).startswith(f"{DATA}/user/types.py:4:2: error")
