"""The result is sometimes a new list, and sometimes the caller's own object."""

from ai.backend.manager.data.session.allocation import SessionResourceAllocation
from dto_handbook.rules.dto302.invalid import with_device

given = [SessionResourceAllocation(f"s-{n}", ("cpu",), (n,)) for n in range(2)]
chosen = with_device(given)
given.clear()
print("chosen, and gone with the caller's list:", chosen)
assert not chosen

allocations = (SessionResourceAllocation("s-1", ("cpu",), (0,)),)
print("with a device:", type(with_device(allocations, 0)).__name__)
print("with any:", type(with_device(allocations)).__name__)
assert with_device(allocations) is allocations
assert with_device(allocations, 0) is not allocations
