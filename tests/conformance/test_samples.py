"""Samples: each is shown, and each invalid one is run where it is shown."""

import ast
import dataclasses

import pytest
from handbook_site import DOCS, BuiltSite, Page, fail_with, what_is
from project_code import ROOT, internal_dtos, module_file, modules

from dto_handbook.rules.registry import rule_packages


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


def test_every_bad_sample_is_marked_and_no_other(site: BuiltSite) -> None:
    samples = [
        (page, sample, what_is(sample.get("data-module", "")))
        for page in site.pages
        for sample in page.article.cssselect(".sample[data-module]")
    ]
    fail_with(
        f"{page.where(sample.get('data-module', ''))}: {sample.get('data-module')} is"
        f" {kind or 'neither good nor bad'}, and its mark says {'Bad' if is_marked else 'nothing'}"
        for page, sample, kind in samples
        for is_marked in ["sample--bad" in sample.get("class", "").split()]
        if is_marked != (kind == "Bad")
    )


def test_the_label_of_a_tab_says_what_its_sample_is(site: BuiltSite) -> None:
    labels = {"Good": "Good", "Bad": "Bad", "Not flagged": "Not flagged", "After": "Good"}
    fail_with(
        f"{page.where(label.text_content())}: the tab {label.text_content()!r} shows {module},"
        f" which is {what_is(module)}: is it swapped with another tab?"
        for page in site.pages
        for tabs in page.article.cssselect(".tabbed-set")
        for label, block in zip(
            tabs.cssselect(".tabbed-labels label"), tabs.cssselect(".tabbed-block"), strict=True
        )
        for said in [labels.get(label.text_content().partition(":")[0].strip())]
        for module in block.xpath(".//@data-module")
        if said and said != what_is(module)
    )


def test_a_sample_that_announces_a_finding_is_bad_by_its_name() -> None:
    announced = {
        sample.module: sample.expected
        for package in rule_packages().values()
        for sample in [*package.invalid_samples, *package.valid_samples]
    }
    fail_with(
        f"{module_file(module).relative_to(ROOT)}: is {what_is(module)} by its name, and announces"
        f" {len(expected)} findings"
        for module, expected in announced.items()
        if expected and what_is(module) != "Bad"
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
