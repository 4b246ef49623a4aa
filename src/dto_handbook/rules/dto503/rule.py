"""DTO503: an evaluated annotation with a name that only type checkers import."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dto_handbook.linter.diagnostics import Finding
from dto_handbook.linter.fixes import Edit, Fix, Source, insert
from dto_handbook.linter.module import Module
from dto_handbook.linter.rule import Rule

_IMPORT = "from __future__ import annotations"


class AnnotationRuns(Rule):
    """An annotation that Python evaluates uses no name imported under `TYPE_CHECKING`.

    Why: Without `from __future__ import annotations`, Python evaluates the annotations of fields,
    parameters and results when it imports the module. The name does not exist at that time, and the
    import fails with a `NameError`.

    How to fix: Write `from __future__ import annotations` as the module's first statement. Quotes
    around the annotation also work.

    When not: The annotation of a local variable is never evaluated. Python 3.14 evaluates
    annotations only on demand; the rule still holds, because the code also runs on older versions.
    """

    id = "DTO503"
    name = "Evaluated annotation"
    clauses = ("G5",)
    follows_names = False
    fixes = "safe"

    def check(self, module: Module) -> Iterator[Finding]:
        """Check the names in annotations that Python evaluates."""
        if _are_annotations_postponed(module.tree):
            return
        hidden = _bound(module, module.type_checking_only)
        if not hidden:
            return
        hidden -= _bound_at_run_time(module)
        fix = Fix(f"Add {_IMPORT}", (_postpone(module),), is_safe=True)
        for annotation, name in _annotations(module.tree):
            for node in _names(annotation):
                if node.id in hidden:
                    message = f"{node.id} does not exist at run time: write {_IMPORT}"
                    yield self.finding(module, node, name, message, fix=fix)


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


def _bound_at_run_time(module: Module) -> set[str]:
    names = set[str]()
    imports = set[ast.AST]()
    waiting: list[ast.AST] = [module.tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    names.add(node.name)  # Names that are bound inside it are its own
                case ast.Import() | ast.ImportFrom():
                    imports.add(node)
                case ast.Name(id=name, ctx=ast.Store()):
                    names.add(name)
                case ast.Lambda():
                    pass
                case _:
                    waiting.append(node)
    return names | _bound(module, frozenset(imports - module.type_checking_only))


def _annotations(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Yield each annotation that Python evaluates, with its symbol."""
    waiting: list[tuple[ast.AST, str, bool]] = [(tree, "", False)]
    while waiting:
        parent, prefix, is_function = waiting.pop()
        for node in ast.iter_child_nodes(parent):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    name = prefix + node.name
                    for argument in ast.walk(node.args):
                        if isinstance(argument, ast.arg) and argument.annotation is not None:
                            yield argument.annotation, name
                    if node.returns is not None:
                        yield node.returns, name
                    waiting.append((node, f"{name}.", True))
                case ast.ClassDef():
                    waiting.append((node, f"{prefix}{node.name}.", False))
                case ast.AnnAssign():
                    if not is_function:
                        target = node.target.id if isinstance(node.target, ast.Name) else ""
                        yield node.annotation, f"{prefix}{target}".rstrip(".")
                case ast.stmt() | ast.ExceptHandler() | ast.match_case():
                    waiting.append((node, prefix, is_function))


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
