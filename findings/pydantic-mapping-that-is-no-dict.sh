#!/bin/sh
# Pydantic accepts a dataclass whose `Mapping` field holds a MappingProxyType, and then cannot write it as JSON.
#
# An instance of a dataclass is taken as it is, so what it holds stays a mappingproxy. Serialization expects a dict for
# `Mapping`: in Python mode it warns and returns the object itself, in JSON mode it raises. Given as a plain value, the
# same object becomes a dict when it is validated, and can be written.
#
# Seen with Pydantic 2.14.3 on Python 3.11.7.
# It prints: a plain value: b'{"options":{"a":1}}'
#            an instance: PydanticSerializationError
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pydantic==2.14.3
cat > "$folder/sample.py" <<'SAMPLE'
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError


@dataclass(frozen=True)
class Revision:
    options: Mapping[str, int]


adapter = TypeAdapter(Revision)
options = MappingProxyType({"a": 1})
for how, given in (("a plain value", {"options": options}), ("an instance", Revision(options))):
    revision = adapter.validate_python(given)
    try:
        print(f"{how}:", adapter.dump_json(revision))
    except PydanticSerializationError as error:
        print(f"{how}:", type(error).__name__)
SAMPLE
seen=$("$folder/venv/bin/python" "$folder/sample.py")
echo "$seen"
[ "$seen" = "a plain value: b'{\"options\":{\"a\":1}}'
an instance: PydanticSerializationError" ]
