"""Gates over the built site: what a reader sees against what is true."""

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterable, Sequence

import pytest
from handbook_site import (
    ROOT,
    BuiltSite,
    Page,
    ids_of,
    module_file,
    modules,
    outputs_of,
    sources,
)
from lxml import html

from dto_handbook.clauses import CLAUSES, Clause


def report(problems: Iterable[str]) -> None:
    """Fail with every problem on a line of its own."""
    if lines := list(problems):
        pytest.fail("\n".join(["", *lines]), pytrace=False)


def test_the_site_builds_without_a_warning(site_build: BuiltSite) -> None:
    if "WARNING" in site_build.log or "ERROR" in site_build.log or not site_build.pages:
        pytest.fail(f"mkdocs build --strict:\n{site_build.log}", pytrace=False)


# Code blocks


def slip_of(block: html.HtmlElement) -> str | None:
    """Say what is wrong with a code block of a page; None where it is proven."""
    text = block.text_content().strip()
    if block.xpath("ancestor::div[@class='run']"):
        return None  # Compared with what pytest executes, below
    if module := block.xpath("string(ancestor::div[@data-module]/@data-module)"):
        proven = text == module_file(module).read_text().strip()
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


def split(path: str) -> tuple[str, Sequence[str]]:
    """Split a dotted path into its module, empty where there is none, and the names inside."""
    module, names = path, list[str]()
    while module and not module_file(module).is_file():
        module, _, name = module.rpartition(".")
        names.insert(0, name)
    return module, names


def exists(path: str) -> bool:
    """Tell whether a dotted path leads to an object of the project."""
    module, names = split(path)
    if not module:
        return False
    found = importlib.import_module(module)
    for name in names:
        if isinstance(found, type) and name in inspect.get_annotations(found):
            return True
        if not hasattr(found, name):
            return False
        found = getattr(found, name)
    return True


def is_source_of(path: str, text: str) -> bool:
    """Tell whether a text is the source of a class or function of the project."""
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
    report(
        f"{page.where(block.text_content())}: {slip}:\n{block.text_content()}"
        for page in site.pages
        for block in page.article.cssselect("pre")
        if (slip := slip_of(block))
    )


def test_every_page_shows_the_fences_that_pytest_executes_and_no_others(site: BuiltSite) -> None:
    for page in site.pages:
        shown, executed = [run.code for run in page.runs], [fence.code for fence in page.fences]
        report(
            f"{page.where(code)}: shown as run, but pytest does not execute it:\n{code}"
            for code in shown
            if code not in executed
        )
        report(
            f"{page.name}:{fence.line}: executed, but not shown on the page:\n{fence.code}"
            for fence in page.fences
            if fence.code not in shown
        )
        assert shown == executed, f"{page.name}: fences in another order or number than executed"


def test_every_output_shown_is_what_the_fence_prints_in_a_process_of_its_own(
    site: BuiltSite,
) -> None:
    placed = [(page, fence) for page in site.pages for fence in page.fences]
    printed = outputs_of([fence for _, fence in placed])
    shown = [run.output for page in site.pages for run in page.runs]
    report(
        f"{page.name}:{fence.line}: shows\n{output}\nbut prints\n{now}"
        for (page, fence), output, now in zip(placed, shown, printed, strict=True)
        if output != now
    )


# Samples


def test_every_bad_sample_is_shown_and_run_on_the_same_page(site: BuiltSite) -> None:
    def shows_and_runs(page: Page, sample: str) -> bool:
        room = sample.rpartition(".")[0]
        harm = f"{room}.harm"
        run = [fence.code for fence in page.fences]
        if any(harm in code for code in run):
            run.append(module_file(harm).read_text())
        shown = page.article.xpath(f"//div[@data-module='{sample}']")
        names = (sample, f"from {room} import bad")
        return bool(shown) and any(name in code for code in run for name in names)

    report(
        f"{module_file(sample).relative_to(ROOT)}: no page shows this sample and runs it"
        for sample in modules("dto_handbook.rules", "bad.py")
        if not any(shows_and_runs(page, sample) for page in site.pages)
    )


def test_the_reference_has_every_module_of_the_manager(site: BuiltSite) -> None:
    ids = {id for page in site.pages for id in page.article.xpath("//@id")}
    report(
        f"{module_file(module).relative_to(ROOT)}: on no page of docs/reference"
        for module in modules("ai.backend.manager.data") + modules("ai.backend.common.dto.manager")
        if module not in ids
    )


# Clauses


def stated_clauses(page: Page) -> Sequence[tuple[str, html.HtmlElement]]:
    """List the clauses that a page states, each with its heading."""
    return [
        (clause, heading)
        for heading in page.article.cssselect("[data-clause]")
        for clause in heading.get("data-clause").split()
    ]


