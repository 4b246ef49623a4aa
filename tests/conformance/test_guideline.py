"""The guideline's samples and ours, compared structure by structure.

The facts of the guideline are in `guideline_facts.json`. Where the guideline itself stands
beside the project, the facts are compared with it as well.
"""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
from handbook_site import BuiltSite
from project_code import ROOT, SRC

from dto_handbook_site.demos.guideline_samples import SAMPLES, findings

Facts: TypeAlias = Mapping[str, object]

GUIDELINE = ROOT.parent / "shared" / "guideline.md"
FACTS: Mapping[str, Facts] = json.loads((ROOT / "tests" / "guideline_facts.json").read_text())


def facts_of(node: ast.ClassDef | ast.FunctionDef) -> Facts:
    """Describe a class or function by what the guideline fixes: names, types and decorators."""
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    if isinstance(node, ast.FunctionDef):
        returns = ast.unparse(node.returns) if node.returns else None
        return {
            "decorators": decorators,
            "parameters": ast.unparse(node.args),
            "returns": returns,
        }
    fields = [
        ast.unparse(statement) for statement in node.body if isinstance(statement, ast.AnnAssign)
    ]
    return {
        "decorators": decorators,
        "bases": [ast.unparse(base) for base in node.bases],
        "fields": fields,
    }


def definitions(source: str) -> Iterable[tuple[ast.ClassDef | ast.FunctionDef, str]]:
    """Yield the classes and functions of a module with the comment above each."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            first = min([node.lineno, *(item.lineno for item in node.decorator_list)]) - 1
            above = [line for line in lines[:first] if line.startswith("#")]
            yield node, above[-1] if above else ""


def facts_of_guideline(text: str) -> Mapping[str, Facts]:
    """Read the facts out of the guideline's Python blocks."""
    found: dict[str, Facts] = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        for node, comment in definitions(block):
            place = re.search(r"(?:manager/data|common/dto/manager)/[\w/]+\.py", comment)
            path = {"path": f"src/ai/backend/{place[0]}"} if place else {}
            found[node.name] = {**facts_of(node), **path}
    return found


def our_definition(name: str) -> tuple[Path, ast.ClassDef | ast.FunctionDef]:
    """Find the one class or function of src/ai with a name of the guideline."""
    [found] = [
        (path, node)
        for path in (SRC / "ai").rglob("*.py")
        for node, _ in definitions(path.read_text())
        if node.name == name
    ]
    return found


@pytest.mark.parametrize("name", FACTS)
def test_our_sample_has_the_guidelines_name_fields_types_and_path(name: str) -> None:
    path, node = our_definition(name)
    ours = {**facts_of(node), "path": path.relative_to(ROOT).as_posix()}
    for fact, expected in FACTS[name].items():
        assert ours[fact] == expected, f"{ours['path']}: {name}: {fact}"


def test_the_invalid_schema_model_has_the_guidelines_fields() -> None:
    bad = SRC / "dto_handbook" / "rules" / "dto001" / "invalid.py"
    [(node, _)] = definitions(bad.read_text())
    expected = {**FACTS[node.name]}
    del expected["path"]
    assert facts_of(node) == expected


def test_the_facts_that_we_keep_are_those_of_the_guideline() -> None:
    if not GUIDELINE.is_file():
        return  # Elsewhere the facts are all there is; beside the guideline they are compared
    assert facts_of_guideline(GUIDELINE.read_text()) == FACTS, (
        "the guideline has changed: update tests/guideline_facts.json and the samples"
    )


def test_the_samples_that_we_check_are_those_of_the_guideline() -> None:
    if not GUIDELINE.is_file():
        return  # Elsewhere the samples are all there is; beside the guideline they are compared
    blocks = re.findall(r"```python\n(.*?)```", GUIDELINE.read_text(), re.DOTALL)
    text = "\n".join(SAMPLES.values())
    lines = [line for block in blocks for line in block.splitlines() if line.strip()]
    assert [line for line in text.splitlines() if line.strip()] == lines, (
        "the guideline has changed: update dto_handbook_site/demos/guideline_samples.py"
    )


def test_the_page_on_contradictions_lists_every_finding_in_the_guidelines_samples(
    site: BuiltSite,
) -> None:
    rows = site.page("docs/guidelines/contradictions.md").article.cssselect("table tbody tr")
    listed = {
        (row.cssselect("td:first-child code")[0].text_content(), link.text_content())
        for row in rows
        for link in row.cssselect("td:nth-child(2) a")
    }
    found = {
        (finding.symbol.partition(".")[0], finding.rule)
        for finding in findings()
        if finding.symbol != "DeploymentStatusResponse"  # The guideline's own bad example
    }
    assert listed - found == {("manager/dto", "DTO004")}, "listed, and not found in any sample"
    assert not found - listed, "found, and not listed"
