"""What a reader sees outside of the pages: a link's preview elsewhere, and the error page."""

from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

import yaml
from handbook_site import BuiltSite, Page, fail_with, ids_of, parsed
from lxml import etree, html
from preview import DRAWING, HEIGHT, PICTURE, WIDTH, is_current
from project_code import ROOT, module_file

NAMED = DRAWING.relative_to(ROOT).as_posix()
SHOWN = {
    "resource_slots: list[str]": "dto_handbook.rules.dto202.bad",
    "resource_slots: tuple[str, ...]": "ai.backend.manager.data.session.allocation",
}
"""By the code that the picture shows, the module that it comes from."""


def told(page: Page, name: str) -> str:
    [content] = parsed(page.built).xpath(f"//meta[@property='og:{name}']/@content")
    return str(content)


def test_a_link_to_a_page_shows_its_title_its_description_and_the_picture(site: BuiltSite) -> None:
    for page in site.pages:
        root = parsed(page.built)
        [description] = root.xpath("//meta[@name='description']/@content")
        [address] = root.xpath("//link[@rel='canonical']/@href")
        assert told(page, "description") == description, page.name
        assert told(page, "url") == address, page.name
        assert told(page, "title") in root.findtext("head/title"), page.name
        assert urlsplit(told(page, "image")).scheme, page.name
        path = urlsplit(told(page, "image")).path.lstrip("/")
        assert (site.folder / path).read_bytes() == PICTURE.read_bytes(), page.name


def test_the_picture_is_made_of_the_drawing_as_it_is() -> None:
    if not is_current(PICTURE.read_bytes()):
        fail_with([f"{NAMED}: docs/assets/preview.png is older: run python tests/preview.py"])


def test_the_drawing_says_what_the_handbook_says() -> None:
    config = yaml.compose((ROOT / "mkdocs.yml").read_text())
    assert isinstance(config, yaml.MappingNode)
    site = {key.value: node.value for key, node in config.value}
    drawing = etree.parse(str(DRAWING)).getroot()
    assert (drawing.get("width"), drawing.get("height")) == (str(WIDTH), str(HEIGHT))
    texts = [text.text or "" for text in drawing.iterfind(".//{*}text")]
    code = [text for text in texts if ":" in text]
    words = " ".join(text for text in texts if text not in code and text not in ("Bad", "Good"))
    expected = f"{site['site_name']} {site['site_description']}"
    if words != expected:
        fail_with([f"{NAMED}: {words!r}: mkdocs.yml has {expected!r}"])
    fail_with(
        f"{NAMED}: {text!r} does not stand in {SHOWN.get(text, 'any module that the test lists')}"
        for text in code
        if text not in SHOWN or text not in module_file(SHOWN[text]).read_text()
    )


def doors(root: html.HtmlElement, page: str) -> Sequence[tuple[str, str]]:
    return [
        (link.text_content(), urljoin(page, link.get("href")))
        for link in root.cssselect(".doors h3 > a:first-child")
    ]


def test_the_error_page_has_the_doors_of_the_home_page(site: BuiltSite) -> None:
    [address] = parsed(site.page("docs/index.md").built).xpath("//link[@rel='canonical']/@href")
    error = doors(parsed(site.folder / "404.html"), address)
    assert error == doors(parsed(site.page("docs/index.md").built), address)


def test_the_error_page_searches_and_each_of_its_links_leads_somewhere(site: BuiltSite) -> None:
    [address] = parsed(site.page("docs/index.md").built).xpath("//link[@rel='canonical']/@href")
    [article] = parsed(site.folder / "404.html").cssselect("article")
    [form] = article.cssselect("form[role=search]")
    assert urljoin(address, form.get("action")) == address
    assert form.cssselect("input[name=q]")  # Which the theme's search reads
    links = [urlsplit(urljoin(address, link)) for link in article.xpath(".//a/@href")]
    assert links
    for link in links:
        file = site.folder / link.path.lstrip("/") / "index.html"
        assert file.is_file(), link
        assert not link.fragment or link.fragment in ids_of(file), link
