"""What a reader finds who searches, in a real browser."""

from collections.abc import Mapping

import pytest
from handbook_site import fail_with
from playwright.sync_api import Page, expect

FIRST: Mapping[str, str] = {
    "frozen": "rules/DTO201/",
    "tuple": "guidelines/immutability/",
    "dataclass": "guidelines/dataclasses/",
    "docstring": "rules/DTO401/",
    "Pydantic": "shared-dtos/",
    "None": "guidelines/none-checks/",
    "GraphQL": "placement/",
    "DTO301": "rules/DTO301/",
    "mutable collection": "rules/DTO202/",
    "TYPE_CHECKING": "guidelines/type-hints/",
    "contradiction": "guidelines/contradictions/",
    "checklist": "guidelines/checklist/",
    "where does my DTO go": "placement/",
    "install": "use/start/",
    "quickstart": "use/start/",
    "suppress": "use/old-code/",
    "noqa": "use/old-code/",
    "ignore": "use/old-code/",
    "baseline": "use/old-code/",
    "exit code": "use/commands/",
    "pre-commit": "use/ci/",
    "GitHub": "use/ci/",
    "neovim": "use/editor/",
    "sarif": "use/output-formats/",
    "mutable-types": "use/configuration/",
    "code review": "use/review/",
    "legacy": "migration/legacy-to-shared/",
}
"""The page, or the section, that is the first result."""


@pytest.mark.parametrize("page", ["desktop"], indirect=True)
def test_the_first_result_is_the_page_that_answers(page: Page, address: str) -> None:
    page.goto(f"{address}playground/")
    page.keyboard.press("f")
    field, problems = page.get_by_role("textbox", name="Search"), list[str]()
    for query, expected in FIRST.items():
        field.fill(query)
        field.press("End")  # Material searches when a key is released
        results = page.locator(".md-search-result__link")
        meta = page.locator(".md-search-result__meta")
        expect(meta).to_contain_text("matching document")
        link = (results.first.get_attribute("href") or "") if results.count() else "#nothing"
        found = link.removeprefix(address).partition("?")[0]
        section = "#" + link.partition("#")[2]
        if not f"{found}{section}".startswith(expected):
            problems.append(f"{query}: leads to {found}{section}, not to {expected}")
        field.fill("")
        field.press("End")
        expect(meta).not_to_contain_text("document")
    fail_with(problems)
