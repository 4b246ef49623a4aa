"""A function that only describes an allocation changes its caller's object."""

from dto_handbook.rules.dto201.invalid import SessionResourceAllocation, describe_devices

allocation = SessionResourceAllocation("s-1", ("cuda.device",), device_ids=(2, 0, 1))
first_choice = allocation.device_ids[0]
print("devices:", describe_devices(allocation))
print("first choice before:", first_choice, "after:", allocation.device_ids[0])
assert allocation.device_ids[0] != first_choice
