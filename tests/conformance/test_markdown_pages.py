"""What agents read: every page as Markdown, and llms.txt, which lists these."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from handbook_site import BuiltSite, Page, fail_with, ids_of, parsed
from lxml import html
from markdown_it import MarkdownIt

from dto_handbook_site.build.markdown_pages import to_markdown

LINK = re.compile(r"\]\(([^()\s]+)\)")


def markdown_of(page: Page) -> str:
    return page.built.with_name("index.md").read_text()


@cache
def fences(text: str) -> Sequence[tuple[str, str]]:
    """Return language and content of the fences, those in lists too."""
    # Without inline code and links, which take most of the time
    tokens = MarkdownIt("commonmark").disable("inline").parse(text)
    return [(it.info, it.content.strip("\n")) for it in tokens if it.type == "fence"]


def prose(text: str) -> str:
    """Return the text without what stands in fences."""
    return re.sub(r"^( *)(`{3,}).*?^\1\2$", "", text, flags=re.DOTALL | re.MULTILINE)


def blocks(element: html.HtmlElement) -> Sequence[str]:
    return [block.text_content().strip("\n") for block in element.cssselect("pre")]


def test_every_page_has_markdown_beside_it_and_its_head_links_it(site: BuiltSite) -> None:
    assert site.pages
    for page in site.pages:
        [link] = parsed(page.built).xpath(
            "//head/link[normalize-space(@rel)='alternate'][@type='text/markdown']/@href"
        )
        assert page.built.parent / link == page.built.with_name("index.md")
        title = page.article.xpath("string(.//h1[1]/text()[1])").strip()
        assert markdown_of(page).startswith(f"# {title}"), page.name


def test_the_markdown_holds_every_code_block_and_output_in_order(site: BuiltSite) -> None:
    fail_with(
        f"{page.name}: its Markdown has not the code blocks of the page"
        for page in site.pages
        if [code for _, code in fences(markdown_of(page))] != blocks(page.article)
    )


def test_a_code_block_in_the_markdown_is_labelled_with_its_language(site: BuiltSite) -> None:
    by_suffix = {".yml": "yaml", ".yaml": "yaml", ".toml": "toml", ".lua": "lua", ".json": "json"}
    by_suffix |= {".conf": "nginx", ".el": "elisp"}
    by_name = {"Caddyfile": "caddyfile"}

    def language(block: html.HtmlElement) -> str:
        if block.xpath("ancestor::div[contains(@class, 'run__output')]"):
            return "text"
        file = block.xpath("string(ancestor::div[@data-file]/@data-file)")
        return by_name.get(Path(file).name) or by_suffix.get(Path(file).suffix, "python")

    fail_with(
        f"{page.name}: its Markdown labels the code block {number} {found!r}: it is {true}:"
        " correct src/dto_handbook_site/build/markdown_pages.py"
        for page in site.pages
        for number, (found, true) in enumerate(
            zip(
                (info for info, _ in fences(markdown_of(page))),
                map(language, page.article.cssselect("pre")),
                strict=False,
            ),
            1,
        )
        if found != true
    )


def tabs(page: Page) -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield the labels of a page's tabs, each with what the tab holds."""
    for tabbed in page.article.cssselect(".tabbed-set"):
        labels = tabbed.xpath("./div[@class='tabbed-labels']/label")
        inside = tabbed.xpath("./div[@class='tabbed-content']/div[@class='tabbed-block']")
        yield from zip((label.text_content() for label in labels), inside, strict=True)


def test_a_tab_is_named_before_its_code(site: BuiltSite) -> None:
    seen = set[str]()
    problems = list[str]()
    for page in site.pages:
        text, at = markdown_of(page), 0
        for label, inside in tabs(page):
            for part in (f"\n**{label}:**\n", *(f"\n{block}\n" for block in blocks(inside))):
                if (found := text.find(part, at)) < 0:
                    problems.append(f"{page.name}: below {label}, its Markdown has no {part!r}")
                at = max(at, found)
            seen.add(label)
    fail_with(problems)
    assert {"Bad", "Good", "Before", "After"} <= seen


