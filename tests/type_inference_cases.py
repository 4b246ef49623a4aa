"""Function bodies, with `#!` where a rule must flag the line and nothing anywhere else."""

# Each body stands in `async def work(s: Session, many: Sequence[Session], ...)`.
TRUTH = {
    "if": "if s.name:  #!\n    pass",
    "elif": "if s.count:\n    pass\nelif s.name:  #!\n    pass",
    "while": "while s.name:  #!\n    pass",
    "not": "x = not s.name  #!",
    "and": "x = s.name and 1  #!",
    "or": "x = s.name or 'none'  #!",
    "the last operand is a value, not a test": "x = 1 and s.name",
    "the last operand of a test is one": "if s.count and s.name:  #!\n    pass",
    "ternary": "x = 1 if s.name else 2  #!",
    "comprehension": "x = [t for t in many if t.name]  #!",
    "dict comprehension": "x = {t.count: t for t in many if not t.name}  #!",
    "generator": "x = any(1 for t in many if t.name)  #!",
    "bool": "x = bool(s.name)  #!",
    "in an argument": "print(s.name or '')  #!",
    "in a return": "return not s.name  #!",
    "in a slice": "x = many[0 if s.name else 1]  #!",
    "in an f-string": "x = f'{s.name or 1}'  #!",
    "in a lambda": "x = lambda: s.name or 1  #!",
    "walrus": "if (n := s.name):  #!\n    pass",
    "walrus of the DTO": "if (t := many[0]).name:  #!\n    pass",
    "in a guard": "match s.count:\n    case 1 if s.name:  #!\n        pass",
    "in an assertion's message": "assert s.count, s.name or ''  #!",
    "in a decorated inner function": "def inner() -> None:\n    if s.name:  #!\n        pass",
    "in a method of an inner class": "class A:\n    def f(self):\n        return not s.name  #!",
    "no field": "if name:\n    pass",
    "a field that is never None": "if s.count:\n    pass",
    "a comparison": "if s.name is None or s.name == '' or len(s.name) > 3:\n    pass",
    "through a field": "if s.owner is not None and s.owner.email:  #!\n    pass",
    "both of a chain": "if s.owner and s.owner.email:  #!\n    pass",
    "an inherited field": "if special.name:  #!\n    pass",
}
NARROWED = {
    "is not None": "if s.name is not None:\n    x = s.name or 1",
    "None is not": "if None is not s.name:\n    x = s.name or 1",
    "else of is None": "if s.name is None:\n    x = s.name or 1  #!\nelse:\n    x = s.name or 1",
    "return": "if s.name is None:\n    return\nx = s.name or 1",
    "raise": "if s.name is None:\n    raise ValueError\nx = s.name or 1",
    "continue": "for t in many:\n    if t.name is None:\n        continue\n    x = t.name or 1",
    "break": "for t in many:\n    if t.name is None:\n        break\n    x = t.name or 1",
    "assert": "assert s.name is not None\nx = s.name or 1",
    "isinstance": "if isinstance(s.name, str):\n    x = s.name or 1",
    "not isinstance": "if not isinstance(s.name, str):\n    return\nx = s.name or 1",
    "and": "x = s.name is not None and (s.name or 1)",
    "or": "x = s.name is None or not s.name",
    "ternary": "x = (s.name or 1) if s.name is not None else 2",
    "comprehension": "x = [t.name or 1 for t in many if t.name is not None]",
    "in some strings": "if s.name in ('a', 'b'):\n    x = s.name or 1",
    "equal to a string": "if s.name == 'a':\n    x = s.name or 1",
    "not equal to a string": "if s.name != 'a':\n    x = s.name or 1  #!",
    "match": "match s.name:\n    case None:\n        pass\n    case _:\n        x = s.name or 1",
    "match of a class": "match s.name:\n    case str():\n        x = s.name or 1",
    "match of one of two": "match s.name:\n    case 'a' | 'b':\n        x = s.name or 1",
    "while": "while s.name is None:\n    s = many[0]\nx = s.name or 1",
    "another object": "if s.name is not None:\n    x = other.name or 1  #!",
    "undone by reassignment": "if s.name is not None:\n    s = other\n    x = s.name or 1  #!",
    "undone by a loop": "assert s.name is not None\nfor s in many:\n    x = s.name or 1  #!",
    "undone in a loop": (
        "assert s.name is not None\nfor t in many:\n    x = s.name or 1  #!\n    s = t"
    ),
    "undone on one way": (
        "assert s.name is not None\nif name:\n    s = other\nx = s.name or 1  #!"
    ),
    "after try": "try:\n    assert s.name is not None\nfinally:\n    pass\nx = s.name or 1",
    "not after except": (
        "try:\n    assert s.name is not None\nexcept ValueError:\n    pass\nx = s.name or 1  #!"
    ),
    "after with": "with lock:\n    if s.name is None:\n        return\nx = s.name or 1",
    "with may go on": "with lock:\n    return\nx = s.name or 1  #!",
    "while ends by break": (
        "assert s.name is not None\nwhile True:\n    if name:\n        s = other\n        break\n"
        "x = s.name or 1  #!"
    ),
}
# What follows a guard `if s.name is None:` with one of these in it knows that there is a name.
ENDS = (
    "sys.exit()", "sys.exit(1)", "exit()", "quit()", "os._exit(1)", "os.abort()",
    "os.execv('a', [])", "pytest.fail('a')", "assert False", "assert 0, 'a'", "assert_never(s)",
    "never()", "await never_async()", "service.fail()", "Service.fail(service)", "raise",
    "while True:\n        pass", "if name:\n        raise\n    else:\n        sys.exit()",
    "with lock:\n        pass\n    sys.exit()", "try:\n        pass\n    finally:\n        never()",
    "match name:\n        case 'a':\n            return\n        case _:\n            never()",
    "from sys import exit as leave\n    leave()",
)  # fmt: skip
GOES_ON = (
    "print()", "make()", "never", "never_async()", "thing.exit()", "assert True", "assert name",
    "while True:\n        break", "while name:\n        pass", "lambda: sys.exit()",
    "exit = print\n    exit()", "with suppress(SystemExit):\n        sys.exit()",
    "with Silent():\n        sys.exit()",
        "try:\n        never()\n    except Exception:\n        pass",
    "def f():\n        sys.exit()", "if name:\n        raise",
    "match name:\n        case 'a':\n            return",
)  # fmt: skip
NARROWED |= (
    {f"after {end}": f"if s.name is None:\n    {end}\nx = s.name or 1" for end in ENDS}
    | {f"not after {end}": f"if s.name is None:\n    {end}\nx = s.name or 1  #!" for end in GOES_ON}
    | {
        "match of None": "match s.name:\n    case None:\n        return\nx = s.name or 1",
        "match of None or a string": (
            "match s.name:\n    case None | 'a':\n        return\nx = s.name or 1"
        ),
        "match of None as a name": (
            "match s.name:\n    case None as n:\n        raise\nx = s.name or 1"
        ),
        "match of None in a later case": (
            "match s.name:\n    case 'a':\n        pass\n    case None:\n        return\n"
            "x = s.name or 1"
        ),
        "match of None with a guard": (
            "match s.name:\n    case None if name:\n        return\nx = s.name or 1  #!"
        ),
        "match of None that goes on": (
            "match s.name:\n    case None:\n        pass\nx = s.name or 1  #!"
        ),
        "match without None": "match s.name:\n    case 'a':\n        return\nx = s.name or 1  #!",
        "in finally": (
            "try:\n    assert s.name is not None\nfinally:\n    x = s.name or 1  #!\n"
            "x = s.name or 1"
        ),
        "in finally, known before": (
            "assert s.name is not None\ntry:\n    pass\nfinally:\n    x = s.name or 1\n"
            "x = s.name or 1"
        ),
        "in finally after return": (
            "try:\n    if s.name is None:\n        return\nfinally:\n    x = s.name or 1  #!"
        ),
        "in finally, undone in else": (
            "assert s.name is not None\ntry:\n    pass\nexcept ValueError:\n    s = other\n"
            "finally:\n"
            "    x = s.name or 1  #!"
        ),
        "after suppress": (
            "with suppress(ValueError):\n    assert s.name is not None\nx = s.name or 1  #!"
        ),
        "after suppress with another": (
            "with lock, contextlib.suppress(ValueError):\n    assert s.name\nx = s.name or 1  #!"
        ),
        "after a class that suppresses": (
            "with Silent():\n    assert s.name is not None\nx = s.name or 1  #!"
        ),
        "after an async class that suppresses": (
            "async with Silent() as f:\n    assert s.name is not None\nx = s.name or 1  #!"
        ),
        "after a class that does not": (
            "with Loud():\n    assert s.name is not None\nx = s.name or 1"
        ),
        "after a lock": "with lock:\n    assert s.name is not None\nx = s.name or 1",
        "walrus": "if (n := s.name) is not None:\n    x = n or s.name or 1",
        "walrus, early return": "if (n := s.name) is None:\n    return\nx = n or s.name or 1",
        "early continue in while": (
            "while name:\n    if s.name is None:\n        continue\n    x = s.name or 1"
        ),
        "None or something else, early return": (
            "if s.name is None or name:\n    return\nx = s.name or 1"
        ),
        "None and something else, early return": (
            "if s.name is None and name:\n    return\nx = s.name or 1  #!"
        ),
        "two that exclude None": "if s.name == 'a' or s.name == 'b':\n    x = s.name or 1",
        "one of two that excludes None": "if s.name == 'a' or name:\n    x = s.name or 1  #!",
        "a constant first": "if 'a' == s.name:\n    x = s.name or 1",
        "not in values with None": "if s.name in (None, ''):\n    return\nx = s.name or 1",
        "not in values without None": "if s.name in ('a', ''):\n    return\nx = s.name or 1  #!",
        "None not in several": (
            "if None in (s.name, other.name):\n    return\nx = s.name or other.name or 1"
        ),
        "None in several": "if None in (s.name, other.name):\n    x = s.name or 1  #!",
        "an isinstance that None passes": (
            "if isinstance(s.name, (str, type(None))):\n    x = s.name or 1  #!"
        ),
        "an isinstance of a union": "if isinstance(s.name, str | bytes):\n    x = s.name or 1",
        "an isinstance of a union with None": (
            "if isinstance(s.name, str | None):\n    x = s.name or 1  #!"
        ),
        "a condition of a comprehension, of its next loop": (
            "x = [y for t in many if t.name is not None for y in t.name or '']"
        ),
        "another condition of a comprehension": (
            "x = [t for t in many if t.name is not None if t.name]"
        ),
        "a condition of another comprehension": (
            "x = [t for t in many if t.name is not None], [t for t in many if t.name]  #!"
        ),
    }
)
# A field's value by another name.
NAMED = {
    "assigned": "n = s.name\nif n:  #!\n    pass",
    "or": "n = s.name\nx = n or 'none'  #!",
    "annotated": "n: str | None = s.name\nif not n:  #!\n    pass",
    "in a tuple": "n, m = s.name, s.count\nif n or m:  #!\n    pass",
    "walrus": "x = (n := s.name) is None or not n\nif n:  #!\n    pass",
    "of a call's result": "n = make().name\nif n:  #!\n    pass",
    "twice": "n = s.name\nm = n\nif m:  #!\n    pass",
    "on both ways": "n = s.name\nif name:\n    pass\nif n:  #!\n    pass",
    "in an inner function": "n = s.name\ndef f():\n    if n:  #!\n        pass",
    "in a comprehension": "n = s.name\nx = [t for t in many if n]  #!",
    "compared": "n = s.name\nif n is not None:\n    x = n or 1",
    "narrowed by the field": "n = s.name\nassert s.name is not None\nx = n or 1",
    "narrowed before": "assert s.name is not None\nn = s.name\nx = n or 1",
    "narrows the field": "n = s.name\nif n is None:\n    return\nx = s.name or 1",
    "never None": "n = s.count\nif n:\n    pass",
    "the name is reassigned": "n = s.name\nn = name\nif n:\n    pass",
    "the name is reassigned on one way": ("n = s.name\nif name:\n    n = thing\nif n:\n    pass"),
    "the DTO is reassigned": "n = s.name\ns = other\nif n:\n    pass",
    "the DTO is reassigned in a loop": "n = s.name\nfor s in many:\n    if n:\n        pass",
    "another value": "n = name\nif n:\n    pass",
    "a default": "n = s.name if s.name is not None else ''\nif n:\n    pass",
    "no DTO": "n = plain.name\nif n:\n    pass",
}
TYPES = {
    "iteration": "for t in many:\n    x = t.name or 1  #!",
    "enumerate": "for i, t in enumerate(many):\n    x = t.name or 1  #!",
    "values": "for t in by_id.values():\n    x = t.name or 1  #!",
    "items": "for k, t in by_id.items():\n    x = t.name or 1  #!",
    "get": "t = by_id.get('a')\nif t is not None:\n    x = t.name or 1  #!",
    "item of a dict": "x = by_id['a'].name or 1  #!",
    "item of a sequence": "x = many[0].name or 1  #!",
    "slice": "for t in many[1:]:\n    x = t.name or 1  #!",
    "sorted": "for t in sorted(many, key=str):\n    x = t.name or 1  #!",
    "list": "for t in list(many):\n    x = t.name or 1  #!",
    "reversed": "for t in reversed(many):\n    x = t.name or 1  #!",
    "comprehension": "ts = [t for t in many]\nx = ts[0].name or 1  #!",
    "generator": "for t in (t for t in many):\n    x = t.name or 1  #!",
    "pair": "a, b = s, name\nx = a.name or 1  #!",
    "pair, the other": "a, b = name, s\nx = b.name or 1  #!\ny = a.name or 1",
    "annotated tuple": "a, n = pair\nx = a.name or 1  #!",
    "or": "t = maybe or s\nx = t.name or 1  #!",
    "ternary": "t = s if name else other\nx = t.name or 1  #!",
    "construction": "t = Session('a')\nx = t.name or 1  #!",
    "function": "t = make()\nx = t.name or 1  #!",
    "method": "t = service.get()\nx = t.name or 1  #!",
    "awaited method": "t = await service.load()\nx = t.name or 1  #!",
    "awaited list": "for t in await service.load_all():\n    x = t.name or 1  #!",
    "async for": "async for t in service.stream():\n    x = t.name or 1  #!",
    "Self": "t = s.renamed('b')\nx = t.name or 1  #!",
    "Self of a derived class": "t = special.renamed('b')\nx = t.kind or 1  #!",
    "class method": "t = Special.make()\nx = t.kind or 1  #!",
    "replace": "t = dataclasses.replace(s, name='b')\nx = t.name or 1  #!",
    "copy": "t = copy.copy(s)\nx = t.name or 1  #!",
    "annotated local": "t: Session = service.what()\nx = t.name or 1  #!",
    "isinstance": "if isinstance(thing, Session):\n    x = thing.name or 1  #!",
    "match": "match thing:\n    case Session():\n        x = thing.name or 1  #!",
    "match as": "match thing:\n    case Session() as t:\n        x = t.name or 1  #!",
    "attribute set in __init__": "x = service.session.name or 1  #!",
    "attribute annotated in __init__": "x = service.other.name or 1  #!",
    "attribute annotated in the class": "x = service.third.name or 1  #!",
    "import inside": (
        "from ai.backend.manager.data.user.types import User as U\nx = U().nick or 1  #!"
    ),
    "keyword arguments": "def f(**kw: Session):\n    return kw['a'].name or 1  #!",
    "arguments": "def f(*ts: Session):\n    return ts[0].name or 1  #!",
}
NO_GUESS = {
    "no annotation": "x = thing.name or 1",
    "a function that says nothing": "x = unannotated().name or 1",
    "a coroutine that is not awaited": "t = service.load()\nx = t.name or 1",
    "an awaited method that is no coroutine": "t = await service.get()\nx = t.name or 1",
    "a list with something else": "for t in [s, thing]:\n    x = t.name or 1",
    "a tuple with something else": "for t in (s, thing):\n    x = t.name or 1",
    "reassigned": "s = thing\nx = s.name or 1",
    "reassigned in a loop that ended": "while name:\n    s = thing\nx = s.name or 1",
    "reassigned by with": "with lock as s:\n    x = s.name or 1",
    "reassigned by except": "try:\n    pass\nexcept ValueError as s:\n    x = s.name or 1",
    "reassigned by match": "match thing:\n    case [s]:\n        x = s.name or 1",
    "reassigned by def": "def s(): ...\nx = s.name or 1",
    "reassigned by import": "import thing as s\nx = s.name or 1",
    "a parameter of a lambda": "x = lambda s: s.name or 1",
    "a keyword parameter of a lambda": "x = lambda *, s: s.name or 1",
    "a parameter of an inner function": "def f(s):\n    return s.name or 1",
    "a name that hides a function": "make = thing\nx = make().name or 1",
    "a starred target": "a, *s = thing\nx = s.name or 1",
    "a class of the same name elsewhere": "x = foreign.name or 1",
    "no DTO": "x = plain.name or 1",
    "a method": "if s.renamed:\n    pass",
    "an unknown attribute": "if s.nothing:\n    pass",
}
CHANGES = {
    "set": "s.name = 'a'  #!",
    "set in a tuple": "s.name, x = 'a', 1  #!",
    "augmented": "s.count += 1  #!",
    "annotated": "s.count: int = 1  #!",
    "deleted": "del s.name  #!",
    "set in a loop": "for t in many:\n    t.name = 'a'  #!",
    "append": "s.tags.append('a')  #!",
    "item": "s.tags[0] = 'a'  #!",
    "item deleted": "del s.tags[0]  #!",
    "through a field": "s.owner.email = 'a'  #!",
    "of a dict's values": "for t in by_id.values():\n    t.tags.clear()  #!",
    "object.__setattr__": "object.__setattr__(s, 'name', 'a')  #!",
    "setattr": "setattr(s, 'name', 'a')  #!",
    "delattr": "delattr(s, 'name')  #!",
    "in an expression": "x = [s.tags.pop() for i in range(3)]  #!",
    "in a condition": "if s.tags.pop():  #!\n    pass",
    "in an inner function": "def f():\n    s.name = 'a'  #!",
    "a local list": "x = list(s.tags)\nx.append('a')",
    "a list of DTOs": "x = [s]\nx.append(s)",
    "a reading method": "x = s.tags.count('a')",
    "what cannot change": "s.parts.count('a')\ns.parts.add('b')",
    "a value of a dict": "s.table.get('a', []).append('a')  #!\ns.table.get('a').clear()  #!",
    "a value of a dict by another name": "x = s.table.get('a')\nif x:\n    x.clear()  #!",
    "a copy of a dict's value": "x = list(s.table.get('a', ()))\nx.append('a')",
    "by another name": "x = s.tags\nx.append('a')  #!",
    "by another name, an item": "x = s.tags\nx[0] = 'a'  #!\ndel x[0]  #!",
    "by another name, augmented": "x = s.tags\nx += ['a']  #!",
    "by another name, in a tuple": "x, y = s.tags, 1\nx.clear()  #!",
    "by another name, annotated": "x: list[str] = s.tags\nx.clear()  #!",
    "by another name, walrus": "if (x := s.tags):\n    x.clear()  #!",
    "by another name, or": "x = s.tags or []\nx.append('a')  #!",
    "by another name, on one way": "x = s.tags if name else []\nx.append('a')  #!",
    "by another name, assigned on one way": (
        "if name:\n    x = s.tags\nelse:\n    x = []\nx.append('a')  #!"
    ),
    "by another name, an item of it": "x = s.rows[0]\nx.append('a')  #!",
    "by another name, each": "for x in s.rows:\n    x.append('a')  #!",
    "by another name, each value": "for k, x in s.table.items():\n    x.append('a')  #!",
    "by another name, enumerated": "for i, x in enumerate(s.rows):\n    x.append('a')  #!",
    "by another name, of a copy": "for x in list(s.rows):\n    x.append('a')  #!",
    "by another name, in a loop": "x = s.tags\nfor t in many:\n    x.append(t)  #!",
    "by another name, in an inner function": "x = s.tags\ndef f():\n    x.clear()  #!",
    "by another name, of another DTO": "x = s.owner\nx.email = 'a'  #!",
    "a copy of its own": (
        "x = list(s.tags)\nx.append('a')\ny = s.tags[:]\ny.append('a')\n"
        "z = s.tags + []\nz.append('a')"
    ),
    "a copy by a method": "x = s.tags.copy()\nx.append('a')",
    "a row of its own": "for x in s.rows:\n    x = list(x)\n    x.append('a')",
    "another object by that name": "x = s.tags\nx = []\nx.append('a')",
    "a name of what cannot change": "x = s.count\nx += 1\ny = s.parts\ny |= {1}",
    "shuffle": "random.shuffle(s.tags)  #!",
    "shuffle by another name": "x = s.tags\nrandom.shuffle(x)  #!",
    "heapq": "heapq.heappush(s.tags, 'a')  #!\nheapq.heapify(s.tags)  #!",
    "bisect": "bisect.insort(s.tags, 'a')  #!\nbisect.insort_left(s.tags, 'a')  #!",
    "operator": "operator.setitem(s.tags, 0, 'a')  #!",
    "operator by an import of a name": (
        "from operator import setitem\nsetitem(s.tags, 0, 'a')  #!"
    ),
    "an unbound method": "list.append(s.tags, 'a')  #!\ndict.update(s.table, a=[])  #!",
    "a function that reads": (
        "heapq.nlargest(1, s.tags)\nbisect.bisect(s.tags, 'a')\nlist.copy(s.tags)"
    ),
    "a function of a copy": "random.shuffle(list(s.tags))",
    "a method handed on": "x = list(map(s.tags.append, 'a'))  #!",
    "a method kept": "add = s.tags.append  #!",
    "a method by another name handed on": "x = s.tags\ny = map(x.append, 'a')  #!",
    "a reading method handed on": "x = list(map(s.tags.count, 'a'))",
    "setattr of a name that is not known": "setattr(s, name, 'a')  #!",
    "setattr in a loop": "for k, v in thing:\n    object.__setattr__(s, k, v)  #!",
    "delattr of a name that is not known": "delattr(s, name)  #!",
    "the object's own __setattr__": "s.__setattr__('name', 'a')  #!\ns.__delattr__('name')  #!",
    "vars": "vars(s)['name'] = 'a'  #!\ndel vars(s)[name]  #!\nvars(s)['count'] += 1  #!",
    "vars, updated": "vars(s).update(name='a')  #!\nvars(s).clear()  #!",
    "__dict__": "s.__dict__['name'] = 'a'  #!\ns.__dict__.pop('name')  #!",
    "vars, read": "x = vars(s)['name']\ny = vars(s).get('name')\nz = dict(vars(s))\nz['a'] = 1",
    "setattr of another object": "setattr(thing, name, 1)\nsetattr(plain, 'name', 1)",
    "another object": "thing.name = 'a'\nplain.name = 'a'\nservice.session = s",
    "a name only": "s = other",
}
