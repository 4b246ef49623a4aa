"""The page about the configuration, generated from the settings."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from tokenize import COMMENT, generate_tokens

from dto_handbook.linter.config import PRESETS, TABLE, Settings

_PAGE = """\
---
description: Every key of [tool.dto-handbook] in pyproject.toml, with its type, default and meaning.
---

# Configuration {{ #configuration }}

**Set a project's own names and choices in `[{table}]` of its `pyproject.toml`.**
{{ .rule }}

The checker reads the nearest `pyproject.toml` with this table, in the folder of the checked files
or above it. Every key is optional: the defaults are Backend.AI's. If a key or value is not allowed,
the check ends with status 2, and the message names each mistake. So a misspelt key cannot switch a
rule off unnoticed.

## An example {{ #example }}

```file
docs/use/settings.toml
```

## The keys {{ #keys }}

{keys}
"""
_KEY = """\
### {name} {{ #{name} }}

{meaning}.

A {type}. Default: `{default}`.
"""
_PRESETS = """
| Preset | Sets |
| --- | --- |
{rows}
"""
_TYPES = {
    "bool": "boolean, `true` or `false`",
    "str": "string",
    "tuple[str, ...]": "list of strings",
    "tuple[tuple[str, Severity], ...]": "table of rule ids, each with `error`, `warning` or `info`",
}


@dataclass(frozen=True)
class Key:
    """A key of the table."""

    name: str
    type: str
    default: str  # In TOML
    meaning: str


def keys() -> Iterator[Key]:
    """Yield the keys that a project may set, in the order of the settings' fields.

    Raises:
        LookupError: A field has no comment, or an unknown type.
    """
    meanings = _comments()
    for field in fields(Settings):
        default = {} if field.name == "severity" else field.default
        yield Key(
            field.name.replace("_", "-"),
            _TYPES[str(field.type)],
            json.dumps(default),
            meanings[field.name],
        )


def page() -> str:
    """Write the page."""
    written = [
        _KEY.format(**asdict(key)) + (_presets() if key.name == "preset" else "") for key in keys()
    ]
    return _PAGE.format(table=TABLE, keys="\n".join(written).strip())


def _presets() -> str:
    """Write a table of what each preset sets."""
    rows = list[str]()
    for name, settings in PRESETS.items():
        changed = {
            field.name.replace("_", "-"): value
            for field in fields(Settings)
            if (value := getattr(settings, field.name)) != field.default
        }
        cells = ", ".join(f"`{key} = {json.dumps(value)}`" for key, value in changed.items())
        rows.append(f"| `{name}` | {cells} |")
    return _PRESETS.format(rows="\n".join(rows))


def _comments() -> Mapping[str, str]:
    """Return the comment behind each field of the settings."""
    source = inspect.getsource(Settings)
    lines = iter(source.splitlines(keepends=True))
    comments = {
        token.start[0]: token.string.removeprefix("# ")
        for token in generate_tokens(lambda: next(lines, ""))
        if token.type == COMMENT
    }
    [class_] = ast.parse(source).body
    return {
        node.target.id: comments[node.lineno]
        for node in ast.walk(class_)
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.lineno in comments
    }
