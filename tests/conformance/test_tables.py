"""Tables, trees and pictures of the pages, against what they are about."""

import collections.abc
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import PurePosixPath

import pytest
from handbook_site import DOCS, BuiltSite, fail_with
from lxml import html
from project_code import ROOT, SRC, code

from dto_handbook.guideline.placement import DOMAINS
from dto_handbook.linter.config import PRESETS, Settings
from dto_handbook.reporters import FORMATS

MANAGER = SRC / "ai" / "backend" / "manager"
PACKAGES = [path.parent.name for path in (SRC / "dto_handbook").glob("*/__init__.py")]


def rows(site: BuiltSite, page: str, head: str) -> Sequence[Sequence[html.HtmlElement]]:
    """Return the cells of a page's table, row by row, by its first heading."""
    [table] = [
        table
        for table in site.page(page).article.cssselect("table")
        if table.cssselect("th")[0].text_content().strip() == head
    ]
    return [row.cssselect("td") for row in table.cssselect("tbody tr")]


def first(row: Sequence[html.HtmlElement]) -> str:
    return str(row[0].text_content()).strip()


def linked(row: Sequence[html.HtmlElement]) -> str:
    """Return the last part of the address that a row's first link leads to."""
    [link, *_] = (cell for cell in row[0].xpath(".//a/@href"))
    return PurePosixPath(str(link)).name


def differences(place: str, shown: Sequence[str], true: Sequence[str]) -> Iterator[str]:
    """Yield a line on each thing that a table lacks, or has and should not have."""
    yield from (f"{place} lacks {name}: write a row" for name in true if name not in shown)
    yield from (f"{place} has {name}, which is not there" for name in shown if name not in true)


def test_the_tree_and_the_table_of_domains_have_the_domains(site: BuiltSite) -> None:
    table = [linked(row) for row in rows(site, "docs/domains/index.md", "Domain")]
    fail_with(differences("docs/domains/index.md: the table", table, list(DOMAINS)))
    items = site.page("docs/purpose.md").article.cssselect(".tree ul code")
    tree = [str(item.text_content()).strip().rstrip("/") for item in items]
    fail_with(differences("docs/purpose.md: the tree", tree, list(DOMAINS)))


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_table_of_a_domain_has_its_dtos(domain: str, site: BuiltSite) -> None:
    page = f"docs/domains/{domain}.md"
    shown = {first(row): row for row in rows(site, page, "DTO")}
    dtos = {
        name: it
        for module in code()[f"ai.backend.manager.data.{domain}"].modules.values()
        for name, it in module.classes.items()
        if not it.is_alias and "dataclass" in it.labels
    }
    fail_with(differences(f"{page}: the table of DTOs", list(shown), list(dtos)))
    fail_with(
        f"{page}: {name} is said to be: {said}, and its docstring begins: {true}"
        for name, dto in dtos.items()
        for said in [str(shown[name][1].text_content()).strip()]
        for true in [dto.docstring.lines[0] if dto.docstring else "nothing"]
        if said != true
    )


def test_the_table_of_packages_has_those_of_the_manager(site: BuiltSite) -> None:
    table = [first(row) for row in rows(site, "docs/manager.md", "Package")]
    there = [
        f"{path.name}/" if path.is_dir() else path.name
        for path in MANAGER.iterdir()
        if not path.name.startswith("_")
    ]
    fail_with(differences("docs/manager.md: the table of packages", table, there))


def test_the_table_of_formats_has_those_of_the_command_line(site: BuiltSite) -> None:
    table = [first(row) for row in rows(site, "docs/use/output-formats.md", "Format")]
    fail_with(differences("docs/use/output-formats.md: the table", table, FORMATS))


def test_the_tables_of_guidelines_have_their_pages(site: BuiltSite) -> None:
    pages = [page.stem for page in (DOCS / "guidelines").glob("*.md")]
    pages = [page for page in pages if page not in {"index", "contradictions", "checklist"}]
    for page, more in (("docs/guidelines/index.md", []), ("docs/index.md", ["placement"])):
        table = [linked(row) for row in rows(site, page, "Guideline")]
        fail_with(differences(f"{page}: the table of guidelines", table, pages + more))


