"""Changes of samples and rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import TypeVar
from zlib import crc32

from mutation.mutants import Mutant, at, dtos, edited, named, text_of, without
from mutation.project_copies import Changes
from project_code import ROOT, SRC

from dto_handbook.linter.fixes import apply
from dto_handbook.rules.registry import RulePackage, Sample, rule_packages
from dto_handbook_site.demos.samples import findings_in

Kind = TypeVar("Kind")
_GUIDELINES = text_of("tests/guideline_facts.json")


def of_samples() -> Iterator[Mutant]:
    """Change each DTO in turn: what is changed of which goes round."""
    turn = cycle(("rename", "remove", "class", "type", "frozen", "docstring", "gone"))
    for path, node, fields in dtos():
        field = fields[len(node.name) % len(fields)]
        name = ast.unparse(field.target)
        places = (path, node.name, _module(path))
        match next(turn):
            case "rename":
                changes = at(path, field.target, f"{name}_now")
                yield Mutant("rename a field", f"{node.name}.{name}", changes, (*places, name))
            case "remove":
                changes = without(path, field)
                yield Mutant("remove a field", f"{node.name}.{name}", changes, (*places, name))
            case "class":
                changes = edited(path, f"class {node.name}", f"class {node.name}Now")
                yield Mutant("rename a class", node.name, changes, places)
            case "gone":
                yield Mutant("remove a class", node.name, without(path, node), places)
            case "type":
                changes = at(path, field.annotation, "list[str]")
                yield Mutant("change a type", f"{node.name}.{name}", changes, places)
            case "frozen" if "manager/data" in path:
                changes = at(path, node.decorator_list[0], "dataclass")
                yield Mutant("change a decorator", node.name, changes, places)
            case _:
                if "manager/data" in path:
                    changes = without(path, node.body[0])
                    yield Mutant("remove a docstring", node.name, changes, places)


def of_the_guidelines_samples() -> Iterator[Mutant]:
    """Change what the guideline fixes of its own samples: each type, each default."""
    for path, node, fields in dtos():
        if f'"{node.name}"' not in _GUIDELINES:
            continue
        for number, field in enumerate(fields):
            name = f"{node.name}.{ast.unparse(field.target)}"
            if field.value is None and number % 2:
                changes = at(path, field.annotation, "bytes")
                yield Mutant("change a type", name, changes, (path, node.name))


def of_defaults() -> Iterator[Mutant]:
    """Change the default of each field of an internal DTO that has one."""
    for path, node, fields in dtos():
        for field in fields:
            if field.value is not None and "manager/data" in path:
                name = f"{node.name}.{ast.unparse(field.target)}"
                domain = path.split("/")[5]
                page = f"docs/domains/{domain}.md"
                yield Mutant(
                    "change a default", f"{name} to 0", at(path, field.value, "0"), (page,)
                )


def of_modules() -> Iterator[Mutant]:
    """Rename or remove one module of each domain."""
    for number, folder in enumerate(sorted((SRC / "ai/backend/manager/data").glob("[!_]*/"))):
        file = sorted(folder.glob("[!_]*.py"))[0]
        path = named(file)
        places = (path, _module(path))
        if number % 2:
            yield Mutant("remove a module", path, {path: None}, places)
        else:
            moved = named(file.with_name(f"{file.stem}_now.py"))
            yield Mutant("rename a module", path, {path: None, moved: text_of(path)}, places)


def of_rules() -> Iterator[Mutant]:
    """Change each rule in its package: message, severity, docstring, samples."""
    for id, package in rule_packages().items():
        path = named(package.folder / "rule.py")
        page = (f"docs/rules/{id}.md",)
        yield Mutant("change a message", id, _with_another_message(package, path), page)
        yield Mutant("make an invalid sample valid", id, _made_valid(package), page)
        match _dealt(id, ("severity", "name", "docstring", "gone", "renamed", "clause")):
            case "severity":
                changes = _with(package, path, "severity", "type(Rule.severity).INFO")
                yield Mutant("change a severity", id, changes, page)
            case "name":
                changes = _with(package, path, "name", '"Another name"')
                yield Mutant("rename a rule", id, changes, page)
            case "docstring":
                first = package.rule.summary().split(" ")[0]
                changes = edited(path, f'"""{first} ', f'"""Perhaps {first.lower()} ')
                yield Mutant("change a docstring", id, changes, page)
            case "gone":
                yield Mutant("remove a rule", id, {named(package.folder): None}, page)
            case "renamed":
                changes = _with(package, path, "id", f'"{id[:-1]}9"')
                yield Mutant("renumber a rule", id, changes, (path,))
            case "clause":
                changes = _with(package, path, "clauses", '("Y5",)')
                yield Mutant("change a rule's clause", id, changes, page)


def of_invalid_samples() -> Iterator[Mutant]:
    """Swap valid and invalid, or remove what an invalid sample announces."""
    for id, package in rule_packages().items():
        path = _file(package, package.invalid_samples[0])
        invalid = text_of(path)
        place, _, rest = invalid.partition("\n")
        valid = ROOT / place.removeprefix("# ")
        kind = _dealt(id, ("swap", "announced", "swap", "gone"))
        if kind == "swap" and valid.is_file():
            changes = {path: f"{place}\n{valid.read_text()}", named(valid): rest}
            yield Mutant("swap valid and invalid", id, changes, (id, path, named(valid)))
        elif kind == "gone":
            yield Mutant("remove a bad sample", id, {path: None}, (id, path, _module(path)))
        else:
            changes = {path: re.sub(r" *# WRONG.*", "", invalid, count=1)}
            if changes[path] != invalid:
                yield Mutant("drop what is announced", id, changes, (f"they_say[{id}]",))


def of_docstrings() -> Iterator[Mutant]:
    """Let docstrings of functions name arguments and objects that do not exist."""
    for file in sorted((SRC / "ai/backend/manager/services").rglob("*.py")):
        path, text = named(file), file.read_text()
        if found := re.search(r"        Args:\n( +)(\w+): ", text):
            changes = edited(path, found[0], found[0].replace(f"{found[2]}:", f"{found[2]}_now:"))
            yield Mutant("change a docstring", path, changes, (path, _module(path)))


def of_stored_figures() -> Iterator[Mutant]:
    """Edit stored figures, which a command wrote."""
    for file in sorted((SRC / "dto_handbook_site/benchmarks").glob("*.json")):
        path, text = named(file), file.read_text()
        changes = {path: re.sub(r"(\d)(\.\d|,\n)", r"\g<1>9\2", text, count=1)}
        module = f"dto_handbook_site.benchmarks.{file.stem}"
        pages = sorted((ROOT / "docs").rglob("*.md"))
        shown = [named(page) for page in pages if module in page.read_text()]
        yield Mutant("edit a measured number", path, changes, (file.name, *shown))


def all_of_code() -> Sequence[Mutant]:
    """Return all of them."""
    generators = (
        of_samples, of_the_guidelines_samples, of_defaults, of_modules, of_rules,
        of_invalid_samples, of_docstrings, of_stored_figures,
    )  # fmt: skip
    return [mutant for generate in generators for mutant in generate()]


def _module(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _dealt(id: str, kinds: Sequence[Kind]) -> Kind:
    """Choose what becomes of a rule by its id alone: a rule more leaves all others as they were."""
    return kinds[crc32(id.encode()) % len(kinds)]


def _file(package: RulePackage, sample: Sample) -> str:
    return named(package.folder / f"{sample.module.rpartition('.')[2]}.py")


def _with(package: RulePackage, path: str, attribute: str, value: str) -> Changes:
    """Give a rule another value of an attribute."""
    return {path: f"{text_of(path)}\n\n{package.rule.__name__}.{attribute} = {value}\n"}


def _with_another_message(package: RulePackage, path: str) -> Changes:
    """Add a word to each of the rule's messages."""
    added = f"""

import dataclasses

{package.rule.__name__}.check = lambda self, module, check={package.rule.__name__}.check: (
    dataclasses.replace(found, message=f"{{found.message}} now") for found in check(self, module)
)
"""
    return {path: f"{text_of(path)}{added}"}


def _made_valid(package: RulePackage) -> Changes:
    """Fix the first bad sample; by what must not be flagged, where there is no fix."""
    sample = package.invalid_samples[0]
    path = _file(package, sample)
    found = findings_in([sample], [package.rule])
    fixes = [it.fix for it in found if it.fix is not None]
    text = text_of(path)
    if fixes and (fixed := apply(text, fixes)) != text:
        return {path: fixed}
    other = ROOT / _file(package, package.valid_samples[0])
    return {path: "\n".join([text.partition("\n")[0], other.read_text().partition("\n")[2]])}
