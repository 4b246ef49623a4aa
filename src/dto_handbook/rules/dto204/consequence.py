"""A value added to a shared default appears in all DTOs, and such a DTO has no hash."""

from dto_handbook.rules.dto204.invalid import SessionResourceAllocation
from dto_handbook.rules.dto204.invalid_shared import SessionRequest

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
