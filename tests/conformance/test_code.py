"""Code on pages: what a reader sees is a file of the project, or runs."""

import ast
import textwrap
from collections.abc import Iterator

from handbook_site import BuiltSite, Page, fail_with, not_accepted
from lxml import html
from project_code import ROOT, exists, module_file, split

from dto_handbook_site.build.accepted import differences, leftovers
from dto_handbook_site.demos.flagged_samples import text_of


def problem_of(block: html.HtmlElement) -> str | None:
    """Say what is wrong with a code block of a page; None where it is proven."""
    text = block.text_content().strip()
    if block.xpath("ancestor::div[@class='run']"):
        return None  # Compared with what pytest executes, below
    if module := block.xpath("string(ancestor::div[@data-module]/@data-module)"):
        source = text_of(module) or module_file(module).read_text()
        proven = text == source.strip()
        return None if proven else f"not the text of {module}"
    if path := block.xpath("string(ancestor::div[@data-file]/@data-file)"):
        file = ROOT / path
        proven = file.is_file() and text == file.read_text().strip()
        return None if proven else f"not the text of {path}"
    if path := block.xpath("string(ancestor::*[@data-object][1]/@data-object)"):
        return None if is_source_of(path, text) else f"not the source of {path}"
    if block.xpath("parent::div[contains(@class, 'doc-signature')]"):
        path = block.xpath("string(ancestor::div[contains(@class, 'doc-object')][1]/*[@id]/@id)")
        return None if exists(path) else f"the signature of {path}, which does not exist"
    return "a code block that nothing executes"


def is_source_of(path: str, text: str) -> bool:
    """Return whether a string is the source of a class or function of the project."""
    module, names = split(path)
    if not exists(path):
        return False
    source = module_file(module).read_text()
    found: ast.AST = ast.parse(source)
    for name in names:
        found = next(
            node
            for node in ast.iter_child_nodes(found)
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.name == name
        )
    assert isinstance(found, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    first = min([found.lineno, *(decorator.lineno for decorator in found.decorator_list)])
    lines = source.splitlines()[first - 1 : found.end_lineno]
    return text == textwrap.dedent("\n".join(lines)).strip()


def test_every_code_block_is_a_file_of_the_project_or_an_executed_fence(site: BuiltSite) -> None:
    fail_with(
        f"{page.where(block.text_content())}: {problem}:\n{block.text_content()}"
        for page in site.pages
        for block in page.article.cssselect("pre")
        if (problem := problem_of(block))
    )


def fence_problems(page: Page) -> Iterator[str]:
    """Say where a page shows other fences than pytest executes."""
    shown, executed = [run.code for run in page.runs], [fence.code for fence in page.fences]
    for code in shown:
        if code not in executed:
            yield f"{page.where(code)}: shown as run, but pytest does not execute it:\n{code}"
    for fence in page.fences:
        if fence.code not in shown:
            yield f"{page.name}:{fence.line}: executed, but not shown on the page:\n{fence.code}"
    if sorted(shown) == sorted(executed) and shown != executed:
        yield f"{page.name}: fences in another order than executed"
    elif len(shown) != len(executed):
        yield f"{page.name}: shows {len(shown)} fences, and pytest executes {len(executed)}"


def test_every_page_shows_the_fences_that_pytest_executes_and_no_others(site: BuiltSite) -> None:
    fail_with(problem for page in site.pages for problem in fence_problems(page))


def test_every_page_prints_and_states_what_was_accepted(site: BuiltSite) -> None:
    def problems(page: Page) -> Iterator[str]:
        shown = {run.code.strip("\n"): run.output for run in page.runs}
        yield from differences(page.source, lambda code: shown.get(code, "not on the built page"))

    fail_with(not_accepted(found, page.name) for page in site.pages for found in problems(page))
    fail_with(
        f"{file.relative_to(ROOT)}: its page is gone: run: python -m dto_handbook_site accept"
        for file in leftovers()
    )
