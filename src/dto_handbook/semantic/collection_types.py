"""The one table of collection types: what they hold, and what changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, eq=False, slots=True)  # Each is one of a kind: to compare takes no method
class CollectionType:
    """A collection type.

    Attributes:
        name: Its full name.
        immutable: The type to write in its place where it must not change.
        abstract: The type to ask for where it is only read.
        concrete: The type to declare where it is what a function made.
        parameters: What each of its type arguments is: `element`, `key`, `value`, or `-` for
            nothing that it holds. A tuple's elements may be of a type each.
        mutators: The methods that change it; none where nothing does.
        is_class: Whether it is a class to make objects of, and no abstract base class.
        is_lazy: Whether it yields what it does not hold: it has no length.
        is_wrapper: Whether it is made to derive from: what derives from it may guard what it holds.
    """

    name: str
    immutable: str
    abstract: str
    concrete: str
    parameters: tuple[str, ...] = ()
    mutators: frozenset[str] = frozenset()
    is_class: bool = True
    is_lazy: bool = False
    is_wrapper: bool = False

    @property
    def is_mapping(self) -> bool:
        """Whether it has a value for each key."""
        return self.abstract == "Mapping"

    @property
    def is_dict(self) -> bool:
        """Whether it is a mapping that can be made and changed."""
        return self.is_mapping and self.is_class and bool(self.mutators)


def collection_of(lineage: Sequence[str]) -> CollectionType | None:
    """Return the collection type that a class is, or that it can be changed as.

    Args:
        lineage: The full names of the class and its bases, nearest first.

    Returns:
        The row of the class itself, or of the first base that it can be changed as; None for any
        other class.
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
        Its collection type; for one of the project's own, a type that every mutator changes; None
        for any other class.
    """
    if own and (name := next((it for it in lineage if it in own), None)) is not None:
        return CollectionType(name, *_OTHER, mutators=MUTATORS)
    row = collection_of(lineage)
    return row if row is not None and row.mutators else None


def _methods(*names: str) -> frozenset[str]:
    return frozenset(name for text in names for name in text.split())


_NONE = frozenset[str]()
_ITEMS = _methods("__delitem__ __setitem__")
_LIKE_SEQUENCE = _ITEMS | _methods("__iadd__ append clear extend insert pop remove reverse")
_LIKE_SET = _methods("__iand__ __ior__ __isub__ __ixor__ add clear discard pop remove")
_LIKE_MAPPING = _ITEMS | _methods("clear pop popitem setdefault update")
_LIKE_LIST = _LIKE_SEQUENCE | _methods("__imul__ sort")
_LIKE_DICT = _LIKE_MAPPING | {"__ior__"}
_UPDATES = _methods(
    "difference_update intersection_update symmetric_difference_update", "update"
)  # Of concrete sets, and not of MutableSet
_LIKE_DEQUE = _LIKE_SEQUENCE | _methods("__imul__ appendleft extendleft popleft rotate")
_LIKE_ARRAY = _LIKE_SEQUENCE | _methods("__imul__ byteswap frombytes fromfile fromlist fromunicode")
_LIKE_COUNTER = _LIKE_DICT | _methods("__iadd__ __iand__ __isub__ subtract")

_ELEMENT = ("element",)
_PAIR = ("key", "value")

# What to write in place of a type: immutable, abstract, concrete.
_OTHER = ("tuple", "Collection", "list")
_SEQUENCE = ("tuple", "Sequence", "list")
_SET = ("frozenset", "Set", "set")
_MAPPING = ("Mapping", "Mapping", "dict")
_BYTES = ("bytes", "Sequence", "bytes")

_ABSTRACT = tuple(
    (CollectionType(f"collections.abc.{name}", *kind, parameters, mutators, is_class=False), alias)
    for name, kind, parameters, mutators, alias in (
        ("Collection", _OTHER, _ELEMENT, _NONE, "Collection"),
        ("Container", _OTHER, _ELEMENT, _NONE, "Container"),
        ("Iterable", _OTHER, _ELEMENT, _NONE, "Iterable"),
        ("Reversible", _OTHER, _ELEMENT, _NONE, "Reversible"),
        ("MappingView", _OTHER, _ELEMENT, _NONE, "MappingView"),
        ("KeysView", _OTHER, ("key",), _NONE, "KeysView"),
        ("ItemsView", _OTHER, _PAIR, _NONE, "ItemsView"),
        ("ValuesView", _OTHER, ("value",), _NONE, "ValuesView"),
        ("Sequence", _SEQUENCE, _ELEMENT, _NONE, "Sequence"),
        ("MutableSequence", _SEQUENCE, _ELEMENT, _LIKE_SEQUENCE, "MutableSequence"),
        ("Set", _SET, _ELEMENT, _NONE, "AbstractSet"),
        ("MutableSet", _SET, _ELEMENT, _LIKE_SET, "MutableSet"),
        ("Mapping", _MAPPING, _PAIR, _NONE, "Mapping"),
        ("MutableMapping", _MAPPING, _PAIR, _LIKE_MAPPING, "MutableMapping"),
    )
)
_LAZY = tuple(
    (CollectionType(f"collections.abc.{name}", *_OTHER, inner, is_class=False, is_lazy=True), name)
    for name, inner in (
        ("Iterator", _ELEMENT),
        ("Generator", ("element", "-", "-")),
        ("AsyncIterable", _ELEMENT),
        ("AsyncIterator", _ELEMENT),
        ("AsyncGenerator", ("element", "-")),
    )
)
# `array` and `bytearray` hold numbers alone: no arguments say what. A `defaultdict` changes even
# where a key is read that is not there; nothing tells such a read from any other.
_CLASSES = tuple(
    (CollectionType(name, *kind, parameters, mutators, is_wrapper=".User" in name), alias)
    for name, kind, parameters, mutators, alias in (
        ("builtins.tuple", _SEQUENCE, _ELEMENT, _NONE, "Tuple"),
        ("builtins.frozenset", _SET, _ELEMENT, _NONE, "FrozenSet"),
        ("types.MappingProxyType", _MAPPING, _PAIR, _NONE, ""),
        ("builtins.list", _SEQUENCE, _ELEMENT, _LIKE_LIST, "List"),
        ("builtins.bytearray", _BYTES, (), _LIKE_SEQUENCE | {"__imul__", "resize"}, ""),
        ("array.array", _SEQUENCE, (), _LIKE_ARRAY, ""),
        ("collections.deque", _OTHER, _ELEMENT, _LIKE_DEQUE, "Deque"),
        ("collections.UserList", _SEQUENCE, _ELEMENT, _LIKE_LIST, ""),
        ("builtins.set", _SET, _ELEMENT, _LIKE_SET | _UPDATES, "Set"),
        ("weakref.WeakSet", _SET, _ELEMENT, _LIKE_SET | _UPDATES, ""),
        ("builtins.dict", _MAPPING, _PAIR, _LIKE_DICT, "Dict"),
        ("collections.ChainMap", _MAPPING, _PAIR, _LIKE_DICT, "ChainMap"),
        ("collections.Counter", _MAPPING, ("key",), _LIKE_COUNTER, "Counter"),
        ("collections.OrderedDict", _MAPPING, _PAIR, _LIKE_DICT | {"move_to_end"}, "OrderedDict"),
        ("collections.UserDict", _MAPPING, _PAIR, _LIKE_DICT, ""),
        ("collections.defaultdict", _MAPPING, _PAIR, _LIKE_DICT, "DefaultDict"),
        ("weakref.WeakKeyDictionary", _MAPPING, _PAIR, _LIKE_DICT, ""),
        ("weakref.WeakValueDictionary", _MAPPING, _PAIR, _LIKE_DICT, ""),
    )
)
_TABLE = (*_CLASSES, *_ABSTRACT, *_LAZY)  # Each with what `typing` calls it

ALIASES = {
    f"{module}.{name}": row.name
    for row, name in _TABLE
    if name
    for module in ("typing", "typing_extensions")
} | {"array.ArrayType": "array.array"}
"""The other names of collection types, with the full names that they stand for."""

COLLECTIONS = {row.name: row for row, _ in _TABLE}
"""The table: each collection type by its full name, and by its other names."""
COLLECTIONS |= {alias: COLLECTIONS[name] for alias, name in ALIASES.items()}

MUTATORS = frozenset[str]().union(*(row.mutators for row, _ in _TABLE))
"""The names of all methods that change a collection."""
