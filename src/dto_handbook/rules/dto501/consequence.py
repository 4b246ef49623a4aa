"""A string gets in instead of a number, and the result is wrong without an error."""

from typing import get_type_hints

from dto_handbook.rules.dto501.invalid import SessionQuota, quota_from_setting

quota = quota_from_setting("3")  # From a form; no type checker complains
print("twice the limit of 3:", quota.doubled())
assert quota.doubled() == "33"
print("what a type checker knows of it:", get_type_hints(SessionQuota.doubled))
