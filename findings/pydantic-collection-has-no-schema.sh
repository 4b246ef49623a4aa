#!/bin/sh
# Pydantic has no schema for `collections.abc.Collection[str]`, although it has one for what is broader and narrower.
#
# `Iterable`, `Sequence`, `Set` and `Mapping` can be fields of a model. `Collection`, the usual parameter type for
# "anything sized that can be iterated over again", makes the class definition fail; so do `Container`, `Reversible`
# and `Iterator`.
#
# Seen with Pydantic 2.14.3 on Python 3.11.7.
# It prints: yes Iterable Sequence MutableSequence Set MutableSet Mapping
#            no Collection Container Reversible Iterator
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pydantic==2.14.3
cat > "$folder/sample.py" <<'SAMPLE'
import collections.abc

from pydantic import PydanticSchemaGenerationError, TypeAdapter

with_schema = {"yes": [], "no": []}
for name in (
    *("Iterable", "Collection", "Container", "Reversible", "Iterator"),
    *("Sequence", "MutableSequence", "Set", "MutableSet", "Mapping"),
):
    kind = getattr(collections.abc, name)
    try:
        TypeAdapter(kind[str, int] if name == "Mapping" else kind[str])
        with_schema["yes"].append(name)
    except PydanticSchemaGenerationError:
        with_schema["no"].append(name)
for answer, names in with_schema.items():
    print(answer, *names)
SAMPLE
seen=$("$folder/venv/bin/python" "$folder/sample.py")
echo "$seen"
[ "$seen" = "yes Iterable Sequence MutableSequence Set MutableSet Mapping
no Collection Container Reversible Iterator" ]
