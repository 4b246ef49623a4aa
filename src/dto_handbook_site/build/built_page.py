"""What a built page says of itself, whichever program built it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import html

HOME = "index.html"
ERROR = "404.html"


@dataclass(frozen=True)
class Entry:
    """A page in the navigation, or a part of it."""

    title: str
    link: str | None  # Relative to the home page; of a part, None if it has no page of its own
    entries: Sequence[Entry] = ()

    def links(self) -> Iterator[str]:
        """Yield the links of the entry and of those below it, in order."""
        if self.link is not None:
            yield self.link
        for entry in self.entries:
            yield from entry.links()


@dataclass(frozen=True)
class BuiltPage:
    """A page as it was built."""

    name: str  # Path of its file in the site
    html: str

    @property
    def folder(self) -> str:
        """The page's address in the site: empty, or ending with a slash."""
        return self.name.removesuffix(HOME)

    @property
    def facts(self) -> Facts:
        """What else is read from its HTML."""
        return _facts(self.html)

    @property
    def is_left_behind(self) -> bool:
        """Whether only a link stands here, to where the page is now."""
        return "og:site_name" not in self.html


@dataclass(frozen=True)
class Facts:
    """What is read from the HTML of a page."""

    site: str
    title: str
    description: str
    ids: AbstractSet[str]
    links: Sequence[str]  # Of the article, to what it shows too
    failures: Sequence[str]  # Why code of the page failed, or a file is not shown


def pages(site: Path) -> Sequence[BuiltPage]:
    """Read the pages of a built site, in the order of their names.

    Args:
        site: The site's folder.
    """
    files = sorted(site.rglob(HOME))
    return [BuiltPage(it.relative_to(site).as_posix(), it.read_text("utf-8")) for it in files]


def navigation(home: BuiltPage) -> Sequence[Entry]:
    """Return the parts of the navigation, as the home page shows them."""
    root = html.document_fromstring(home.html)
    items = root.xpath(f"//nav[{_has('md-nav--primary')}]/ul/li")
    assert isinstance(items, list)
    return [_entry(item) for item in items if isinstance(item, html.HtmlElement)]


def links_around(home: BuiltPage) -> Sequence[str]:
    """Return the links of the home page that are not the article's: those of the theme."""
    root = html.document_fromstring(home.html)
    return [link for link in _attributes(root, "//@href | //@src") if link not in home.facts.links]


def _entry(item: html.HtmlElement) -> Entry:
    links = item.xpath(f"./a | ./div[{_has('md-nav__container')}]/a")
    entries = [_entry(it) for it in item.xpath(f"./div[{_has('md-nav')}]/ul/li")]
    name = item.xpath(f"(.//*[{_has('md-ellipsis')}])[1]")[0]
    title = " ".join(name.text_content().split())
    return Entry(title, links[0].get("href") if links else None, entries)


def _has(name: str) -> str:
    return f"contains(concat(' ', @class, ' '), ' {name} ')"


@lru_cache(maxsize=1000)  # What an edit leaves alone is not read again
def _facts(text: str) -> Facts:
    # The head and the article alone: the navigation is most of a page, and the same on each.
    head = html.document_fromstring(text[: text.index("</head>")])
    article = html.fragment_fromstring(text[text.index("<article") : text.index("</article>")])

    def content(attribute: str, value: str) -> str:
        return str(head.xpath(f"string(//meta[@{attribute}='{value}']/@content)"))

    return Facts(
        content("property", "og:site_name"),
        content("property", "og:title"),
        content("name", "description"),
        frozenset(_attributes(article, "//@id")),
        _attributes(article, "//@href | //@src"),
        _attributes(article, "//@data-failed"),
    )


def _attributes(root: html.HtmlElement, path: str) -> Sequence[str]:
    found = root.xpath(path)
    return list(dict.fromkeys(map(str, found if isinstance(found, list) else ())))
