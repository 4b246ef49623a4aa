"""How pytest finds and runs the Python fences of the pages."""

from collections.abc import Generator

import pytest
from handbook_site import fence_parser, not_accepted
from markdown_it import MarkdownIt
from project_code import ROOT
from pytest_markdown_docs._runners import DefaultRunner, register_runner
from pytest_markdown_docs.definitions import FenceTestDefinition
from pytest_markdown_docs.plugin import MarkdownDocstringCodeModule

from dto_handbook_site.build.accepted import accepted, difference, parts
from dto_handbook_site.execute.execution import RunError
from dto_handbook_site.execute.outputs import new_output


def pytest_markdown_docs_markdown_it() -> MarkdownIt:
    return fence_parser()


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for fences in pages alone: to look in docstrings, it imports each test once more."""
    return [it for it in (yield) if not isinstance(it, MarkdownDocstringCodeModule)]


@register_runner(default=True)
class FenceRunner(DefaultRunner):
    """Runs a fence as the page's build does: on newly imported samples, in a process of its own."""

    def runtest(
        self, test: FenceTestDefinition, args: dict[str, object], *, asyncio_runner: object = None
    ) -> None:
        page, code = test.source_path, test.source.strip("\n")
        name = page.relative_to(ROOT).as_posix()
        try:
            printed = {code: new_output(code)}  # The site's build shows this
        except RunError as error:
            place = f"{name}:{test.start_line + error.line}"
            pytest.fail(f"{place}: correct this line, or what it runs: {error}", pytrace=False)
        same = [it for it in parts(page, lambda it: printed.get(it, "")) if it.code == code]
        if not same:
            pytest.fail("begin the fence with ```python: what it prints is accepted", pytrace=False)
        if found := "".join(difference(page, part, accepted(page)) for part in same):
            pytest.fail(not_accepted(found, name), pytrace=False)
