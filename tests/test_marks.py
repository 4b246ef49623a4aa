"""What a reader sees of a sample's mark, in a real browser."""

from collections.abc import Sequence

from browser_setup import DESKTOP, PHONE
from handbook_site import BuiltSite, fail_with, what_is
from handbook_site import Page as Source
from playwright.sync_api import BrowserContext

MARKS = """() => [...document.querySelectorAll(".sample[data-module]")].map((sample) => {
  const mark = getComputedStyle(sample.querySelector(".filename"), "::before");
  const isSeen = mark.display !== "none" && mark.visibility === "visible" && mark.opacity !== "0";
  return [sample.dataset.module, isSeen && mark.content !== "none" ? mark.content : ""];
})"""


def test_every_bad_sample_has_a_mark_that_says_so_and_no_other_has_one(
    context: BrowserContext, site: BuiltSite, walked: Sequence[Source], address: str
) -> None:
    page, problems, seen = context.new_page(), list[str](), set[str]()
    for source in (it for it in walked if it.article.cssselect(".sample[data-module]")):
        page.goto(address + source.built.relative_to(site.folder).parent.as_posix() + "/")
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            for module, mark in page.evaluate(MARKS):
                seen.add(mark)
                if mark != ('"Bad"' if what_is(module) == "Bad" else ""):
                    problems.append(
                        f"{source.where(module)}: {module} is marked {mark or 'by nothing'}"
                    )
    page.close()
    fail_with(problems)
    assert seen == {"", '"Bad"'}, "no bad sample was looked at"
