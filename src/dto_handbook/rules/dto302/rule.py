"""DTO302: a return type that is more abstract than the result."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding, Severity
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.signatures import declared, is_generator
from dto_handbook.semantic.ast_walk import Function, annotations_of
from dto_handbook.semantic.collection_types import COLLECTIONS, CollectionType
from dto_handbook.semantic.types import Type, held, named, simple_name, with_article


class AbstractReturn(Rule):
    """A function that works with DTOs declares the concrete collection that it returns.

    Why: The caller of a function that returns `Sequence[...]` does not know which type it gets. It
    may not append to the result, copy it or hash it, and calls `list` even if the result is a list.
    The result may even be a list that other code still changes.

    How to fix: Declare what the body makes: `list`, `tuple`, `dict`, `set`. Declare a tuple if the
    collection must not change.

    Exceptions: A generator declares `Iterator`, `Generator` or `AsyncIterator`: each of these is
    exact.

    Not seen: A result without an annotation.
    """

    id = "DTO302"
    name = "Abstract return"
    clauses = ("G3",)
    since = "0.1.0"
    severity = Severity.WARNING

    def applies_to(self, module: Module) -> bool:
        """Select modules that may contain functions."""
        return "def" in module.text

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the return annotation of each function whose signature names a DTO."""
        for function in module.functions_that_may_name_dtos:
            if function.returns is None:
                continue
            returned = declared(module, function.returns)
            promised = _abstract(returned)
            if promised is None or is_generator(function) or not _has_dto(module, function):
                continue
            name = module.places[function].name
            kind = with_article(simple_name(promised.name))
            message = f"{name} returns {kind}: declare the concrete {promised.concrete}"
            yield self.finding(module, function.returns, name, message)


def _abstract(type_: Type) -> CollectionType | None:
    for part in held(type_):
        found = COLLECTIONS.get(part.name)
        if found is not None and not found.is_class and not found.is_lazy:
            return found
    return None


def _has_dto(module: Module, function: Function) -> bool:
    types = [declared(module, annotation) for annotation in annotations_of(function)]
    return any(module.internal_dto(part) is not None for type_ in types for part in named(type_))
