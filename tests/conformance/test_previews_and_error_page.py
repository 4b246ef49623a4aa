"""What a reader sees outside of the pages: a link's preview elsewhere, and the error page."""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

import yaml
from handbook_site import BuiltSite, Page, fail_with, ids_of, parsed
from lxml import etree, html
from preview import DRAWING, HEIGHT, PICTURE, WIDTH, is_current
from project_code import ROOT, module_file

NAMED = DRAWING.relative_to(ROOT).as_posix()
ERROR = "docs/templates/theme/404.html"
SHOWN = {
    "resource_slots: list[str]": "dto_handbook.rules.dto202.invalid",
    "resource_slots: tuple[str, ...]": "ai.backend.manager.data.session.allocation",
}
"""By the code that the picture shows, the module that it comes from."""


TEMPLATE = "docs/templates/theme/partials/preview.html"


def previews(page: Page, site: BuiltSite) -> Iterator[tuple[str, str, str]]:
    """Return what a page's preview says, what it must say, and which part of it that is."""
    root = parsed(page.built)
    found = {meta.get("property"): meta.get("content") for meta in root.iterfind("head/meta")}
    [description] = root.xpath("//meta[@name='description']/@content")
    yield found.get("og:description") or "", description, "description"
    yield found.get("og:url") or "", address_of(page), "address"
    title = (root.findtext("head/title") or "").removesuffix(f" - {found.get('og:site_name')}")
    yield found.get("og:title") or "", title, "title"
    home = address_of(site.page("docs/index.md"))
    yield found.get("og:image") or "", f"{home}assets/{PICTURE.name}", "picture"


def address_of(page: Page) -> str:
    [address] = parsed(page.built).xpath("//link[@rel='canonical']/@href")
    return str(address)


def test_a_link_to_a_page_shows_its_title_its_description_and_the_picture(site: BuiltSite) -> None:
    assert (site.folder / "assets" / PICTURE.name).read_bytes() == PICTURE.read_bytes()
    fail_with(
        f"{page.name}: its preview's {what} is {found!r}, and not {true!r}: fix {TEMPLATE}"
        for page in site.pages
        for found, true, what in previews(page, site)
        if found != true
    )


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
        for link in root.cssselect(".doors h2 > a:first-child")
    ]


def test_the_error_page_has_the_doors_of_the_home_page(site: BuiltSite) -> None:
    home = site.page("docs/index.md")
    here = doors(parsed(site.folder / "404.html"), address_of(home))
    there = doors(parsed(home.built), address_of(home))
    if here != there:
        fail_with([f"{ERROR}: its doors are {here}, and docs/index.md has {there}"])


def test_the_error_page_searches_and_each_of_its_links_leads_somewhere(site: BuiltSite) -> None:
    home = address_of(site.page("docs/index.md"))
    [article] = parsed(site.folder / "404.html").cssselect("article")
    [form] = article.cssselect("form[role=search]")
    assert urljoin(home, form.get("action")) == home
    assert form.cssselect("input[name=q]")  # Which the theme's search reads
    links = [urlsplit(urljoin(home, link)) for link in article.xpath(".//a/@href")]
    files = [site.folder / link.path.lstrip("/") / "index.html" for link in links]
    assert links
    fail_with(
        f"{ERROR}: the link to {link.path}#{link.fragment} leads nowhere"
        for link, file in zip(links, files, strict=True)
        if not file.is_file() or (link.fragment and link.fragment not in ids_of(file))
    )
