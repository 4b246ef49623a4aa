#!/bin/sh
# Griffe documents `field(kw_only=False)` in a dataclass with `kw_only=True` as keyword-only, although it is not.
#
# The argument of `field` overrules that of the decorator, so the field may be given by position, and comes before
# the keyword-only ones. The other way round, `field(kw_only=True)`, is documented as it is.
#
# Seen with griffelib 2.4.1 on Python 3.11.7.
# It prints: documented (*, size=1, name='a')
#            real       (name='a', *, size=1)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q griffelib==2.4.1
cat > "$folder/sample.py" <<'SAMPLE'
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Quota:
    size: int = 1
    name: str = field(default="a", kw_only=False)
SAMPLE
cat > "$folder/compare.py" <<'COMPARE'
import inspect

import griffe
from sample import Quota


def shown(parameters: list[tuple[str, bool, str]]) -> str:
    by_position = [f"{name}={default}" for name, is_keyword, default in parameters if not is_keyword]
    by_keyword = [f"{name}={default}" for name, is_keyword, default in parameters if is_keyword]
    return f"({', '.join([*by_position, '*', *by_keyword])})"


extensions = griffe.load_extensions()
documented = griffe.load("sample", search_paths=["."], extensions=extensions)["Quota"].parameters
keyword = griffe.ParameterKind.keyword_only
print("documented", shown([(it.name, it.kind is keyword, str(it.default)) for it in documented if it.name != "self"]))
real = inspect.signature(Quota).parameters.values()
print("real      ", shown([(it.name, it.kind is it.KEYWORD_ONLY, repr(it.default)) for it in real]))
COMPARE
cd "$folder"
seen=$(venv/bin/python compare.py)
echo "$seen"
case $seen in *"real       (name='a', *, size=1)"*) ;; *) exit 1 ;; esac
case $seen in "documented (*, size=1, name="*) ;; *) exit 1 ;; esac
