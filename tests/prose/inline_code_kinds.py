"""Kinds of inline code: by its look it is of one kind, and that kind says what must be true."""

from __future__ import annotations

import ast
import json
import re
import shlex
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, suppress
from functools import cache
from io import StringIO
from pathlib import Path

from project_code import ROOT, SRC, exists, module_file
from prose.accepted_inline_code import ANY, IN_FILE, LISTED
from prose.command_lookup import IDS, commands, is_anothers_command, is_command, options
from prose.name_lookup import OURS, found, kind_of_name, takes
from prose.surrounding_code import Code

from dto_handbook.guideline.review_comment import rule_comment
from dto_handbook.linter.config import PRESETS, TABLE, SettingsError, load_settings
from dto_handbook.linter.diagnostics import Severity
from dto_handbook.linter.suppression import suppressions
from dto_handbook.rules import ids
from dto_handbook.rules.registry import rule_packages
from dto_handbook_site.__main__ import parser
from dto_handbook_site.generate.changes import newest
from dto_handbook_site.generate.configuration import keys
from dto_handbook_site.generate.symbols import targets

_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\(\))?")
_PATH = re.compile(r"\.?[\w.<>*-]+(/[\w.<>*-]*)+|\.?[\w-]+\.(json|lua|md|py|toml|txt|ya?ml)")
_BASES = [
    ROOT,
    SRC,
    SRC / "dto_handbook",
    SRC / "dto_handbook_site",
    SRC / "ai/backend",
    SRC / "ai/backend/manager",
    SRC / "ai/backend/manager/data",
    ROOT / "docs/assets",
]
# A part of Python, and what makes a whole of it; `_` is nobody's name.
_WHOLES = (
    "_ {} _",
    "{}",
    "{} pass",
    "{}: pass",
    "_ {}",
    "_{}",
    "_({})",
    "{}\ndef _(): pass",
    "def _({}): pass",
    "def _() {}: pass",
)


def kind_of(text: str, code: Code) -> str:
    """Return the kind of a piece of inline code.

    Args:
        text: The inline code.
        code: The code that surrounds it.

    Returns:
        The kind; empty where it is of none, or is not what that kind must be.
    """
    if text in LISTED:
        return "listed"
    if (file := IN_FILE.get(text)) is not None:
        return "in a file" if text in (ROOT / file).read_text() else ""
    for look, kind, holds in _LOOKS:
        if re.fullmatch(look, text, re.DOTALL):
            return kind if holds(text, code) else ""
    if _PATH.fullmatch(text) and _is_path(text, code):
        return "path"
    if _is_word_of_settings(text):
        return "setting"
    if is_command(text):
        return "command"
    if _NAME.fullmatch(text) and (kind := kind_of_name(text.removesuffix("()"), code)):
        return kind
    if _is_path(text, code):
        return "path"
    if _is_literal(text):
        return "literal"
    if not _NAME.fullmatch(text) and _is_python(text, code):
        return "Python"
    return "quoted" if code.quotes(text) else ""


def _is_rule(text: str, _: Code) -> bool:
    return text in IDS


def _is_suppression(text: str, _: Code) -> bool:
    comments = list(suppressions(f"x = 1  {text}"))
    return any(comment.is_complete and IDS.issuperset(comment.rules) for comment in comments)


def _is_project_name(text: str, _: Code) -> bool:
    return exists(text.replace(":", "."))


def _is_table(text: str, _: Code) -> bool:
    return text == f"[{TABLE}]"


def _is_version(text: str, _: Code) -> bool:
    return text == f"v{newest()}"


def _is_extra(text: str, _: Code) -> bool:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return text in {f"{project['name']}[{extra}]" for extra in project["optional-dependencies"]}


def _is_comment(text: str, _: Code) -> bool:
    return any(
        text == rule_comment(package.rule, f"rules/{id}/")
        for id, package in rule_packages().items()
    )


def _is_run_of_module(text: str, _: Code) -> bool:
    module, *options = shlex.split(text)[2:]
    if module == "dto_handbook_site":
        return _parses(options)
    file = module_file(module)
    source = file.read_text() if file.is_file() else ""
    known = all(f'"{option}"' in source for option in options if option.startswith("-"))
    return known and '__name__ == "__main__"' in source


def _parses(arguments: Sequence[str]) -> bool:
    try:
        with redirect_stderr(StringIO()):
            parser().parse_args(arguments)
    except SystemExit:
        return False
    return True


def _is_run_of_pytest(text: str, code: Code) -> bool:
    configured = (ROOT / "tests/conftest.py").read_text()
    return all(
        f'"{word.partition("=")[0]}"' in configured
        if word.startswith("-")
        else _is_path(word, code)
        for word in shlex.split(text)[1:]
    )


def _is_variable(text: str, code: Code) -> bool:
    is_ours = text in _variables() or is_command(text)  # Or a placeholder for an argument
    return is_ours or bool(kind_of_name(text, code)) or code.quotes(text)


