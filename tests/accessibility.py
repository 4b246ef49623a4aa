"""axe-core in a page: what it finds wrong there, in the light and in the dark."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Literal

from playwright.sync_api import Page, expect

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

# Of axe's rules, these alone depend on the colours. They take nine tenths of its time.
COLOURS = ("color-contrast", "link-in-text-block")
# axe leaves it off, as it is younger than the others.
TOUCH = {"target-size": {"enabled": True}}

RUN = """async ([parts, options]) => {
  const found = await axe.run(parts ? { include: [[parts]] } : document, options);
  // What axe cannot tell is nothing that it found right.
  return [...found.violations, ...found.incomplete].flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary, any, all, none }) => {
      const why = failureSummary ?? [...any, ...all, ...none].map(({ message }) => message).join(" ");
      return `${id}: ${target.join(" ")}: ${why.replace(/\\s+/g, " ")}`;
    }));
}"""

# Marks one text of each look that is new: its colours and its size, and for a link those around it.
MARK = """known => {
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
  for (const element of document.body.querySelectorAll("*")) {
    element.removeAttribute("data-look");
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const { color, fontSize, fontWeight, textDecorationLine } = getComputedStyle(element);
    const around = element.matches("a") && getComputedStyle(element.parentElement).color;
    const text = [color, fontSize, fontWeight, textDecorationLine, around].join(" ");
    const look = `${text} on ${ground(element)}`;
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


def switch(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Let the system be light or dark, and wait until the page is.

    Args:
        page: The page.
        scheme: Which of them.
    """
    page.emulate_media(color_scheme=scheme)
    name = "slate" if scheme == "dark" else "default"
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", name)


def found(page: Page, parts: str = "", rules: Sequence[str] = ()) -> Sequence[str]:
    """Run axe.

    Args:
        page: The page.
        parts: A selector of what to look at; all of it where there is none.
        rules: Those to run; where there are none, all but those about colours.

    Returns:
        What is wrong, a line each: rule, selector, and what to do.
    """
    off = {rule: {"enabled": False} for rule in COLOURS}
    which = {"runOnly": list(rules)} if rules else {"rules": {**TOUCH, **off}}
    options = {"resultTypes": ["violations", "incomplete"], "preload": False, **which}
    lines: Sequence[str] = page.evaluate(RUN, [parts, options])
    return lines


def found_in_any_light(page: Page, known: set[tuple[str, str]]) -> Iterator[str]:
    """Run axe, the rules about colours in the light and in the dark.

    Args:
        page: The page.
        known: The looks of texts that were tried before, each with the light, which grow.

    Yields:
        What is wrong, a line each.
    """
    yield from found(page)
    for scheme in ("light", "dark"):
        yield from (f"{scheme}: {line}" for line in found_in(page, scheme, known))


def found_in(
    page: Page, scheme: Literal["light", "dark"], known: set[tuple[str, str]]
) -> Sequence[str]:
    """Run the rules about colours, on one text of each look that was not tried before.

    Args:
        page: The page.
        scheme: The light.
        known: The looks that were tried, which grow.

    Returns:
        What is wrong, a line each.
    """
    switch(page, scheme)
    fresh = page.evaluate(MARK, [look for light, look in known if light == scheme])
    known.update((scheme, look) for look in fresh)
    return found(page, "[data-look]", COLOURS) if fresh else []
