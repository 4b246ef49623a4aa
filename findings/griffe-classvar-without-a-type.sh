#!/bin/sh
# Griffe, which mkdocstrings reads Python with, lists a bare `ClassVar` of a dataclass as a parameter.
#
# `limit: ClassVar = 3` declares a class variable, as `ClassVar[int]` does, and the constructor takes no such
# argument. The documented signature has it all the same; with brackets it does not.
#
# Seen with griffelib 2.4.1 on Python 3.11.7.
# It prints: documented ['limit', 'size']
#            real       ['size']
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q griffelib==2.4.1
cat > "$folder/sample.py" <<'SAMPLE'
from dataclasses import dataclass
from typing import ClassVar


@dataclass
class Quota:
    limit: ClassVar = 3
    other: ClassVar[int] = 4
    size: int = 1
SAMPLE
cat > "$folder/compare.py" <<'COMPARE'
import inspect

import griffe
from sample import Quota

extensions = griffe.load_extensions()
documented = griffe.load("sample", search_paths=["."], extensions=extensions)["Quota"].parameters
print("documented", [it.name for it in documented if it.name != "self"])
print("real      ", list(inspect.signature(Quota).parameters))
COMPARE
cd "$folder"
seen=$(venv/bin/python compare.py)
echo "$seen"
[ "$seen" = "documented ['limit', 'size']
real       ['size']" ]
