"""The table of collection types: what each contains, and which methods change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, eq=False, slots=True)  # Without `eq`: rows are compared by identity
class CollectionType:
    """A collection type.

    Attributes:
        name: Its full name.
        typing_name: Its name in `typing`; empty if it has none.
        immutable: The type to write instead if it must not change.
        abstract: The type for a parameter that is only read.
        concrete: The type for a result that a function makes.
        parameters: What each type argument is: `element`, `key`, `value`, or `-` for one that an
            iteration does not yield. A tuple may have many elements.
        mutators: The names of the methods that change it; empty for an immutable type.
        is_lazy: Whether it yields its elements one at a time and has no length.
        is_wrapper: Whether it is made to be derived from: a class derived from it may be immutable.
    """

    name: str
    typing_name: str
    immutable: str
    abstract: str
    concrete: str
    parameters: tuple[str, ...]
    mutators: frozenset[str] = frozenset()
    is_lazy: bool = False
    is_wrapper: bool = False

    @property
    def is_class(self) -> bool:
        """Whether it is a concrete class, not an abstract base class."""
        return not self.name.startswith("collections.abc.")

    @property
    def is_mapping(self) -> bool:
        """Whether it has a value for each key."""
        return self.abstract == "Mapping"

    @property
    def is_dict(self) -> bool:
        """Whether it is a concrete, mutable mapping."""
        return self.is_mapping and self.is_class and bool(self.mutators)


def collection_of(lineage: Sequence[str]) -> CollectionType | None:
    """Return the collection type that a class is, or the mutable one that it derives from.

    Args:
        lineage: The full names of the class and its bases, nearest first.

    Returns:
        The row of the class itself, or of its nearest base that is mutable and not a wrapper; None
        for any other class.
    """
    if (row := COLLECTIONS.get(lineage[0])) is not None:
        return row
    for name in lineage[1:]:
        row = COLLECTIONS.get(name)
        if row is not None and row.mutators and not row.is_wrapper:
            return row
    return None


def mutable_type(lineage: Sequence[str], own: Sequence[str]) -> CollectionType | None:
    """Return the mutable type that a class is.

    Args:
        lineage: The full names of the class and its bases, nearest first.
        own: The full names of the project's own mutable types.

    Returns:
        Its collection type; for one of the project's own, a type with all of `MUTATORS`; None for
        any other class.
    """
    if own and (name := next((it for it in lineage if it in own), None)) is not None:
        return CollectionType(name, "", *_OTHER, (), MUTATORS)
    row = collection_of(lineage)
    return row if row is not None and row.mutators else None


def _methods(names: str) -> frozenset[str]:
    return frozenset(names.split())


_ITEMS = _methods("__delitem__ __setitem__")
_OF_SEQUENCE = _ITEMS | _methods("__iadd__ append clear extend insert pop remove reverse")
_OF_LIST = _OF_SEQUENCE | _methods("__imul__ sort")
_OF_DEQUE = _OF_SEQUENCE | _methods("__imul__ appendleft extendleft popleft rotate")
_OF_ARRAY = _OF_SEQUENCE | _methods("__imul__ byteswap frombytes fromfile fromlist fromunicode")
_OF_BYTES = _OF_SEQUENCE | _methods("__imul__ resize")
_OF_ABSTRACT_SET = _methods("__iand__ __ior__ __isub__ __ixor__ add clear discard pop remove")
_OF_SET = _OF_ABSTRACT_SET | _methods(
    "difference_update intersection_update symmetric_difference_update update"
)
_OF_MAPPING = _ITEMS | _methods("clear pop popitem setdefault update")
_OF_DICT = _OF_MAPPING | _methods("__ior__")
_OF_ORDERED = _OF_DICT | _methods("move_to_end")
_OF_COUNTER = _OF_DICT | _methods("__iadd__ __iand__ __isub__ subtract")

# What to write in place of a type: immutable, abstract, concrete.
_OTHER = ("tuple", "Collection", "list")
_SEQUENCE = ("tuple", "Sequence", "list")
_BYTES = ("bytes", "Sequence", "bytes")
_SET = ("frozenset", "Set", "set")
_MAPPING = ("Mapping", "Mapping", "dict")

_ELEMENT = ("element",)
_PAIR = ("key", "value")

# `array` and `bytearray` hold numbers alone, and are written without type arguments. Reading a
# missing key changes a `defaultdict`: such a read looks like any other, so `__getitem__` is left
# out.
_TABLE = (
    CollectionType("builtins.tuple", "Tuple", *_SEQUENCE, _ELEMENT),
    CollectionType("builtins.list", "List", *_SEQUENCE, _ELEMENT, _OF_LIST),
    CollectionType("collections.UserList", "", *_SEQUENCE, _ELEMENT, _OF_LIST, is_wrapper=True),
    CollectionType("collections.deque", "Deque", *_OTHER, _ELEMENT, _OF_DEQUE),
    CollectionType("array.array", "", *_SEQUENCE, (), _OF_ARRAY),
    CollectionType("builtins.bytearray", "", *_BYTES, (), _OF_BYTES),
    CollectionType("builtins.frozenset", "FrozenSet", *_SET, _ELEMENT),
    CollectionType("builtins.set", "Set", *_SET, _ELEMENT, _OF_SET),
    CollectionType("weakref.WeakSet", "", *_SET, _ELEMENT, _OF_SET),
    CollectionType("types.MappingProxyType", "", *_MAPPING, _PAIR),
    CollectionType("builtins.frozendict", "", *_MAPPING, _PAIR),  # Of Python 3.15
    CollectionType("builtins.dict", "Dict", *_MAPPING, _PAIR, _OF_DICT),
    CollectionType("collections.ChainMap", "ChainMap", *_MAPPING, _PAIR, _OF_DICT),
    CollectionType("collections.Counter", "Counter", *_MAPPING, ("key",), _OF_COUNTER),
    CollectionType("collections.OrderedDict", "OrderedDict", *_MAPPING, _PAIR, _OF_ORDERED),
    CollectionType("collections.UserDict", "", *_MAPPING, _PAIR, _OF_DICT, is_wrapper=True),
    CollectionType("collections.defaultdict", "DefaultDict", *_MAPPING, _PAIR, _OF_DICT),
    CollectionType("weakref.WeakKeyDictionary", "", *_MAPPING, _PAIR, _OF_DICT),
    CollectionType("weakref.WeakValueDictionary", "", *_MAPPING, _PAIR, _OF_DICT),
    CollectionType("collections.abc.Collection", "Collection", *_OTHER, _ELEMENT),
    CollectionType("collections.abc.Container", "Container", *_OTHER, _ELEMENT),
    CollectionType("collections.abc.Iterable", "Iterable", *_OTHER, _ELEMENT),
    CollectionType("collections.abc.Reversible", "Reversible", *_OTHER, _ELEMENT),
    CollectionType("collections.abc.MappingView", "MappingView", *_OTHER, _ELEMENT),
    CollectionType("collections.abc.KeysView", "KeysView", *_OTHER, ("key",)),
    CollectionType("collections.abc.ItemsView", "ItemsView", *_OTHER, _PAIR),
    CollectionType("collections.abc.ValuesView", "ValuesView", *_OTHER, ("value",)),
    CollectionType("collections.abc.Sequence", "Sequence", *_SEQUENCE, _ELEMENT),
    CollectionType(
        "collections.abc.MutableSequence", "MutableSequence", *_SEQUENCE, _ELEMENT, _OF_SEQUENCE
    ),
    CollectionType("collections.abc.Set", "AbstractSet", *_SET, _ELEMENT),
    CollectionType("collections.abc.MutableSet", "MutableSet", *_SET, _ELEMENT, _OF_ABSTRACT_SET),
    CollectionType("collections.abc.Mapping", "Mapping", *_MAPPING, _PAIR),
    CollectionType(
        "collections.abc.MutableMapping", "MutableMapping", *_MAPPING, _PAIR, _OF_MAPPING
    ),
    CollectionType("collections.abc.Iterator", "Iterator", *_OTHER, _ELEMENT, is_lazy=True),
    CollectionType(
        "collections.abc.Generator", "Generator", *_OTHER, ("element", "-", "-"), is_lazy=True
    ),
    CollectionType(
        "collections.abc.AsyncIterable", "AsyncIterable", *_OTHER, _ELEMENT, is_lazy=True
    ),
    CollectionType(
        "collections.abc.AsyncIterator", "AsyncIterator", *_OTHER, _ELEMENT, is_lazy=True
    ),
    CollectionType(
        "collections.abc.AsyncGenerator", "AsyncGenerator", *_OTHER, ("element", "-"), is_lazy=True
    ),
)

ALIASES = {
    f"{module}.{row.typing_name}": row.name
    for row in _TABLE
    if row.typing_name
    for module in ("typing", "typing_extensions")
} | {"array.ArrayType": "array.array"}
"""Aliases of collection types, each with its name in the table."""

COLLECTIONS = {row.name: row for row in _TABLE}
"""Each collection type by its full name and by its aliases."""
COLLECTIONS |= {alias: COLLECTIONS[name] for alias, name in ALIASES.items()}

MUTATORS = frozenset[str]().union(*(row.mutators for row in _TABLE))
"""The names of all methods that change a collection."""

CHANGING_FUNCTIONS = {
    "heapq.heappop": "pop",
    "heapq.heappush": "append",
    **{f"bisect.insort{ending}": "insert" for ending in ("", "_left", "_right")},
    **{f"heapq.{name}": "__setitem__" for name in ("heapify", "heappushpop", "heapreplace")},
    **{f"operator.{name}": f"__{name}__" for name in ("delitem", "setitem")},
    **{f"operator.i{name}": f"__i{name}__" for name in ("add", "and", "mul", "or", "sub", "xor")},
    "operator.iconcat": "__iadd__",
    "random.shuffle": "__setitem__",
}
"""The functions that change their first argument, each with a method that does the same."""
CHANGING_FUNCTIONS |= {
    f"{row.name}.{method}": method for row in _TABLE if row.is_class for method in row.mutators
}
