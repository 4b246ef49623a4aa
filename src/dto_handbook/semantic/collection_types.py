"""Which types hold others, and which of them can be changed."""

from __future__ import annotations

from collections.abc import Iterator

from dto_handbook.linter.config import Settings
from dto_handbook.semantic.project_index import Project
from dto_handbook.semantic.types import ClassType, Type, alternatives

DICTS = frozenset({
    "builtins.dict", "collections.ChainMap", "collections.Counter", "collections.OrderedDict",
    "collections.UserDict", "collections.defaultdict",
})  # fmt: skip
MUTABLE = frozenset({
    "array.ArrayType", "array.array", "builtins.bytearray", "builtins.list", "builtins.set",
    "collections.UserList", "collections.abc.MutableMapping", "collections.abc.MutableSequence",
    "collections.abc.MutableSet", "collections.deque", "weakref.WeakSet",
})  # fmt: skip
CONCRETE = DICTS | {
    "builtins.list", "builtins.set", "collections.UserList", "collections.deque",
}  # fmt: skip
ABSTRACT = frozenset({
    "collections.abc.Collection", "collections.abc.Container", "collections.abc.ItemsView",
    "collections.abc.Iterable", "collections.abc.KeysView", "collections.abc.Mapping",
    "collections.abc.MappingView", "collections.abc.MutableMapping",
    "collections.abc.MutableSequence", "collections.abc.MutableSet", "collections.abc.Reversible",
    "collections.abc.Sequence", "collections.abc.Set", "collections.abc.ValuesView",
})  # fmt: skip

# What derives from them can be changed as they can. UserDict and UserList are not among them: a
# class around a collection may well guard it.
_INHERITED = (DICTS | MUTABLE) - {"collections.UserDict", "collections.UserList"}
_ABSTRACT_IN_TYPING = frozenset({"Container", "ItemsView", "KeysView", "MappingView", "MutableSet",
                                 "Reversible", "ValuesView"})  # fmt: skip
_CONCRETE_IN_TYPING = frozenset({"ChainMap", "Counter", "OrderedDict"})
_STANDARD = frozenset({"builtins", "collections", "collections.abc", "typing", "typing_extensions"})
_HOLDS_NOTHING = frozenset({"Callable", "Literal", "type"})


def container(project: Project, name: str) -> str:
    """Return the collection that a class is or derives from.

    Args:
        project: The project that the name is resolved in.
        name: The class's full name.

    Returns:
        The collection's full name, those of `typing` replaced by what they stand for; the name
        itself for any other class.
    """
    name = _renamed(name)
    if name in DICTS or name in MUTABLE or name in ABSTRACT:
        return name
    for ancestor in project.lineage(name):
        if (base := _renamed(ancestor)) in _INHERITED:
            return base
    return name


def mutable(project: Project, settings: Settings, name: str) -> str | None:
    """Return the mutable collection that a class is; a dict counts as none.

    Args:
        project: The project that the name is resolved in.
        settings: They name the types that can be changed, besides the collections.
        name: The class's full name.

    Returns:
        The full name of the collection, or the type of the project's own; None for anything else.
    """
    if (full := container(project, name)) in MUTABLE:
        return full
    own = settings.mutable_types
    return next((base for base in project.lineage(name) if base in own), None) if own else None


def held(type_: Type) -> Iterator[ClassType]:
    """Yield the classes in a type, outermost first: its alternatives, and what collections hold.

    What any other generic class does with its arguments, nothing tells: they are left out.
    """
    for part in alternatives(type_):
        if isinstance(part, ClassType):
            yield part
            module, _, last = part.name.rpartition(".")
            if module in _STANDARD and last not in _HOLDS_NOTHING:
                for argument in part.arguments:
                    yield from held(argument)


def simple_name(full_name: str) -> str:
    """Return a full name's last part."""
    return full_name.rpartition(".")[2]


def _renamed(name: str) -> str:
    module, _, last = name.rpartition(".")
    if module in ("typing", "typing_extensions"):
        if last in _ABSTRACT_IN_TYPING:
            return f"collections.abc.{last}"
        if last in _CONCRETE_IN_TYPING:
            return f"collections.{last}"
    return name
