"""The reference against the code: it has every public object, and none that is not there."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

import griffe
import pytest
from handbook_site import BuiltSite, fail_with, ids_of
from mkdocstrings import Inventory
from project_code import PACKAGES, ROOT, code

RULE = re.compile(r"dto_handbook\.rules\.dto\d{3}\b")  # Shown on its own page


def is_public(name: str) -> bool:
    """Return whether a name has no underscore before it, or is Python's own."""
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def public(found: griffe.Object | griffe.Alias) -> Iterator[griffe.Object | griffe.Alias]:
    """Yield an object of the code and what is public in it; no rules, no imported names."""
    yield found
    for name, member in found.members.items():
        own = not member.is_alias and not RULE.match(member.path)
        # What makes an instance, starts a package or lists its names, belongs to these.
        if own and is_public(name) and name not in {"__init__", "__main__", "__all__"}:
            yield from public(member)


def where(found: griffe.Object | griffe.Alias) -> str:
    file = found.filepath
    assert not isinstance(file, list), f"{found.path} is in {file}"
    return f"{file.relative_to(ROOT)}:{found.lineno or 1}"


@pytest.fixture(scope="module")
def objects() -> Mapping[str, griffe.Object | griffe.Alias]:
    """Every public object by its path."""
    return {found.path: found for package in PACKAGES for found in public(code()[package])}


@pytest.fixture(scope="module")
def inventory(site: BuiltSite) -> Mapping[str, str]:
    """Address of every entry that the built site publishes for other sites."""
    written = (site.folder / "objects.inv").read_bytes()
    return {name: it.uri for name, it in Inventory.parse_sphinx(BytesIO(written)).items()}


def test_the_reference_has_every_public_object(
    objects: Mapping[str, griffe.Object | griffe.Alias], inventory: Mapping[str, str]
) -> None:
    fail_with(
        f"{where(found)}: {path} is public, and on no page of the reference: write"
        f" `::: {found.module.path}` into a page of docs/reference/, or an underscore before it"
        for path, found in objects.items()
        if path not in inventory
    )


def test_the_reference_has_nothing_that_the_code_does_not_have(
    objects: Mapping[str, griffe.Object | griffe.Alias], inventory: Mapping[str, str]
) -> None:
    def is_in_code(path: str) -> bool:
        try:
            found = code()[path]
            return (found.final_target.path if found.is_alias else path) in objects
        except (KeyError, griffe.AliasResolutionError):
            return False

    fail_with(
        f"{address}: an entry of the reference for {path}, which no public object of src/ has as"
        " its name: take it out of that page, or build the site again"
        for path, address in inventory.items()
        if path not in objects and not is_in_code(path)
    )


def test_every_entry_of_the_reference_leads_to_its_place_there(
    site: BuiltSite, inventory: Mapping[str, str]
) -> None:
    problems = []
    for path, address in inventory.items():
        page, _, anchor = address.partition("#")
        source = f"docs/{page.rstrip('/') or 'index'}.md"
        if not page.startswith("reference/"):
            problems.append(
                f"{source}: shows {path} as if it were its place: give the block"
                " `options: {extra: {view: source}}`, or move it to docs/reference/"
            )
        elif anchor not in ids_of(site.folder / page / "index.html"):
            problems.append(f"{source}: no #{anchor}, where objects.inv has {path}")
    fail_with(problems)
