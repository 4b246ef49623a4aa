#!/bin/sh
# mypy accepts a union with a quoted part, which Python refuses when it imports the module.
#
# `"User" | None` applies `|` to a string, and Python evaluates the annotations of a class body when it runs it.
# Quotes around the whole annotation, or the future import, are needed.
#
# Seen with mypy 2.4.1 on Python 3.11.7.
# mypy prints: Success: no issues found in 1 source file
# Python prints: TypeError: unsupported operand type(s) for |: 'str' and 'NoneType'
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q mypy==2.4.1
cat > "$folder/sample.py" <<'SAMPLE'
from dataclasses import dataclass


@dataclass
class Session:
    owner: "User" | None = None


class User:
    pass
SAMPLE
cd "$folder"
checked=$(venv/bin/mypy --strict sample.py) || true
echo "$checked"
[ "$checked" = "Success: no issues found in 1 source file" ]
seen=$(venv/bin/python sample.py 2>&1 | tail -n 1)
echo "$seen"
[ "$seen" = "TypeError: unsupported operand type(s) for |: 'str' and 'NoneType'" ]
