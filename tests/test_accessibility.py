"""axe-core on every page and in what opens on it: nothing is wrong, at a desk and on a phone."""

import pytest
from accessibility import COLOURS, found, found_in, prepare, switch
from browsing import DESKTOP, PHONE
from handbook_site import BuiltSite, fail_with
from playwright.sync_api import BrowserContext, Page, expect

SHOW = """tab => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const sets = [...document.querySelectorAll(".tabbed-set")].map((set) => [...set.querySelectorAll(":scope > input")]);
  for (const inputs of sets) inputs[tab]?.click();
  return Math.max(0, ...sets.map((inputs) => inputs.length));
}"""


def test_axe_finds_nothing_wrong_on_any_page_whichever_tab_is_open(
    context: BrowserContext, site: BuiltSite, address: str
) -> None:
    files = [*(page.built for page in site.pages), site.folder / "404.html"]
    known, problems = set[tuple[str, str]](), list[str]()
    page = context.new_page()
    prepare(page)
    for file in files:
        path = file.relative_to(site.folder).as_posix().removesuffix("index.html")
        page.set_viewport_size(DESKTOP)
        page.goto(address + path)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            where = f"/{path} at {size['width']}"
            tabs, tab = 1, 0
            while tab < tabs:
                tabs = page.evaluate(SHOW, tab)
                parts = ".tabbed-content" if tab else ""
                problems += [f"{where}: {line}" for line in found(page, parts)]
                for scheme in ("light", "dark"):
                    lines = found_in(page, scheme, known)
                    problems += [f"{where} in the {scheme}: {line}" for line in lines]
                tab += 1
    page.close()
    fail_with(dict.fromkeys(problems))
