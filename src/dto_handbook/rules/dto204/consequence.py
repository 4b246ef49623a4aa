"""Whether a mutable default is shared by all DTOs or refused at import depends on the class."""

import importlib

from dto_handbook.rules.dto204.invalid import SessionResourceAllocation
from dto_handbook.rules.dto204.invalid_shared import (
    SessionNames,
    SessionOptions,
    SessionRequest,
)

mine, yours = SessionRequest("u-1"), SessionRequest("u-2")
assert isinstance(mine.resource_slots, list)
mine.resource_slots.append("cuda.device")
print("u-1 asked for:", mine.resource_slots)
print("u-2 asked for nothing, and has:", yours.resource_slots)
assert yours.resource_slots == ["cuda.device"]

print("members of a set:", len({SessionResourceAllocation("s-1", ("cpu",), (0, 1))}))
try:
    hash(SessionResourceAllocation("s-2", ("cpu",)))
except TypeError as error:
    print(f"and with the default: {error}")
else:
    raise AssertionError("it has a hash")

print("NamedTuple shares it:", SessionRequest("u-1").labels is SessionRequest("u-2").labels)
print("a dataclass shares what is in a tuple:", SessionOptions().i[0] is SessionOptions().i[0])
print("a factory does not:", SessionOptions().a is SessionOptions().a)
print("Pydantic does not:", SessionNames().names is SessionNames().names)
try:
    importlib.import_module("dto_handbook.rules.dto204.invalid_refused")
except ValueError as error:
    print(f"a dataclass refuses a list: {error}")
else:
    raise AssertionError("it was accepted")
