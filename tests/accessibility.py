"""axe-core in a page: what it finds wrong there, in the light and in the dark."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import TypeAlias

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

Parts: TypeAlias = Mapping[str, Sequence[Sequence[str]]]

LIGHTS = {"light": "default", "dark": "slate"}

# Of axe's rules, these alone depend on the colours. They take much of its time.
COLOURS = ("color-contrast", "link-in-text-block")
# These depend on where things are. axe leaves the last one off, as it is younger than the others.
PLACES = ("scrollable-region-focusable", "target-size")

# What Material puts around each page, the same in a group of the navigation but for titles.
FRAME = (".md-header", ".md-tabs", ".md-sidebar--primary", ".md-footer")
GROUP = """() => [...document.querySelectorAll(".md-nav__item--nested.md-nav__item--active")].map(
  (item) => item.querySelector(".md-ellipsis").textContent.trim()).join(" / ")"""

# Until Material has seen which code can be scrolled, and made that a stop of the keyboard.
SETTLED = """new Promise((resolve, reject) => {
  requestAnimationFrame(() => setTimeout(resolve, 30));
  setTimeout(() => reject(new Error("The browser draws nothing")), 60000);
})"""

RUN = """async ([parts, options]) => {
  let found = await axe.run(parts, { ...options, selectors: false });
  if (!found.violations.length && !found.incomplete.length) return [];
  found = await axe.run(parts, options);  // Again, as selectors take a while to make
  // What axe cannot decide is nothing that it found right.
  return [...found.violations, ...found.incomplete].flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary, any, all, none }) => {
      const messages = [...any, ...all, ...none].map(({ message }) => message);
      const why = failureSummary ?? messages.join(" ");
      return `${id}: ${target.join(" ")}: ${why.replace(/\\s+/g, " ")}`;
    }));
}"""

# Marks one text of each look that is new: colours and size, and how a link differs from others.
MARK = """([scheme, known]) => {
  document.body.dataset.mdColorScheme = scheme; // Material would compute all styles four times
  const looks = new Set(known), grounds = new Map(), fresh = [];
  function ground(element) {
    if (!element) return "";
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
      const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
      const below = ground(element.parentElement);
      grounds.set(element, own === "rgba(0, 0, 0, 0) none 1" ? below : `${own} on ${below}`);
    }
    return grounds.get(element);
  }
  for (const old of document.querySelectorAll("[data-look]")) old.removeAttribute("data-look");
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim()) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const { color, fontSize, fontWeight, textDecorationLine } = getComputedStyle(element);
    // From 14 points on if it is bold, or else from 18, less contrast is enough.
    const isLarge = parseFloat(fontSize) >= (fontWeight < 700 ? 24 : 56 / 3);
    const link = element.matches("a") && [
      textDecorationLine, fontWeight, fontSize, getComputedStyle(element.parentElement).color];
    const look = `${[color, isLarge, link]} on ${ground(element)}`;
    if (looks.has(look)) continue;
    looks.add(look);
    fresh.push(look);
    element.setAttribute("data-look", "");
  }
  return fresh;
}"""


def prepare(page: Page) -> None:
    """Put axe into each page that is opened from now on, and hold all colours still.

    Args:
        page: The tab.
    """
    page.add_init_script(AXE)
    page.emulate_media(reduced_motion="reduce")


def found(page: Page, known: set[str], left_out: Sequence[str] = ()) -> Iterator[str]:
    """Run axe on what a page shows.

    Args:
        page: The page.
        known: The looks of texts whose colours were tried before, which grow.
        left_out: Selectors of parts of which the colours alone are tried.

    Yields:
        What is wrong, a line each: the light where it matters, the rule, a selector, what to do.
    """
    parts = _all_but(left_out)
    yield from _run(page, parts, {"rules": {rule: {"enabled": False} for rule in COLOURS}})
    for light, name in LIGHTS.items():
        if fresh := page.evaluate(MARK, [name, list(known)]):
            known.update(fresh)
            lines = _run(page, {"include": [["[data-look]"]]}, {"runOnly": COLOURS})
            yield from (f"in the {light}: {line}" for line in lines)


def misplaced(page: Page, left_out: Sequence[str] = ()) -> Sequence[str]:
    """Run axe's rules on places, one of which takes half the time of all: return what is wrong.

    Args:
        page: The page.
        left_out: Selectors of parts that are not tried.
    """
    return _run(page, _all_but(left_out), {"runOnly": PLACES})


def _all_but(left_out: Sequence[str]) -> Parts:
    return {"include": [["html"]], "exclude": [[it] for it in left_out]}


def _run(page: Page, parts: Parts, options: Mapping[str, object]) -> Sequence[str]:
    always = {"resultTypes": ["violations", "incomplete"], "preload": False}
    lines: Sequence[str] = page.evaluate(RUN, [parts, {**always, **options}])
    return lines
