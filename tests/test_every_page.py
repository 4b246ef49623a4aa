"""Every page in a real browser, each opened once: it fits, is accessible, and asks nobody else."""

from collections.abc import Iterator, Sequence

from accessibility import FRAME, GROUP, SETTLED, found, misplaced, prepare
from browser_setup import DESKTOP, PHONE, SMALL, ZOOMED
from handbook_site import BuiltSite, fail_with, what_is
from handbook_site import Page as Source
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

# How many pixels stick out, and how each sample is marked.
LOOK = """async () => {
  await new Promise(requestAnimationFrame);
  const marks = [...document.querySelectorAll(".sample[data-module]")].map((sample) => {
    const mark = getComputedStyle(sample.querySelector(".filename"), "::before");
    const isSeen = mark.display !== "none" && mark.visibility === "visible" && mark.opacity !== "0";
    const isInstead = Boolean(sample.closest("#samples-good"));
    const text = isSeen && mark.content !== "none" ? mark.content : "";
    return [sample.dataset.module, isInstead, text];
  });
  return [document.documentElement.scrollWidth - innerWidth, marks];
}"""

# The cells of wide tables which a phone shows without the name of their column.
UNNAMED = """() => [...document.querySelectorAll("article table:not([class])")].flatMap((table) => {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  if (heads.length < 3) return [];
  return [...table.tBodies[0].rows].flatMap((row) => [...row.cells]).filter((cell) => {
    const { content } = getComputedStyle(cell, "::before");
    return cell.cellIndex && cell.innerHTML && !content.includes(heads[cell.cellIndex]);
  }).map((cell) => `${heads[cell.cellIndex]}: ${cell.textContent}`);
})"""

# Shows whatever is closed, and all tabs of a set below each other, as on paper.
SHOW = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const style = document.createElement("style");
  style.textContent = ".tabbed-block { display: block !important }";
  document.head.append(style);
}"""


def test_every_page_fits_every_screen_and_is_accessible_and_asks_no_other_host(
    context: BrowserContext, site: BuiltSite, walked: Sequence[Source], address: str
) -> None:
    heard, known, groups, marks = list[str](), set[str](), set[str](), set[str]()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(f"logs {message.text}")

    def check(answer: Response) -> None:
        if answer.status >= 400:
            heard.append(f"{answer.url} has status {answer.status}")
        if not answer.url.startswith((address, "data:")):
            heard.append(f"asks {answer.url}")

    def problems(page: Page) -> Iterator[str]:
        group = page.evaluate(GROUP)
        left_out = FRAME if group in groups else ()
        groups.update({group} - {""})  # A page in no group is tried whole
        page.evaluate(SHOW)
        # Not back to a wider one: what moves into its place sticks out meanwhile
        for size in (DESKTOP, ZOOMED, PHONE, SMALL):
            page.set_viewport_size(size)
            overhang, samples = page.evaluate(LOOK)
            if overhang > 0:
                yield f"{overhang} pixels too wide at {size['width']}"
            for module, is_instead, mark in samples:
                marks.add(mark)
                right = "Bad" if what_is(module) == "Bad" else "Good" if is_instead else ""
                if mark.strip('"') != right:
                    yield f"{module} is marked {mark or 'by nothing'} at {size['width']}"
            if size is DESKTOP:
                page.evaluate(SETTLED)
                yield from found(page, known, left_out)
            if size is PHONE:
                page.evaluate(SETTLED)
                yield from (f"on a phone, {line}" for line in misplaced(page, left_out))
        yield from (f"a phone names no column at {cell}" for cell in page.evaluate(UNNAMED))

    page = context.new_page()
    prepare(page)
    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"raises {error}"))
    page.on("response", check)
    page.on("requestfailed", lambda request: heard.append(f"does not get {request.url}"))
    reported = list[str]()
    for source, file in [
        *((it.name, it.built) for it in walked),
        ("404.html", site.folder / "404.html"),
    ]:
        page.set_viewport_size(DESKTOP)
        page.goto(address + file.relative_to(site.folder).as_posix().removesuffix("index.html"))
        reported += [f"{source}: {problem}" for problem in [*problems(page), *heard]]
        heard.clear()
    page.close()
    fail_with(reported)
    assert marks == {"", '"Bad"', '"Good"'}, "no sample of each kind was looked at"
