"""A DTO holds what was read before: it allows two files that do not fit together."""

from dto_handbook.rules.dto102.invalid import VFolderQuota

quota = VFolderQuota(limit_bytes=100, used_bytes=60)
used = quota.used_bytes
for file in (30, 30):
    print(f"{used} of {quota.limit_bytes} bytes used, {file} more are allowed:", quota.allows(file))
    if quota.allows(file):
        used += file
assert used > quota.limit_bytes
print("used in the end:", used)
