"""The field accepts any value, and the error appears far from the assignment."""

from typing import get_type_hints

from dto_handbook.rules.dto502.invalid import SessionPlacement, describe_devices

placement = SessionPlacement("s-1", (0, 1))  # A repository that treats the ids as numbers
print("what a type checker knows:", get_type_hints(SessionPlacement)["device_ids"])
try:
    describe_devices(placement)  # A function that treats them as strings
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
else:
    raise AssertionError("it was accepted")
