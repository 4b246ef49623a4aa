"""Changes of samples and rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

from mutation.mutants import Mutant, at, dtos, edited, named, text_of, without
from project_code import ROOT, SRC

from dto_handbook.linter.fixes import apply
from dto_handbook.rules.registry import RulePackage, rule_packages
from dto_handbook_site.demos.samples import findings_in

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
            if field.value is not None:
                changes = at(path, field.value, "dict()" if number % 2 else "...")
                yield Mutant("change a default", name, changes, (path, node.name))
            elif number % 2:
                changes = at(path, field.annotation, "bytes")
                yield Mutant("change a type", name, changes, (path, node.name))


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
    turn = cycle(("severity", "name", "docstring", "gone", "renamed", "clause"))
    for id, package in rule_packages().items():
        path = named(package.folder / "rule.py")
        found = (named(package.folder / "expected.txt"),)
        yield Mutant("change a message", id, _with_another_message(package, path), found)
        yield Mutant("make an invalid sample valid", id, _made_valid(package), found)
        page = (f"docs/rules/{id}.md",)
        match next(turn):
            case "severity":
                text = re.sub("    severity = .*\n", "", text_of(path))
                new = "    severity = type(Rule.severity).INFO\n    name = "
                graded = {path: text.replace("    name = ", new, 1)}
                yield Mutant("change a severity", id, graded, page)
            case "name":
                changes = edited(path, f'name = "{package.rule.name}"', 'name = "Another name"')
                yield Mutant("rename a rule", id, changes, page)
            case "docstring":
                first = package.rule.summary().split(" ")[0]
                changes = edited(path, f'"""{first} ', f'"""Perhaps {first.lower()} ')
                yield Mutant("change a docstring", id, changes, page)
            case "gone":
                yield Mutant("remove a rule", id, {named(package.folder): None}, page)
            case "renamed":
                changes = edited(path, "    name = ", f'    id = "{id[:-1]}9"\n    name = ')
                yield Mutant("renumber a rule", id, changes, page)
            case "clause":
                clause = (package.rule.clauses or ("",))[0]
                changes = edited(path, f'clauses = ("{clause}"', 'clauses = ("Y5"')
                yield Mutant("change a rule's clause", id, changes, page)


def of_invalid_samples() -> Iterator[Mutant]:
    """Swap valid and invalid, or remove what an invalid sample announces."""
    for number, (id, package) in enumerate(rule_packages().items()):
        path = named(package.folder / "invalid.py")
        invalid = text_of(path)
        place, _, rest = invalid.partition("\n")
        valid = ROOT / place.removeprefix("# ")
        if number % 2 and valid.is_file():
            changes = {path: f"{place}\n{valid.read_text()}", named(valid): rest}
            yield Mutant("swap valid and invalid", id, changes, (id, path, named(valid)))
        elif number % 3:
            changes = {path: re.sub(r" *# WRONG.*", "", invalid, count=1)}
            if changes[path] != invalid:
                yield Mutant("drop what is announced", id, changes, (f"they_say[{id}]",))
        else:
            yield Mutant("remove an invalid sample", id, {path: None}, (id, path, _module(path)))


def of_docstrings() -> Iterator[Mutant]:
    """Let docstrings of functions name arguments and objects that do not exist."""
    for file in sorted((SRC / "ai/backend/manager/services").rglob("*.py")):
        path, text = named(file), file.read_text()
        if found := re.search(r"        Args:\n( +)(\w+): ", text):
            changes = edited(path, found[0], found[0].replace(f"{found[2]}:", f"{found[2]}_now:"))
            yield Mutant("change a docstring", path, changes, (path, _module(path)))


def of_stored_outputs() -> Iterator[Mutant]:
    """Edit stored outputs and figures, which commands wrote."""
    for package in list(rule_packages().values())[::4]:
        path = named(package.folder / "expected.txt")
        text = text_of(path)
        changes = {path: text.replace(":", "0:", 1)}
        yield Mutant("edit a shown output", path, changes, (path,))
    for file in sorted((SRC / "dto_handbook_site/benchmarks").glob("*.json")):
        path, text = named(file), file.read_text()
        changes = {path: re.sub(r"(\d)\.(\d)", r"\g<1>9.\2", text, count=1)}
        yield Mutant("edit a measured number", path, changes, (file.name,))


def all_of_code() -> Sequence[Mutant]:
    """Return all of them."""
    generators = (
        of_samples, of_the_guidelines_samples, of_modules, of_rules, of_invalid_samples,
        of_docstrings, of_stored_outputs,
    )  # fmt: skip
    return [mutant for generate in generators for mutant in generate()]


def _module(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _with_another_message(package: RulePackage, path: str) -> dict[str, str | None]:
    """Change a word of the rule's message that its invalid samples show."""
    shown = (package.folder / "expected.txt").read_text()
    text = text_of(path)
    start = text.index("def check")
    for literal in re.finditer(r'(?<!")"(?!"")[^"\n]* [^"\n]*"', text[start:]):
        pairs = re.findall(r"(?<![{\w.])[a-z]{2,} [a-z]{2,}(?![\w}(.=])", literal[0])
        seen = [words for words in pairs if f" {words} " in shown]
        if seen and len(seen) * 2 >= len(pairs):
            begin = start + literal.start()
            changed = literal[0].replace(seen[0], seen[0].replace(" ", "ish "), 1)
            return {path: text[:begin] + changed + text[start + literal.end() :]}
    raise AssertionError(f"no word of a message found in {path}")


def _made_valid(package: RulePackage) -> dict[str, str | None]:
    """Fix the first invalid sample, or put a valid one in its place where there is no fix."""
    sample = package.invalid_samples[0]
    path = named(package.folder / f"{sample.module.rpartition('.')[2]}.py")
    found = findings_in([sample], [package.rule])
    fixes = [it.fix for it in found if it.fix is not None]
    text = text_of(path)
    if fixes and (fixed := apply(text, fixes)) != text:
        return {path: fixed}
    other = package.folder / f"{package.valid_samples[0].module.rpartition('.')[2]}.py"
    return {path: "\n".join([text.partition("\n")[0], Path(other).read_text().partition("\n")[2]])}
