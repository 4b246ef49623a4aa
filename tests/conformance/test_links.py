"""Links and navigation: what a label names is what the link leads to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path

from handbook_site import DOCS, BuiltSite, Page, fail_with, parsed
from lxml import html

from dto_handbook.guideline.placement import DOMAINS
from dto_handbook.rules import ids


def plain(text: str) -> str:
    """Leave out case, an article, and how lines are broken."""
    return " ".join(text.replace(":", "").split()).casefold().removeprefix("the ")


@cache
def headings(page: Page) -> dict[str, str]:
    """Return a page's headings by their ids, the title first."""
    return {
        str(it.get("id")): plain(
            "".join(it.xpath(".//text()[not(ancestor::a[@class='headerlink'])]"))
        )
        for it in page.article.xpath(".//*[self::h1 or self::h2 or self::h3 or self::h4][@id]")
    }


@cache
def in_navigation(page: Page) -> str:
    """Return a page's title in the navigation."""
    active = parsed(page.built).cssselect(
        ".md-nav--primary a.md-nav__link--active .md-ellipsis, .md-nav--primary"
        " .md-nav__link--active > a .md-ellipsis"
    )
    return " ".join(str(active[-1].text_content()).split()) if active else ""


@cache
def names(page: Page) -> AbstractSet[str]:
    """Return what a label may call a page: its title, that in the navigation, a rule, a domain."""
    own = {next(iter(headings(page).values()), ""), plain(in_navigation(page))}
    name = page.source.stem
    is_named = name in ids() or (name in DOMAINS and page.source.parent.name == "domains")
    return own | ({name.casefold()} if is_named else set())


def links(page: Page) -> Iterator[tuple[html.HtmlElement, Path, str]]:
    """Yield a page's links to pages of the site, each with the page's file and the anchor."""
    for link in page.article.xpath(".//a[@href][not(@class='headerlink')]"):
        path, _, anchor = link.get("href").partition("#")
        if "://" not in path and "." not in anchor:  # With a dot, an entry of the reference
            file = (page.built.parent / path).resolve() if path else page.built
            yield link, file / "index.html" if file.is_dir() else file, anchor


def wrong(page: Page, targets: Mapping[Path, Page]) -> Iterator[tuple[str, str]]:
    """Yield the labels of a page that name something else, with what they name."""
    # The reference has words such as "names" for titles, which say nothing elsewhere.
    titled = [it for it in targets.values() if "reference" not in it.source.parts]
    for link, file, anchor in links(page):
        target = targets.get(file.resolve())
        label = plain(link.text_content()).rstrip("/")
        if target is None or not label:
            continue
        there = headings(target)
        own = {id for id, heading in there.items() if heading == label}
        if label in names(target) or there.get(anchor) == label:
            continue
        if own and anchor:
            yield link.text_content(), f"#{min(own)} of {target.name}"
        elif target != page and (others := [it.name for it in titled if label in names(it)]):
            yield link.text_content(), others[0]


def test_a_link_leads_to_the_rule_domain_page_or_heading_that_its_label_names(
    site: BuiltSite,
) -> None:
    targets = {it.built.resolve(): it for it in site.pages}
    fail_with(
        f"{page.where(f'[{label}](')}: the link {' '.join(label.split())!r} names {true}, and leads"
        " elsewhere: link to that, or write another label"
        for page in site.pages
        for label, true in wrong(page, targets)
    )


def test_a_title_in_the_navigation_is_made_of_words_of_the_pages_heading(site: BuiltSite) -> None:
    def strange(page: Page) -> Sequence[str]:
        heading = next(iter(headings(page).values()))
        # "Contradictions" stands for "contradicts itself".
        return [
            word
            for word in re.findall(r"\w[\w'/]*", plain(in_navigation(page)))
            if word[:7] not in heading
        ]

    assert all(in_navigation(page) for page in site.pages)
    fail_with(
        f"mkdocs.yml: calls {page.name} {in_navigation(page)!r}, and its heading is"
        f" {next(iter(headings(page).values()))!r}: use its words"
        for page in site.pages
        if page.source != DOCS / "index.md" and strange(page)  # That has the site's name
    )
