"""Samples: each is shown, and each invalid one is run where it is shown."""

import ast
import dataclasses

import pytest
from handbook_site import DOCS, BuiltSite, Page, fail_with
from project_code import ROOT, internal_dtos, module_file, modules


def test_every_invalid_sample_is_shown_and_run_on_the_same_page(site: BuiltSite) -> None:
    def shows_and_runs(page: Page, sample: str) -> bool:
        package = sample.rpartition(".")[0]
        consequence = f"{package}.consequence"
        run = [fence.code for fence in page.fences]
        if any(consequence in code for code in run):
            run.append(module_file(consequence).read_text())
        shown = page.article.xpath(f"//div[@data-module='{sample}']")
        names = (sample, f"from {package} import invalid")
        return bool(shown) and any(name in code for code in run for name in names)

    fail_with(
        f"{module_file(sample).relative_to(ROOT)}: no page shows this sample and runs it"
        for sample in modules("dto_handbook.rules", "invalid.py")
        if not any(shows_and_runs(page, sample) for page in site.pages)
    )


def test_every_consequence_prints_what_goes_wrong(site: BuiltSite) -> None:
    fail_with(
        f"{page.where(run.code)}: {run.code.strip()}: prints nothing: print what goes wrong"
        for page in site.pages
        for run in page.runs
        if ".consequence" in run.code and not run.output
    )


@pytest.mark.parametrize("dto", internal_dtos(), ids=lambda dto: dto.__name__)
def test_the_page_of_its_domain_uses_every_field_by_name(dto: type) -> None:
    page = Page(DOCS / "domains" / f"{dto.__module__.split('.')[4]}.md", DOCS)
    named = {
        keyword.arg
        for fence in page.fences
        for call in ast.walk(ast.parse(fence.code))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == dto.__name__
        for keyword in call.keywords
    }
    fail_with(
        f"{page.name}: no fence constructs {dto.__name__} with its field {field.name}: write one"
        for field in dataclasses.fields(dto)
        if field.name not in named
    )
