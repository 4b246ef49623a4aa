#!/bin/sh
# Strawberry takes a NewType in a Pydantic model for the type that it is made of, whatever scalar is registered for it.
#
# In a type of Strawberry's own, `scalar_map` makes a scalar of GraphQL of `Bytes = NewType("Bytes", int)`. In a type
# that `strawberry.experimental.pydantic` makes from a model, the same annotation becomes `Int`, which ends at 31 bits.
#
# Seen with strawberry-graphql 0.341.2 and Pydantic 2.14.3 on Python 3.11.7.
# It prints: own Bytes!
#            from model Int!
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q strawberry-graphql==0.341.2 pydantic==2.14.3
cat > "$folder/sample.py" <<'SAMPLE'
import re
from typing import NewType

import strawberry
from pydantic import BaseModel
from strawberry.experimental.pydantic import type as from_model
from strawberry.schema.config import StrawberryConfig

Bytes = NewType("Bytes", int)


class Model(BaseModel):
    used: Bytes


@from_model(model=Model, all_fields=True)
class Made:
    pass


@strawberry.type
class Own:
    used: Bytes


@strawberry.type
class Query:
    own: Own
    made: Made


scalar = strawberry.scalar(name="Bytes", serialize=str, parse_value=int)
schema = strawberry.Schema(Query, config=StrawberryConfig(scalar_map={Bytes: scalar}))
for name, label in (("Own", "own"), ("Made", "from model")):
    print(label, re.search(rf"type {name} {{\n  used: (.*)\n", str(schema))[1])
SAMPLE
cd "$folder"
seen=$(venv/bin/python -W ignore sample.py)
echo "$seen"
[ "$seen" = "own Bytes!
from model Int!" ]
