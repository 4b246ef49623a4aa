"""Pages: the site builds, and what it links to is there."""

import re

import pytest
from handbook_site import BuiltSite, fail_with, ids_of, parsed, sources
from project_code import ROOT


def test_the_site_builds_without_a_warning(site_build: BuiltSite) -> None:
    if "WARNING" in site_build.log or "ERROR" in site_build.log or not site_build.pages:
        pytest.fail(f"mkdocs build --strict:\n{site_build.log}", pytrace=False)


def test_raw_links_lead_to_something(site: BuiltSite) -> None:
    problems = []
    for page in site.pages:
        for link in page.article.xpath("//article//@href"):
            path, _, anchor = link.partition("#")
            if "://" in path or path.startswith("mailto:"):
                continue
            target = (page.built.parent / path).resolve() if path else page.built
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                problems.append(f"{page.where(link)}: {link} leads nowhere")
            elif anchor and target.suffix == ".html" and anchor not in ids_of(target):
                problems.append(f"{page.where(link)}: {link}: no such anchor")
    fail_with(problems)


def test_no_id_stands_twice_on_a_page(site: BuiltSite) -> None:
    for page in site.pages:
        ids = page.article.xpath("//article//@id")
        fail_with(f"{page.name}: the id {id} stands twice" for id in set(ids) if ids.count(id) > 1)


def test_every_heading_has_an_id_of_its_own_choosing() -> None:
    heading = re.compile(r"^\s*#{1,6} (?!.*\{[^}]*#[\w.-]+[^}]*\}\s*$).*$", re.MULTILINE)
    for path in sources():
        prose = re.sub(r"^( *)```.*?^\1```", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
        fail_with(
            f"{path.relative_to(ROOT)}: give this heading an id that can stay: {found.group()}"
            for found in heading.finditer(prose)
        )


def test_the_site_asks_no_other_host_for_anything(site: BuiltSite) -> None:
    loading = (
        "//script/@src | //img/@src | //iframe/@src | //source/@src"
        " | //link[not(@rel='canonical')]/@href"
    )
    fail_with(
        f"{file.relative_to(site.folder)}: loads {address}"
        for file in site.folder.rglob("*.html")
        for address in parsed(file).xpath(loading)
        if "//" in address and not address.startswith("http://127.0.0.1:8000/")
    )
    fail_with(
        f"{file.relative_to(site.folder)}: loads {found.group()}"
        for file in site.folder.rglob("*.css")
        for found in re.finditer(
            r"(?:@import|url\()\s*['\"]?(?:https?:)?//[^)\s]*", file.read_text()
        )
    )


def test_every_page_says_in_a_sentence_what_it_is_about(site: BuiltSite) -> None:
    for page in site.pages:
        assert page.source.read_text().startswith("---\ndescription: "), (
            f"{page.name}: begin with front matter that has a description"
        )
