"""The picture of the layers against the imports of the code."""

import itertools
import re
import tomllib

import grimp
import pytest
from handbook_site import BuiltSite, fail_with
from project_code import ROOT

MANAGER = "ai.backend.manager"


def drawn(site: BuiltSite) -> list[str]:
    """Return the packages of the diagram, top to bottom; the clients stand for the first."""
    items = site.page("docs/layers.md").article.cssselect(".layers > ol > li > p > a")
    packages = [re.findall(r"(\w+)/", item.text_content()) for item in items]
    assert packages[0] == [], "the clients are no package of the Manager"
    return [f"{MANAGER}.{name}" for [name] in packages[1:]]


def imports(graph: grimp.ImportGraph, importer: str, imported: str) -> bool:
    """Return whether a package imports another; one that is not there imports nothing."""
    are_there = importer != imported and {importer, imported} <= graph.modules
    return are_there and graph.direct_import_exists(
        importer=importer, imported=imported, as_packages=True
    )


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        MANAGER, "ai.backend.client", "ai.backend.common", exclude_type_checking_imports=True
    )


def test_the_diagram_has_the_layers_of_the_contract_in_its_order(site: BuiltSite) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contract = settings["tool"]["importlinter"]["contracts"][0]
    *layers, below_all = [f"{MANAGER}.{layer}" for layer in contract["layers"]]
    fail_with(
        f"docs/layers.md: {shown or 'nothing'} is drawn where the contract in pyproject.toml has"
        f" {true or 'nothing'}"
        for shown, true in itertools.zip_longest(drawn(site), layers)
        if shown != true
    )
    assert "data" in below_all


def test_each_arrow_of_the_diagram_is_an_import_and_none_points_up(
    site: BuiltSite, graph: grimp.ImportGraph
) -> None:
    layers = drawn(site)
    fail_with(
        f"docs/layers.md: {upper} is drawn above {lower}, and imports nothing of it"
        for upper, lower in itertools.pairwise(layers)
        if not imports(graph, upper, lower)
    )
    fail_with(
        f"docs/layers.md: {lower} is drawn below {upper}, and imports it"
        for upper, lower in itertools.combinations(layers, 2)
        if imports(graph, lower, upper)
    )


def test_what_is_drawn_between_two_layers_is_imported_by_both(
    site: BuiltSite, graph: grimp.ImportGraph
) -> None:
    layers = ["ai.backend.client", *drawn(site)]
    crossings = site.page("docs/layers.md").article.cssselect(".layers__crossing")
    named = [re.findall(r"[\w/]*\w/\w+|models", it.text_content()) for it in crossings]
    packages = [path.replace("/", ".").removeprefix("manager.") for path in itertools.chain(*named)]
    problems = []
    if len(packages) != len(layers) - 1:
        problems.append("docs/layers.md: name one package between each two layers of the diagram")
    for pair, package in zip(itertools.pairwise(layers), packages, strict=False):
        crossing = f"{'ai.backend' if package.startswith('common') else MANAGER}.{package}"
        problems += [
            f"docs/layers.md: {crossing} is drawn next to {layer}, which imports nothing of it"
            for layer in pair
            if layer != crossing and not imports(graph, layer, crossing)
        ]
    fail_with(problems)
