"""Every page as Markdown, too, and `llms.txt`, which lists them all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from lxml import html
from markdownify import ATX, MarkdownConverter

from dto_handbook_site.build.built_page import ERROR, BuiltPage, navigation, pages
from dto_handbook_site.build_cache import BuildCache, digest

FILE_NAME = "index.md"
"""The name of the Markdown, beside each page's `index.html`."""

_CODE_FILE = re.compile(r'<span class="filename"[^>]*>(.*?)</span>')
_SPAN = re.compile(r"</?span\b[^>]*>")
_BAR = r"\|"
_BACKTICKS = re.compile(r"`+")
_LANGUAGE = re.compile(r"language-(\w+)")
_NO_CONTENT = "a.headerlink, a.md-content__button, input, .doc-symbol, .tabbed-labels"


def write(site: Path) -> None:
    """Write the Markdown pages of a built site, and `llms.txt`.

    Args:
        site: The site's folder.
    """
    cache, how = BuildCache("markdown-pages"), Path(__file__).read_text("utf-8")
    by_folder = {page.folder: page for page in pages(site) if not page.is_left_behind}
    for page in by_folder.values():
        content = page.html[page.html.index("<article") : page.html.index("</article>")]
        key = digest([how, content])
        text = cache.get(key) or to_markdown(content)
        cache.put(key, text)
        (site / page.folder / FILE_NAME).write_text(text, "utf-8")
    cache.write()
    # The error page has no description of its own, but the site's.
    about = BuiltPage(ERROR, (site / ERROR).read_text("utf-8")).facts.description
    index = "\n".join(_index(by_folder, about))
    (site / "llms.txt").write_text(f"{index}\n", "utf-8")


def to_markdown(content: str) -> str:
    """Convert the content of a page to Markdown.

    Args:
        content: Its HTML.

    Returns:
        Headings with their ids, a tab's label before its content, code and its output in fences.
        Links to pages lead to their Markdown.
    """
    # Colours are most of it; but for one kind, spans say nothing.
    plain = _SPAN.sub("", _CODE_FILE.sub(r"<p><code>\1</code></p>", content))
    root = html.fragment_fromstring(plain)
    for tabs in root.cssselect(".tabbed-set"):
        labels = tabs.cssselect(":scope > .tabbed-labels > label")
        blocks = tabs.cssselect(":scope > .tabbed-content > .tabbed-block")
        for label, block in zip(labels, blocks, strict=True):
            block.insert(0, _paragraph(label.text_content()))
    for output in root.cssselect(".run__output"):
        output.insert(0, _paragraph("Output"))
    for nothing in root.cssselect(_NO_CONTENT):
        nothing.drop_tree()
    for link in root.cssselect("a[href]"):
        link.set("href", _to_markdown_page(link.get("href", "")))
    # Only markdownify needs a soup: to select from one takes most of the time of a conversion.
    soup = BeautifulSoup(html.tostring(root, encoding="unicode"), "lxml")
    text: str = _Converter(heading_style=ATX, bullets="-", escape_underscores=False).convert_soup(
        soup
    )
    return f"{text.strip()}\n"


def _paragraph(text: str) -> html.HtmlElement:
    return html.fragment_fromstring(f"<p><strong>{escape(text)}:</strong></p>")


def _to_markdown_page(link: str) -> str:
    path, mark, anchor = link.partition("#")
    if "://" in path or not path.endswith(("/", ".")):
        return link
    return f"{path.removesuffix('/')}/{FILE_NAME}{mark}{anchor}"


class _Converter(MarkdownConverter):
    """Markdown as this handbook's own sources have it."""

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a heading with its id, as in the source."""
        anchor = f" {{ #{el['id']} }}" if el.get("id") else ""
        return f"\n\n{'#' * n} {' '.join(text.split())}{anchor}\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a fence that the text cannot close."""
        fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))
        highlighted = el.find_parent(class_=_LANGUAGE)
        found = _LANGUAGE.search(" ".join(highlighted["class"])) if highlighted else None
        is_output = el.find_parent(class_="run__output") is not None
        language = "text" if is_output or found is None else found[1]
        code = text.strip("\n")
        return f"\n\n{fence}{language}\n{code}\n{fence}\n\n"

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{' '.join(text.replace('**', '').split())}**\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a cell; a bar in it, such as that of a union, does not end the column."""
        return f" {' '.join(text.split()).replace('|', _BAR)} |"


def _index(by_folder: Mapping[str, BuiltPage], about: str) -> Iterator[str]:
    home = by_folder[""]
    yield f"# {home.facts.site}\n\n> {about}"
    for entry in navigation(home):
        yield f"\n## {entry.title}\n"
        for link in entry.links():
            folder = _folder(link)
            page = by_folder.get(folder)
            if page is not None:
                description = page.facts.description
                yield f"- [{page.facts.title}]({folder}{FILE_NAME}): {description}"


def _folder(link: str) -> str:
    return link.removeprefix("./").removesuffix(".")