def test_every_clause_has_one_heading_with_an_anchor(site: BuiltSite) -> None:
    places: dict[str, list[str]] = {clause.id: [] for clause in CLAUSES}
    for page in site.pages:
        for clause, heading in stated_clauses(page):
            assert heading.tag in {"h1", "h2", "h3", "h4"}, f"{page.name}: {clause} on no heading"
            assert heading.get("id"), f"{page.name}: the heading of clause {clause} has no id"
            assert clause in places, f"{page.name}: there is no clause {clause} in clauses.py"
            places[clause].append(f"{page.name}#{heading.get('id')}")
    report(
        f"clause {clause.id} ({clause.statement}): "
        + (f"more than one heading: {found}" if found else "no heading states it on any page;")
        + f' write one with {{ #anchor data-clause="{clause.id}" }}'
        for clause in CLAUSES
        if len(found := places[clause.id]) != 1
    )


def test_the_page_of_a_clause_shows_its_samples(site: BuiltSite) -> None:
    def shows(page: Page, sample: str) -> bool:
        shown = page.article.xpath(f"//*[@data-module='{sample}']")
        linked = page.article.xpath(f"//a[contains(@href, '#{sample}')]")
        return bool(shown or linked)

    report(
        f"{page.name}: clause {clause.id} has the sample {sample}, and the page neither shows it"
        " nor links to it"
        for page in site.pages
        for stated, _ in stated_clauses(page)
        for clause in CLAUSES
        if clause.id == stated
        for sample in clause.samples
        if not shows(page, sample)
    )


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_the_samples_of_a_clause_exist(clause: Clause) -> None:
    report(
        f"src/dto_handbook/clauses.py: clause {clause.id}: there is no {sample}"
        for sample in clause.samples
        if not exists(sample)
    )


def test_the_clauses_are_those_of_the_numbered_guideline() -> None:
    numbered = ROOT.parent / "shared" / "clauses.md"
    if not numbered.is_file():
        return  # Only beside the team's own checkout; elsewhere clauses.py is all there is
    ids = re.findall(r"\*\*([A-Z]\d[a-z]?)\*\*", numbered.read_text())
    assert sorted(ids) == sorted(clause.id for clause in CLAUSES)


# Links and requests


def test_raw_links_lead_to_something(site: BuiltSite) -> None:
    problems = []
    for page in site.pages:
        for link in page.article.xpath("//article//@href"):
            path, _, anchor = link.partition("#")
            if "://" in path or path.startswith("mailto:"):
                continue
            target = (page.built.parent / path).resolve() if path else page.built
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                problems.append(f"{page.where(link)}: {link} leads nowhere")
            elif anchor and target.suffix == ".html" and anchor not in ids_of(target):
                problems.append(f"{page.where(link)}: {link}: no such anchor")
    report(problems)


def test_no_id_stands_twice_on_a_page(site: BuiltSite) -> None:
    for page in site.pages:
        ids = page.article.xpath("//article//@id")
        report(f"{page.name}: the id {id} stands twice" for id in set(ids) if ids.count(id) > 1)


def test_every_heading_has_an_id_of_its_own_choosing() -> None:
    heading = re.compile(r"^\s*#{1,6} (?!.*\{[^}]*#[\w.-]+[^}]*\}\s*$).*$", re.MULTILINE)
    for path in sources():
        prose = re.sub(r"^( *)```.*?^\1```", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
        report(
            f"{path.relative_to(ROOT)}: give this heading an id that can stay: {found.group()}"
            for found in heading.finditer(prose)
        )


def test_the_site_asks_no_other_host_for_anything(site: BuiltSite) -> None:
    loading = (
        "//script/@src | //img/@src | //iframe/@src | //source/@src"
        " | //link[not(@rel='canonical')]/@href"
    )
    report(
        f"{file.relative_to(site.folder)}: loads {address}"
        for file in site.folder.rglob("*.html")
        for address in html.parse(str(file)).xpath(loading)
        if "//" in address and not address.startswith("http://127.0.0.1:8000/")
    )
    report(
        f"{file.relative_to(site.folder)}: loads {found.group()}"
        for file in site.folder.rglob("*.css")
        for found in re.finditer(
            r"(?:@import|url\()\s*['\"]?(?:https?:)?//[^)\s]*", file.read_text()
        )
    )


def test_every_page_says_in_a_sentence_what_it_is_about(site: BuiltSite) -> None:
    for page in site.pages:
        assert page.source.read_text().startswith("---\ndescription: "), (
            f"{page.name}: begin with front matter that has a description"
        )
