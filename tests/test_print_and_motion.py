"""The site for those who print it or want nothing to move, in a real browser."""

from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.parametrize("page", ["desktop"], indirect=True),
]

PAGES = ["guidelines/immutability/", "rules/DTO202/", "placement/", "reference/data-user/"]
PAPER: ViewportSize = {"width": 718, "height": 1000}  # Within the margins of A4

# What has a duration that one can see, of itself or of what stands before and after it.
MOVING = """() => [...document.querySelectorAll("*")].flatMap((element) =>
  [null, "::before", "::after"].flatMap((pseudo) => {
    const style = getComputedStyle(element, pseudo);
    const lasts = (times) =>
      times.split(", ").some((time) => parseFloat(time) * (time.endsWith("ms") ? 1 : 1000) > 1);
    const moves = (style.transitionProperty !== "none" && lasts(style.transitionDuration))
      || (style.animationName !== "none" && lasts(style.animationDuration))
      || style.scrollBehavior === "smooth";
    return moves ? [`${element.tagName}.${element.className}${pseudo ?? ""}`] : [];
  }))"""

NOT_FOR_PAPER = (
    ".md-header, .md-tabs, .md-sidebar, .md-footer, .md-skip, .lines, .headerlink, button"
)
SHOWN = """skipped => [...document.querySelectorAll(skipped)]
  .filter((element) => element.checkVisibility({ opacityProperty: true }))
  .map((element) => element.outerHTML.slice(0, 100))"""
TEXTS = "article :is(h1, h2, h3, h4, p, li, td, summary, pre, label)"
HIDDEN = """texts => [...document.querySelectorAll(texts)]
  .filter((element) => element.textContent.trim() && !element.checkVisibility())
  .filter((element) => !element.closest(".placement")) // A form stands for them
  .map((element) => element.outerHTML.slice(0, 100))"""
CUT = """() => [...document.querySelectorAll("article, article *")]
  .filter(({ scrollWidth, clientWidth }) => clientWidth && scrollWidth > clientWidth + 1)
  .map((element) => element.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_for_who_wants_nothing_to_move(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    page.locator("article").evaluate("it => it.classList.add('runner--running')")
    assert page.evaluate(MOVING)
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("light", ["light", "dark"])
def test_paper_has_all_that_a_page_says_and_nothing_to_press(
    page: Page, address: str, path: str, light: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=light)
    page.goto(address + path)
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert page.evaluate(SHOWN, NOT_FOR_PAPER) == []
    assert page.evaluate(HIDDEN, TEXTS) == []
    assert page.evaluate(CUT) == []
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("h1")).to_have_css("color", "rgb(29, 38, 40)")
