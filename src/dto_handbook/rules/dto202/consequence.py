"""A list in a frozen DTO can grow, also through a copy, and the DTO has no hash."""

from dataclasses import replace

from dto_handbook.rules.dto202.invalid import SessionResourceAllocation

allocation = SessionResourceAllocation("s-1", ["cpu"])
retry = replace(allocation, session_id="s-2")
retry.resource_slots.append("cuda.device")
print("given to the second session:", retry.resource_slots)
print("and to the first one:", allocation.resource_slots)
assert allocation.resource_slots == ["cpu", "cuda.device"]

try:
    hash(allocation)
except TypeError as error:
    print(f"no hash, so no member of a set: {error}")
else:
    raise AssertionError("it has a hash")
