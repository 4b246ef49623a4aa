"""A function that requires a list rejects the tuple that a DTO holds."""

from typing import Any

from ai.backend.manager.data.session.allocation import SessionResourceAllocation
from ai.backend.manager.services.session.processing import process_sessions as good
from dto_handbook.rules.dto301.invalid import process_sessions

allocations: Any = (SessionResourceAllocation("s-1", ("cpu",)),)
try:
    process_sessions(allocations)
except AttributeError as error:
    print(f"requires a list: {error}")
else:
    raise AssertionError("it accepts a tuple")

print("requires a Sequence:", good(allocations))
