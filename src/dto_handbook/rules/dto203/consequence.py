"""A changed copy shares the dict with the original, and neither has a hash."""

from dataclasses import replace

from dto_handbook.rules.dto203.invalid import ModelRevisionConfig

first = ModelRevisionConfig("d-1", 1, "/models/vision", {"dtype": "float16"}, "u-7")
second = replace(first, revision_number=2)
second.runtime_config["dtype"] = "int8"
print("revision 2 runs with:", second.runtime_config)
print("so does revision 1:", first.runtime_config)
assert first.runtime_config == {"dtype": "int8"}

try:
    hash(first)
except TypeError as error:
    print(f"no hash, so no member of a set: {error}")
else:
    raise AssertionError("it has a hash")
