"""All rules by their packages: the rule, its samples and what reports say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path

from dto_handbook.linter.config import Settings, load_settings
from dto_handbook.linter.rule import Rule, RuleError, shown
from dto_handbook.rules import ids

_RULES = Path(__file__).parent
_EXPECTED = re.compile(r"\b(DTO\d{3})@(\d+)")
_MARK = re.compile(r"[ \t]*# WRONG\b.*")


@dataclass(frozen=True)
class Sample:
    """A sample module of a rule's package.

    Attributes:
        module: Its dotted name.
        path: The path at which it would be in the Manager.
        text: Its text, with the names of modules that it would import there, and without the
            comments that announce findings.
        expected: The findings that these comments announce: rule, line and column.
    """

    module: str
    path: str
    text: str
    expected: frozenset[tuple[str, int, int]]


@dataclass(frozen=True)
class RulePackage:
    """A rule's package: the rule and its samples."""

    rule: type[Rule]
    folder: Path

    @property
    def settings(self) -> Settings:
        """The settings that the samples need, from `settings.toml`; by default, the defaults."""
        return load_settings(self.folder / "settings.toml", ids())

    @cached_property
    def invalid_samples(self) -> Sequence[Sample]:
        """Modules that break the rule."""
        return _samples(self.folder, "invalid*.py")

    @property
    def good(self) -> str:
        """The name of the module that shows what to write instead of `invalid.py`.

        It is the Manager's own module at the same path, or else `valid_instead.py`.
        """
        samples = {it.module.rpartition(".")[2]: it for it in self.invalid_samples}
        own = self.folder / "valid_instead.py"
        here = f"dto_handbook.rules.{self.folder.name}.{own.stem}"
        return here if own.is_file() else _dotted(samples["invalid"].path)

    @cached_property
    def valid_samples(self) -> Sequence[Sample]:
        """Modules that look similar, and must not be flagged."""
        return _samples(self.folder, "valid*.py")


@cache
def rule_packages() -> Mapping[str, RulePackage]:
    """Return every rule's package by the rule's id, in the order of the ids."""
    return {id: rule_package(id) for id in ids()}


def rules() -> Sequence[type[Rule]]:
    """Return every rule, in the order of the ids."""
    return [package.rule for package in rule_packages().values()]


def selected(settings: Settings) -> Sequence[type[Rule]]:
    """Return the rules that a project selects: the default ones where it names none.

    Those of `extend-select` are added to either.

    Rules of the DTO9xx kind are about comments to the checker itself: they hold whatever else is
    selected, unless they are ignored.
    """
    chosen = settings.select or tuple(rule.id for rule in rules() if rule.is_default)
    chosen += settings.extend_select
    return [
        rule
        for rule in rules()
        if (rule.id in chosen or rule.id.startswith("DTO9")) and rule.id not in settings.ignore
    ]


def rules_for(clauses: Iterable[str]) -> Sequence[type[Rule]]:
    """Return the rules that enforce one of some clauses."""
    wanted = set(clauses)
    return [rule for rule in rules() if wanted.intersection(rule.clauses)]


@cache
def rule_package(id: str) -> RulePackage:
    """Return the package of one rule, by the rule's id, without importing any other rule.

    Raises:
        RuleError: There is not one rule in it, or one with the id of another folder.
    """
    folder = _RULES / id.lower()
    module = import_module(f"dto_handbook.rules.{folder.name}.rule")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Rule)
        and value.__module__ == module.__name__
    ]
    file = shown(folder / "rule.py")
    if len(found) != 1:
        names = ", ".join(rule.__name__ for rule in found) or "no class"
        raise RuleError(f"{file}: {names} is derived from Rule: write one class that is")
    if found[0].id != id:
        wanted = f'write id = "{id}", or rename the folder to {found[0].id.lower()}'
        raise RuleError(f'{file}: {found[0].__name__} has the id "{found[0].id}": {wanted}')
    return RulePackage(found[0], folder)


def _samples(folder: Path, pattern: str) -> Sequence[Sample]:
    sources = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob(pattern))}
    package = f"dto_handbook.rules.{folder.name}"
    places = {
        name: source.partition("\n")[0].removeprefix("# ") for name, source in sources.items()
    }
    for name, source in sources.items():
        for other, place in places.items():
            # Samples import each other by their own names; here by those they would have.
            source = re.sub(rf"\b{package}\.{other}\b", _dotted(place), source)
        sources[name] = source
    return [
        Sample(f"{package}.{name}", places[name], _MARK.sub("", source), _expected(source))
        for name, source in sources.items()
    ]


def _expected(source: str) -> frozenset[tuple[str, int, int]]:
    return frozenset(
        (found[1], number, int(found[2]))
        for number, line in enumerate(source.splitlines(), 1)
        for found in _EXPECTED.finditer(line)
    )


def _dotted(place: str) -> str:
    return place.removeprefix("src/").removesuffix(".py").replace("/", ".")
