"""The standard library's collections, and what really changes them."""

from __future__ import annotations

import array
import importlib
import itertools
import sys
import types
import weakref
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence


class Item:
    """Can be referred to weakly."""


class Zeros:
    """A file without an end."""

    def read(self, size: int) -> bytes:
        return bytes(size)


FIRST, SECOND, NEW = Item(), Item(), Item()
TEXT = "w" if sys.version_info >= (3, 13) else "u"

MADE: Mapping[str, Sequence[Callable[[], Iterable[object]]]] = {
    "builtins.tuple": [lambda: (2, 1, 3)],
    "builtins.frozenset": [lambda: frozenset({1, 2})],
    "types.MappingProxyType": [lambda: types.MappingProxyType({"b": 0.5, "a": 1.5})],
    "builtins.frozendict": [lambda: real_class("builtins.frozendict")({"b": 0.5, "a": 1.5})],
    "builtins.list": [lambda: [2, 1, 3]],
    "builtins.bytearray": [lambda: bytearray(b"bac")],
    "array.array": [lambda: array.array("i", [2, 1, 3]), lambda: array.array(TEXT, "bac")],
    "collections.deque": [lambda: deque([2, 1, 3])],
    "collections.UserList": [lambda: UserList([2, 1, 3])],
    "builtins.set": [lambda: {1, 2}],
    "weakref.WeakSet": [lambda: weakref.WeakSet([FIRST, SECOND])],
    "builtins.dict": [lambda: {"b": 0.5, "a": 1.5}],
    "collections.ChainMap": [lambda: ChainMap({"b": 0.5, "a": 1.5})],
    "collections.Counter": [lambda: Counter({"b": 2, "a": 1})],
    "collections.OrderedDict": [lambda: OrderedDict({"b": 0.5, "a": 1.5})],
    "collections.UserDict": [lambda: UserDict({"b": 0.5, "a": 1.5})],
    "collections.defaultdict": [lambda: defaultdict(float, {"b": 0.5, "a": 1.5})],
    "weakref.WeakKeyDictionary": [lambda: weakref.WeakKeyDictionary({FIRST: 1})],
    "weakref.WeakValueDictionary": [lambda: weakref.WeakValueDictionary({"b": FIRST})],
}
"""How to make an object of each concrete collection type; several ways where one is not enough."""

NEWER = {"builtins.frozendict": (3, 15)}
"""The types that came with a newer Python than the oldest one, and with which."""


def is_there(name: str) -> bool:
    """Return whether the running Python has a collection type."""
    return sys.version_info >= NEWER.get(name, (3, 0))


# They make an object, not change one; or they are the machinery of objects.
_NOT_TRIED = frozenset({
    "__class__", "__class_getitem__", "__del__", "__delattr__", "__getattribute__", "__init__",
    "__init_subclass__", "__new__", "__reduce__", "__reduce_ex__", "__setattr__", "__setstate__",
    "__subclasshook__",
})  # fmt: skip


def real_class(name: str) -> type:
    """Import a class by its full name."""
    module, _, last = name.rpartition(".")
    found: type = getattr(importlib.import_module(module), last)
    return found


def changing(name: str) -> set[str]:
    """Call every method of a collection, and return the names of those that changed it.

    Args:
        name: The full name of the collection type.

    Returns:
        The methods that changed an object by at least one of many calls.
    """
    methods = {it for it in dir(real_class(name)) if it.startswith("__") or it[:1] != "_"}
    calls = [made for count in range(3) for made in itertools.product(_ARGUMENTS, repeat=count)]
    return {
        method
        for method in methods - _NOT_TRIED
        if any(_changes(make, method, call) for make in MADE[name] for call in calls)
    }


# Made anew for each call, which may change them.
_ARGUMENTS: Sequence[Callable[[], object]] = (
    *(lambda: 0, lambda: 1, lambda: ord("b"), lambda: "b", lambda: "z", lambda: b"zzzz"),
    *(lambda: FIRST, lambda: NEW, lambda: [9], lambda: [NEW], lambda: {1}, lambda: {9}),
    *(lambda: {"z": 3}, lambda: {"z": NEW}, lambda: {NEW: 3}, lambda: Counter("b")),
    *(lambda: weakref.WeakSet([FIRST]), lambda: weakref.WeakSet([NEW]), Zeros),
    *(lambda: array.array("i", [9]), lambda: array.array(TEXT, "z")),
)


def _changes(
    make: Callable[[], Iterable[object]], method: str, call: Sequence[Callable[[], object]]
) -> bool:
    made = make()
    before = _content(made)
    try:
        getattr(made, method)(*(argument() for argument in call))
    except Exception:  # Most arguments are of a wrong type, each in its own way
        return False
    return _content(made) != before


def _content(made: Iterable[object]) -> Sequence[object]:
    return list(made.items()) if isinstance(made, Mapping) else list(made)