def test_the_table_for_reviewers_links_each_rule_to_a_heading_that_it_checks(
    site: BuiltSite,
) -> None:
    page = "docs/guidelines/index.md"
    for row in rows(site, page, "In the change"):
        rule = str(row[1].text_content()).strip()
        [link] = row[2].xpath(".//a/@href")
        name, _, anchor = str(link).partition("#")
        article = site.page(f"docs/guidelines/{PurePosixPath(name).name}.md").article
        [heading] = article.xpath(f".//*[@id='{anchor}']")
        [checked] = heading.xpath("following-sibling::p[1][@class='checked']")
        assert rule in checked.text_content(), f"{page}: {first(row)}: {anchor}"


def test_each_type_in_the_table_of_parameters_is_the_least_that_does_it(site: BuiltSite) -> None:
    needs = {"loop": "__iter__", "len": "__len__", "index": "__getitem__", "key": "keys"}
    kinds = (*["Iterable", "Collection", "Sequence", "Mapping"],)
    page = "docs/guidelines/postels-law.md"
    shown = {first(row): str(row[1].text_content()).strip() for row in rows(site, page, "The body")}
    problems = [] if len(shown) == len(needs) else [f"{page}: not a row for each of {[*needs]}"]
    for (body, kind), (word, method) in zip(shown.items(), needs.items(), strict=False):
        least = next(it for it in kinds if hasattr(getattr(collections.abc, it), method))
        if word not in body:
            problems.append(f"{page}: {body}: write the row on {word} here")
        elif kind != least:
            problems.append(f"{page}: {body}: asks for {kind}, and {least} has {method}")
    fail_with(problems)


def test_the_page_has_every_setting_with_its_meaning_and_default(site: BuiltSite) -> None:
    page = site.page("docs/use/configuration.md").article
    for field in fields(Settings):
        key = field.name.replace("_", "-")
        [heading] = page.cssselect(f"h3[id='{key}']")
        meaning, default = [it.text_content() for it in heading.itersiblings("p")][:2]
        assert len(meaning.split()) > 3, key
        value = tomllib.loads(f"it = {default.partition('Default: ')[2].removesuffix('.')}")["it"]
        assert type(value)(getattr(Settings(), field.name)) == value


def test_the_page_has_every_preset_with_what_it_sets(site: BuiltSite) -> None:
    found = {
        first(row): "\n".join(code.text_content() for code in row[1].cssselect("code"))
        for row in rows(site, "docs/use/configuration.md", "Preset")
    }
    assert [*found] == [*PRESETS]
    for name, lines in found.items():
        shown = {key.replace("-", "_"): value for key, value in tomllib.loads(lines).items()}
        shown = {key: tuple(it) if isinstance(it, list) else it for key, it in shown.items()}
        assert replace(Settings(), **shown) == PRESETS[name]


def test_the_table_of_where_things_live_has_every_package_and_no_path_that_is_not_there() -> None:
    page = "docs/contributing.md"
    lines = (ROOT / page).read_text().splitlines()
    paths = {
        found[1]: number
        for number, line in enumerate(lines, 1)
        if (found := re.match(r"\| `([^`]+)` \|", line))
    }
    fail_with(
        f"{page}:{number}: there is no {path}"
        for path, number in paths.items()
        if not (ROOT / path).exists() or path.endswith("/") != (ROOT / path).is_dir()
    )
    fail_with(
        f"{page}: the table of where things live lacks `src/dto_handbook/{package}/`"
        for package in PACKAGES
        if f"src/dto_handbook/{package}/" not in paths
    )


def test_the_picture_of_the_architecture_has_every_package_once(site: BuiltSite) -> None:
    codes = site.page("docs/contributing.md").article.cssselect(".layers > ol > li > p > code")
    drawn = [code.text_content().rstrip("/") for code in codes]
    true = ["src/dto_handbook_site", "workspace.py", *PACKAGES]
    fail_with(differences("docs/contributing.md: the picture", drawn, true))
    assert len(drawn) == len(true)