@cache
def _variables() -> frozenset[str]:
    """Return the environment variables that the project reads."""
    look = re.compile(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"")
    files = SRC.glob("dto_handbook*/**/*.py")
    return frozenset(name for file in files for name in look.findall(file.read_text()))


def _is_whole_command(text: str, _: Code) -> bool:
    return is_command(text)


def _are_commands(text: str, code: Code) -> bool:
    return all(kind_of(part, code) == "command" for part in text.split(" && "))


_LOOKS: Sequence[tuple[str, str, Callable[[str, Code], bool]]] = (
    (r".* && .*", "command", _are_commands),
    (r"DTO\d\w*", "rule", _is_rule),
    (r"\[DTO\d+\]\(.*", "review", _is_comment),
    (r"#.*", "suppression", _is_suppression),
    (r"\[tool\..*\]", "setting", _is_table),
    (r"v\d[\w.]*", "version", _is_version),
    (r"dto-handbook\[.*\]", "extra", _is_extra),
    (r"dto-handbook( .*)?", "command", _is_whole_command),
    (r"--?[a-zA-Z][\w-]*( .*)?", "command", _is_whole_command),
    (r"python -m .*", "command", _is_run_of_module),
    (r"pytest( .*)?", "command", _is_run_of_pytest),
    (r"(git|mkdocs|zensical) .*", "command", lambda text, _: is_anothers_command(text)),
    (r"(ai|dto_handbook|dto_handbook_site)\.[\w.]+(:\w+)?", "symbol", _is_project_name),
    (r"[A-Z]{2,}(_[A-Z]+)*", "variable", _is_variable),
)


def _is_path(text: str, code: Code) -> bool:
    pattern = re.sub(r"<\w+>", "*", text.rstrip("/"))
    if not pattern or pattern.startswith("/") or " " in pattern or '"' in pattern:
        return False
    if any(f"/{place}".endswith(f"/{pattern}") for place in _places()):
        return True
    return any(
        path.is_dir() or not text.endswith("/")
        for base in (*_BASES, code.folder)
        for path in _matching(base, pattern)
    )


@cache
def _matching(base: Path, pattern: str) -> Sequence[Path]:
    if "*" not in pattern:
        return [path for path in (base / pattern, base / f"{pattern}.py") if path.exists()]
    with suppress(ValueError, NotImplementedError):
        return list(base.glob(pattern))
    return ()


@cache
def _places() -> frozenset[str]:
    """Return the paths of the rule packages' files, and those at which samples would stand."""
    samples = [
        it
        for package in rule_packages().values()
        for it in (*package.invalid_samples, *package.valid_samples)
    ]
    files = [
        it
        for package in rule_packages().values()
        for it in package.folder.iterdir()
        if it.is_file()
    ]
    return frozenset(it.path for it in samples) | frozenset(
        it.relative_to(ROOT).as_posix() for it in files
    )


@cache
def known() -> frozenset[str]:
    """Return the names that there are, other than those that a page shows."""
    paths = {
        path.relative_to(base).as_posix() + "/" * path.is_dir()
        for base in _BASES[1:]
        for path in base.rglob("*")
        if "__pycache__" not in path.parts
    }
    whole_commands = {f"dto-handbook {command}" for command in commands()}
    return frozenset({*targets(), *_keys(), *IDS, *commands(), *options(), *paths, *whole_commands})


@cache
def _keys() -> frozenset[str]:
    return frozenset(key.name for key in keys())


def _is_word_of_settings(text: str) -> bool:
    """Return whether it is a key, a value that only a key has, or a line of settings."""
    if text in _keys() or text in PRESETS or text in list(Severity):
        return True
    if not re.match(r"[\w-]+ = ", text) or text.partition(" = ")[0] not in _keys():
        return False
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pyproject.toml")
        file.write_text(f"[{TABLE}]\n{text}\n")
        try:
            load_settings(file, ids())
        except SettingsError:
            return False
    return True


def _is_literal(text: str) -> bool:
    for read in (ast.literal_eval, json.loads):
        with suppress(ValueError, SyntaxError):
            value = read(text)
            texts = value if isinstance(value, list) else [value]
            return all(exists(it) for it in texts if isinstance(it, str) and it.startswith(OURS))
    return False


def _is_python(text: str, code: Code) -> bool:
    """Return whether it is a part of Python whose names all stand for something."""
    for whole in _WHOLES:
        with suppress(SyntaxError):
            if all(_known(ast.parse(whole.format(text.strip())), code)):
                return True
    return False


def _known(tree: ast.AST, code: Code) -> Iterator[bool]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id == "_" or node.id in ANY or bool(kind_of_name(node.id, code))
        elif isinstance(node, ast.Attribute):
            path = ast.unparse(node)
            is_known = node.attr in code.names or node.attr in ANY
            yield is_known or bool(kind_of_name(path, code))
        elif isinstance(node, ast.Call):
            function = found(ast.unparse(node.func))
            for argument in node.keywords:
                name = argument.arg
                yield name is None or name in code.names or takes(function, name)
        elif isinstance(node, ast.arg):
            yield bool(kind_of_name(node.arg, code)) or node.arg == "_"
