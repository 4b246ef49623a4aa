"""A user has the name None: `!=` treats the name as unset, and finds all users' sessions."""

from dto_handbook.rules.dto602.invalid import SessionSearch, UserName, conditions

print(conditions(SessionSearch(UserName("kim"), "p-1")))
print(conditions(SessionSearch(UserName("None"), "p-1")))
assert conditions(SessionSearch(UserName("None"), "p-1")) == []

name = UserName("None")
print("==", name == None, "is", name is None)  # noqa: E711 # which is the point
