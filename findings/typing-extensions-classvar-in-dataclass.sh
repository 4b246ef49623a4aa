#!/bin/sh
# A dataclass with `from __future__ import annotations` makes a field of `typing_extensions.ClassVar[int]`.
#
# typing_extensions.ClassVar is typing.ClassVar, the same object, and mypy takes it for one. dataclasses, however,
# compares the module that the written name begins with: it must be `typing`. Written `ClassVar[int]`, after
# `from typing_extensions import ClassVar`, it is no field.
#
# Seen with typing_extensions 4.15.0 and mypy 2.4.1 on Python 3.11.7, 3.12.1 and 3.13.0.
# Python prints: True ['limit', 'value'] ['value']
# mypy prints: Success: no issues found in 1 source file
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q typing_extensions==4.15.0 mypy==2.4.1
cat > "$folder/sample.py" <<'SAMPLE'
from __future__ import annotations

import typing
from dataclasses import dataclass, fields

import typing_extensions
from typing_extensions import ClassVar


@dataclass
class Qualified:
    limit: typing_extensions.ClassVar[int] = 1
    value: int = 2


@dataclass
class Plain:
    limit: ClassVar[int] = 1
    value: int = 2


Qualified(3)  # To mypy, the only field is `value`
names = [[field.name for field in fields(it)] for it in (Qualified, Plain)]
print(typing_extensions.ClassVar is typing.ClassVar, *names)
SAMPLE
cd "$folder"
seen=$(venv/bin/python sample.py)
echo "$seen"
[ "$seen" = "True ['limit', 'value'] ['value']" ]
checked=$(venv/bin/mypy --strict sample.py) || true
echo "$checked"
[ "$checked" = "Success: no issues found in 1 source file" ]
