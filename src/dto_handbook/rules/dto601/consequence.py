"""Conditions on an empty string and on zero disappear."""

from dto_handbook.rules.dto601.invalid import SessionFilter, apply_filter

for filter in (SessionFilter(user_id=""), SessionFilter(priority=0)):
    print(f"{filter} -> {apply_filter(filter)!r}")
    assert apply_filter(filter) == ""
