"""DTO503: an evaluated annotation with a name that only type checkers import."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fields import NO_FIELD, outermost_name
from dto_handbook.linter.fixes import Edit, Fix, Source, insert
from dto_handbook.linter.module import Module
from dto_handbook.linter.plain_decorators import is_plain_decorator
from dto_handbook.linter.rule import Rule
from dto_handbook.linter.unions import failing_union
from dto_handbook.semantic.ast_walk import Function, annotations_of, statements
from dto_handbook.semantic.class_kinds import Kind
from dto_handbook.semantic.names import BUILTINS
from dto_handbook.semantic.narrowing import captured
from dto_handbook.semantic.type_expressions import type_expression

# What is read here, or would look for `ClassVar` and the like among strings.
_READER = re.compile(
    r"get_type_hints|get_annotations|__annotations__|\binspect\b|\bfields\b|\.type\b"
    r"|\bClassVar\b|\bInitVar\b|\bKW_ONLY\b|\bmake_dataclass\b"
)
_HARMLESS_MODULES = frozenset({
    "abc", "builtins", "collections", "collections.abc", "enum", "typing", "typing_extensions",
})  # fmt: skip
_IMPORT = "from __future__ import annotations"
_LOOKING = frozenset({Kind.DATACLASS, Kind.PYDANTIC_DATACLASS})
_QUOTED_PART = re.compile(r"""['"]\s*\||\|\s*['"]""")


class AnnotationRuns(Rule):
    """An annotation that Python evaluates uses no name imported under `TYPE_CHECKING`.

    Why: Without `from __future__ import annotations`, Python evaluates the annotations of fields,
    parameters and results when it imports the module. The name does not exist at that time, and the
    import fails with a `NameError`. A quoted part of a union fails as well: `"Repository" | None`
    is a `TypeError`. With the future import, a dataclass still looks up `ClassVar`, `InitVar` and
    `KW_ONLY`. If it does not find one of them, the attribute becomes a field and a parameter of the
    constructor, without an error.

    How to fix: Write `from __future__ import annotations` as the module's first statement. Quotes
    around the whole annotation also work. Import `ClassVar`, `InitVar` and `KW_ONLY` as usual.

    Automatic fix: It adds `from __future__ import annotations`. The fix is safe only if nothing in
    the module reads annotations at run time, as Pydantic and FastAPI do: they would read strings.

    Exceptions: The annotation of a local variable is never evaluated, nor is one under
    `if TYPE_CHECKING`. Python 3.14 evaluates annotations only on demand; the rule still holds,
    because the code also runs on older versions.
    """

    id = "DTO503"
    name = "Evaluated annotation"
    clauses = ("G5",)
    since = "0.1.0"
    fixes = "safe"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the names in annotations that Python evaluates, or looks for."""
        hidden = _bound(module, module.type_checking_only)
        if hidden:
            hidden -= _bound_at_run_time(module, module.tree)
            hidden -= {name for node in module.nodes(ast.Global) for name in node.names}
            hidden -= BUILTINS  # Python finds those
            if "*" in _bound(module, _imports(module) - module.type_checking_only):
                hidden.clear()  # It may be any of those
        is_postponed = _are_annotations_postponed(module.tree)
        yield from self._looked_up(module, hidden, is_postponed=is_postponed)
        if is_postponed or not (hidden or _QUOTED_PART.search(module.text)):
            return
        fix: Fix | None = None
        for annotation, name, bound in _annotations(module):
            for node in _names(annotation):
                if node.id in hidden and node.id not in bound:
                    fix = fix or _fix(module)
                    message = f"{node.id} does not exist at run time: write {_IMPORT}"
                    yield self.finding(module, node, name, message, fix=fix)
            if (union := failing_union(module, annotation)) is not None:
                fix = fix or _fix(module)
                message = f"{ast.unparse(union)} is a TypeError at run time: write {_IMPORT}"
                yield self.finding(module, union, name, message, fix=fix)

    def _looked_up(
        self, module: Module, hidden: Collection[str], *, is_postponed: bool
    ) -> Iterator[Finding]:
        """Check what a dataclass looks for in annotations that are strings."""
        for dto in module.dtos if hidden else ():
            if not module.project.kinds(dto.full_name) & _LOOKING:
                continue
            for node in statements(dto.node.body):
                match node:
                    case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                        is_string = is_postponed or isinstance(annotation, ast.Constant)
                        marker = outermost_name(type_expression(annotation))
                        is_hidden = is_string and marker.partition(".")[0] in hidden
                        if is_hidden and module.project.resolve(module.name, marker) in NO_FIELD:
                            message = (
                                f"{dto.name}.{name} becomes a field, because {marker} does not"
                                " exist at run time: import it outside TYPE_CHECKING"
                            )
                            symbol = f"{dto.name}.{name}"
                            yield self.finding(module, annotation, symbol, message)


def _are_annotations_postponed(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )


def _bound(module: Module, imports: frozenset[ast.AST]) -> set[str]:
    return {
        alias.asname or alias.name.partition(".")[0]
        for node in imports
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def _imports(module: Module) -> frozenset[ast.AST]:
    return frozenset([*module.nodes(ast.Import), *module.nodes(ast.ImportFrom)])


def _bound_at_run_time(module: Module, scope: ast.AST) -> frozenset[str]:
    """Return the names that a module, class or function binds, those inside of others left out."""
    names = set[str]()
    imports = set[ast.AST]()
    waiting: list[ast.AST] = [scope]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    names.add(node.name)  # Names that are bound inside it are its own
                case ast.Import() | ast.ImportFrom():
                    imports.add(node)
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                    names.add(name)
                case ast.ExceptHandler(name=str() as name):
                    names.add(name)
                    waiting.append(node)
                case ast.pattern():
                    names.update(captured(node))
                case ast.Lambda():
                    pass
                case _:
                    waiting.append(node)
    return frozenset(names | _bound(module, frozenset(imports - module.type_checking_only)))


@dataclass(frozen=True)
class _Scope:
    """Where statements stand.

    Attributes:
        prefix: What names are called there, with a dot behind it if there is anything.
        is_function: Whether it is a function.
        bound: The names that are bound there, and in the functions around it.
        inherited: Those of them that are bound for functions inside of it, too.
    """

    prefix: str = ""
    is_function: bool = False
    bound: frozenset[str] = frozenset()
    inherited: frozenset[str] = frozenset()


def _annotations(module: Module) -> Iterator[tuple[ast.expr, str, frozenset[str]]]:
    """Yield each annotation that Python evaluates.

    With it come its symbol, and the names that are bound around it, those of the module left out.
    """
    waiting: list[tuple[ast.AST, _Scope]] = [(module.tree, _Scope())]
    while waiting:
        parent, scope = waiting.pop()
        for node in _running(module, parent):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    name, own = scope.prefix + node.name, _type_parameters(node)
                    for annotation in annotations_of(node):
                        yield annotation, name, scope.bound | own
                    inner = scope.inherited | own | _bound_at_run_time(module, node)
                    waiting.append((node, _Scope(f"{name}.", True, inner, inner)))
                case ast.ClassDef():
                    inherited = scope.inherited | _type_parameters(node)
                    inner = inherited | _bound_at_run_time(module, node)
                    prefix = f"{scope.prefix}{node.name}."
                    waiting.append((node, _Scope(prefix, False, inner, inherited)))
                case ast.AnnAssign():
                    if not scope.is_function:
                        target = node.target.id if isinstance(node.target, ast.Name) else ""
                        name = f"{scope.prefix}{target}".rstrip(".")
                        yield node.annotation, name, scope.bound
                case ast.stmt() | ast.ExceptHandler() | ast.match_case():
                    waiting.append((node, scope))


def _type_parameters(node: ast.ClassDef | Function) -> frozenset[str]:
    return frozenset(it.name for it in getattr(node, "type_params", ()))  # Not on Python 3.11


def _running(module: Module, parent: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes right inside a node, but for what only a type checker reads."""
    if not isinstance(parent, ast.If):
        yield from ast.iter_child_nodes(parent)
        return
    hides = module.hides(parent.test)
    yield from parent.body if hides is not True else ()
    yield from parent.orelse if hides is not False else ()