def test_the_markdown_holds_every_word_of_the_prose_and_every_heading_id(
    site: BuiltSite,
) -> None:
    problems = list[str]()
    for page in site.pages:
        text = markdown_of(page)
        words = Counter(re.findall(r"\w+", prose(text)))
        shown = " ".join(page.article.xpath(".//text()[not(ancestor::pre)]"))
        problems += [
            f"{page.where(word)}: the page has {word!r} {number} times more than its Markdown:"
            " correct src/dto_handbook_site/build/markdown_pages.py"
            for word, number in (Counter(re.findall(r"\w+", shown)) - words).items()
        ]
        problems += [
            f"{page.where(id)}: its Markdown lacks the heading #{id}: correct"
            " src/dto_handbook_site/build/markdown_pages.py"
            for id in page.article.xpath(".//*[self::h1 or self::h2 or self::h3]/@id")
            if f"{{ #{id} }}" not in text
        ]
    fail_with(problems)


def test_a_table_in_the_markdown_has_the_rows_and_columns_of_the_page(site: BuiltSite) -> None:
    def rows(page: Page) -> Sequence[int]:
        return [
            len(re.findall(r"(?<!\\)\|", line)) - 1
            for line in prose(markdown_of(page)).splitlines()
            if line.startswith("| ") and not line.startswith("| ---")
        ]

    fail_with(
        f"{page.name}: the rows of its Markdown have {rows(page)} cells, not {cells}"
        for page in site.pages
        if rows(page) != (cells := [len(row) for row in page.article.xpath(".//tr")])
    )


def dead(folder: Path, text: str) -> Iterator[str]:
    """Yield the links of a Markdown text that lead to no file, or to no id of its page."""
    for link in LINK.findall(text):
        path, anchor = urldefrag(link)
        if "://" in path:
            continue
        target = folder / path if path else folder / "index.md"
        if not target.is_file() or (
            anchor
            and target.suffix == ".md"
            and anchor not in ids_of(target.with_name("index.html"))
        ):
            yield link


def test_every_link_in_the_markdown_leads_to_a_file_and_an_anchor(site: BuiltSite) -> None:
    texts = {page: prose(markdown_of(page)) for page in site.pages}
    fail_with(
        f"{page.name}: the link {link} of its Markdown leads nowhere"
        for page, text in texts.items()
        for link in dead(page.built.parent, text)
    )
    assert sum(len(LINK.findall(text)) for text in texts.values()) > len(texts)


def test_llms_txt_lists_every_page_once_with_what_it_is_about(site: BuiltSite) -> None:
    text = (site.folder / "llms.txt").read_text()
    assert text.startswith("# DTO Handbook\n\n> ")
    fail_with(f"llms.txt: the link {link} leads nowhere" for link in dead(site.folder, text))
    entries = re.findall(r"^- \[(.+)\]\((.+)\): (.+)$", text, re.MULTILINE)
    listed = Counter(site.folder / path for _, path, _ in entries)
    expected_files = Counter(page.built.with_name("index.md") for page in site.pages)
    fail_with(
        f"llms.txt: does not list {path.relative_to(site.folder)} once"
        for path in sorted({*(listed - expected_files), *(expected_files - listed)})
    )
    for _, path, description in entries:
        built = parsed((site.folder / path).with_name("index.html"))
        assert built.xpath("string(//meta[@name='description']/@content)") == description


def test_llms_txt_has_the_sections_of_the_navigation(site: BuiltSite) -> None:
    shown = parsed(site.folder / "index.html").cssselect(".md-tabs__link")
    text = (site.folder / "llms.txt").read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        link.text_content().strip() for link in shown
    ]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<pre><code>a = "```"\n</code></pre>', '````text\na = "```"\n````'),
        ("<pre><code>\n    a\n\n\n    b\n</code></pre>", "```text\n    a\n\n\n    b\n```"),
        ("<table><tr><th>A</th></tr><tr><td><code>a | b</code></td></tr></table>", r"`a \| b`"),
        ('<a href="../x/">x</a>', "[x](../x/index.md)"),
        ('<a href="..">x</a>', "[x](../index.md)"),
        ('<a href="../x/#y">x</a>', "[x](../x/index.md#y)"),
        ('<a href="#y">x</a>', "[x](#y)"),
        ('<a href="../x/y.py">x</a>', "[x](../x/y.py)"),
        ('<a href="https://a.example/">x</a>', "[x](https://a.example/)"),
        ("<p>__init__ of a_b_c</p>", "__init__ of a_b_c"),
    ],
)
def test_what_is_special_in_markdown_stays_what_it_is(inside: str, expected: str) -> None:
    assert expected in to_markdown(f"<article>{inside}</article>")
