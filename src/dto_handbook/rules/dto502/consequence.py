"""The field accepts whatever is put into it, and the use of it fails far from there."""

from typing import get_type_hints

from dto_handbook.rules.dto502.invalid import SessionPlacement, describe_devices

placement = SessionPlacement("s-1", (0, 1))  # A repository that takes the ids for numbers
print("what a type checker knows:", get_type_hints(SessionPlacement)["device_ids"])
try:
    describe_devices(placement)  # A function that takes them for texts
except TypeError as error:
    print(f"{type(error).__name__}: {error}")
