"""Every fence and every sample does in the page what it does where the site is built."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from handbook_site import Page as Source
from playwright.sync_api import BrowserContext

from dto_handbook_site.execute.execution import RunError
from dto_handbook_site.execute.outputs import output

pytestmark = pytest.mark.thorough

# As many at once as there may be idle ones: each keeps what it has loaded.
RUN = """async (requests) => {
  const { ask } = await import("/assets/python.js");
  const results = [];
  let next = 0;
  const work = async () => {
    while (next < requests.length) {
      const number = next++;
      let output = "";
      const onOutput = ({ stream, text }) => { if (stream === "out") output += text; };
      const answer = await ask("run", requests[number], { onOutput, limit: 60000 }).result
        .catch(({ message }) => ({ ok: false, traceback: message }));
      results[number] = output + (answer.traceback ?? "");
    }
  };
  await Promise.all([work(), work()]);
  return results;
}"""


@pytest.fixture(scope="module")
def printed(context: BrowserContext, address: str, walked: Sequence[Source]) -> dict[str, str]:
    """What everything prints in one page, by the code or the name of the module."""
    fences = [run.code for page in walked for run in page.runs if run.is_for_browsers]
    requests = [{"code": code} for code in fences] + [{"module": name} for name in modules(walked)]
    page = context.new_page()
    page.set_default_timeout(0)
    page.goto(f"{address}404.html")
    results = page.evaluate(RUN, requests)
    page.close()
    return dict(zip([*fences, *modules(walked)], results, strict=True))


def modules(pages: Sequence[Source]) -> Sequence[str]:
    return sorted(
        {
            sample.get("data-module", "")
            for page in pages
            for sample in page.article.cssselect(".sample[data-module]")
        }
    )


def test_every_fence_prints_in_the_page_what_the_page_shows(
    walked: Sequence[Source], printed: dict[str, str]
) -> None:
    wrong = [
        f"{page.where(run.code)} shows\n{run.output}\nand prints\n{printed[run.code]}"
        for page in walked
        for run in page.runs
        if run.is_for_browsers and printed[run.code].strip() != run.output.strip()
    ]
    assert not wrong, "\n\n".join(wrong)


def test_every_sample_prints_in_the_page_what_it_prints_elsewhere(
    walked: Sequence[Source], printed: dict[str, str]
) -> None:
    names = modules(walked)
    expected = dict[str, str]()
    for name in names:
        # What this Python refuses to import, as an invalid sample, the page's later one may not.
        with suppress(RunError):
            expected[name] = output(f"import {name}")
    assert len(expected) > 0.9 * len(names)
    assert {name: printed[name] for name in expected} == expected