def _fix(module: Module) -> Fix:
    return Fix(f"Add {_IMPORT}", (_postpone(module),), is_safe=not _are_annotations_read(module))


def _are_annotations_read(module: Module) -> bool:
    """Return whether something may read the module's annotations at run time."""
    if _READER.search(module.text):
        return True
    classes = module.nodes(ast.ClassDef)
    decorated: list[ast.ClassDef | Function] = [*classes]
    decorated += [*module.nodes(ast.FunctionDef), *module.nodes(ast.AsyncFunctionDef)]
    for node in decorated:
        for decorator in node.decorator_list:
            if not is_plain_decorator(module, decorator):
                return True
    return any(_reads_annotations(module, base) for node in classes for base in node.bases)


def _reads_annotations(module: Module, base: ast.expr) -> bool:
    """Return whether a base class may read the annotations of the classes derived from it."""
    named = base.value if isinstance(base, ast.Subscript) else base
    for name in module.project.lineage(module.resolve(named)):
        is_of_project = module.project.class_symbol(name) is not None
        if not is_of_project and name.rpartition(".")[0] not in _HARMLESS_MODULES:
            return True
    return False


def _names(annotation: ast.expr) -> Iterator[ast.Name]:
    return (node for node in ast.walk(annotation) if isinstance(node, ast.Name))


def _postpone(module: Module) -> Edit:
    source, body = module.source, module.tree.body
    is_documented = ast.get_docstring(module.tree, clean=False) is not None
    first = body[1] if is_documented else body[0]
    if is_documented and source.end(body[0])[0] == source.start(first)[0]:
        return insert(source.start(first), f"{_IMPORT}; ")  # A docstring with a semicolon
    if isinstance(first, ast.ImportFrom) and first.module == "__future__":
        return insert(source.start(first), f"{_IMPORT}\n")
    if is_documented:
        line = source.end(body[0])[0] + 1
        is_apart = not source.lines[line - 1].strip()
        return insert((line, 1), f"\n{_IMPORT}\n{'' if is_apart else chr(10)}")
    return insert((_after_comments(source, first), 1), f"{_IMPORT}\n\n")


def _after_comments(source: Source, first: ast.stmt) -> int:
    """Return the line before which to insert the import in a module without a docstring."""
    line = first.lineno
    if isinstance(first, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        line = min([line, *(decorator.lineno for decorator in first.decorator_list)])
    start = line
    while start > 1 and source.lines[start - 2].strip():
        start -= 1
    # Comments right above the first statement are about it, unless they begin the file.
    is_header = not any(text.strip() for text in source.lines[: start - 1])
    return line if is_header else start
