"""Pages: the site builds, and what it links to is there."""

import re
from collections import Counter

import pytest
from handbook_site import BuiltSite, fail_with, parsed, sources
from project_code import ROOT

from dto_handbook import __version__
from dto_handbook_site.build.site_problems import site_problems


def test_the_site_builds_without_a_warning(site_build: BuiltSite) -> None:
    if "WARNING" in site_build.log or "ERROR" in site_build.log or not site_build.pages:
        pytest.fail(f"mkdocs build --strict:\n{site_build.log}", pytrace=False)


def test_nothing_leads_nowhere_or_failed_or_cannot_be_reached(site: BuiltSite) -> None:
    fail_with(site_problems(site.folder))


def test_no_id_stands_twice_on_a_page(site: BuiltSite) -> None:
    fail_with(
        f"{page.name}: the id {id} stands {number} times: rename all but one"
        for page in site.pages
        for id, number in Counter(page.article.xpath("//article//@id")).items()
        if number > 1
    )


def test_no_tab_is_empty(site: BuiltSite) -> None:
    fail_with(
        f"{page.name}: one of the tabs {', '.join(it.text_content() for it in labels)} is empty:"
        " show in it what its label says"
        for page in site.pages
        for tabs in page.article.cssselect(".tabbed-set")
        for labels in [tabs.cssselect(".tabbed-labels label")]
        for block in tabs.cssselect(".tabbed-block")
        if not block.text_content().strip()
    )


def test_every_heading_has_an_id_of_its_own_choosing() -> None:
    heading = re.compile(r"^\s*#{1,6} (?!.*\{[^}]*#[\w.-]+[^}]*\}\s*$).*$", re.MULTILINE)
    code = re.compile(r"^( *)```.*?^\1```", re.DOTALL | re.MULTILINE)
    fail_with(
        f"{path.relative_to(ROOT)}: give this heading an id that can stay: {found.group()}"
        for path in sources()
        for found in heading.finditer(code.sub("", path.read_text()))
    )


def test_no_page_has_more_elements_than_a_slow_phone_can_lay_out(site: BuiltSite) -> None:
    most = 2000
    fail_with(
        f"{file.relative_to(site.folder)}: has {number} elements, and {most} are the most: split"
        " the page, or show fewer modules on it"
        for file in sorted(site.folder.rglob("*.html"))
        for number in [int(parsed(file).xpath("count(//*)"))]
        if number > most
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


def test_every_page_names_the_version_of_the_handbook(site: BuiltSite) -> None:
    fail_with(
        f"{page.name}: the footer does not name version {__version__}"
        for page in site.pages
        if parsed(page.built).xpath("normalize-space(//*[@class='md-copyright__highlight'])")
        != f"DTO Handbook {__version__}"
    )
