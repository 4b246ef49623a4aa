"""Changes of pages, of files that they show, and of what links to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle

from mutation.mutants import Mutant, edited, fences, pages, text_of

_TYPED = (
    "```text\ntyped, not run\n```",
    "```pycon\n>>> 1 + 1\n3\n```",
    "    print('indented')",
    '<pre><code>print("raw")</code></pre>',
    "~~~yaml\nkey: value\n~~~",
)
_NOT_RUN = ("```{.python notest}", "```python notest", "```python continuation", "```{.python}")
_HIDDEN = ("```Python", "```py", "```ipython", "```", "```python3", "~~~py")
_HEADING = re.compile(r"^#{2,4} .*\{ #([\w.-]+).*$", re.MULTILINE)
_SPAN = re.compile(r"``.*?``|\[?`([^`\n]+)`")  # With a bracket, a link

# The last one that names something: no comment, text or placeholder
_WORD = re.compile(r"^([^#\"<]*[A-Za-z]{3,})(?![^#\"<]*[A-Za-z]{3})")
_NAMES = re.compile(r"[./_]|--|[a-z][A-Z]|DTO\d")


def of_outputs() -> Iterator[Mutant]:
    """Change what each page prints, by a change of its first fence; state another rule."""
    for path in pages():
        text = text_of(path)
        if fences(path):
            changes = edited(path, "```python\n", "```python\nprint('more')\n")
            yield Mutant("change an output", path, changes, (f"{path}:",))
        if found := re.search(r"^\*\*.*?\*\*\n\{ \.rule \}", text, re.DOTALL | re.MULTILINE):
            changes = edited(path, found[0], found[0].replace("**", "**Perhaps: ", 1))
            yield Mutant("change a rule sentence", path, changes, (f"{path}:",))


def of_code_blocks() -> Iterator[Mutant]:
    """Type code into each page that runs some, and keep a fence from being run."""
    typed, not_run, hidden = cycle(_TYPED), cycle(_NOT_RUN), cycle(_HIDDEN)
    for number, path in enumerate(path for path in pages() if fences(path)):
        lines = text_of(path).splitlines()
        first = fences(path)[-1] - 1
        match number % 4:
            case 0:
                block = next(typed)
                changes = {path: "\n".join([*lines, "", block, ""])}
                yield Mutant("type code into a page", path, changes, (path,))
            case 1:
                changes = {path: "\n".join([*lines[:first], next(not_run), *lines[first + 1 :]])}
                yield Mutant("mark a fence as not to be run", path, changes, (path,))
            case 2:
                changes = {path: "\n".join([*lines[:first], next(hidden), *lines[first + 1 :]])}
                yield Mutant("hide a fence", path, changes, (path,))
            case _:
                changes = {
                    path: "\n".join([*lines[: first + 1], "assert not True", *lines[first + 1 :]])
                }
                yield Mutant("break a fence", path, changes, (path,))


def of_places_for_fences() -> Iterator[Mutant]:
    """Put a fence where the collector does not look."""
    fence = '```python\nprint("seldom seen")\n```'
    indented = "\n".join(f"    {line}" for line in fence.splitlines())
    places = {
        "a tab without a blank line": f'=== "Tab"\n{indented}',
        "an admonition without a blank line": f"!!! note\n{indented}",
        "HTML without a blank line": f"<div markdown>\n{fence}\n</div>",
        "details": f'??? note "More"\n{indented}',
        "a definition": f"Term\n:   Text\n\n{indented}",
        "a comment's end": f"<!-- a -->{fence}",
    }
    for (name, block), path in zip(places.items(), pages()[2::9], strict=False):
        changes = {path: f"{text_of(path)}\n{block}\n"}
        yield Mutant("hide a fence", f"in {name}", changes, (path,))


def of_headings() -> Iterator[Mutant]:
    """Drop a heading, or rename what it is linked by."""
    for number, path in enumerate(pages()):
        text = text_of(path)
        found = list(_HEADING.finditer(text))
        if not found:
            continue
        heading = found[number % len(found)]
        address = path.removeprefix("docs/").removesuffix(".md").removesuffix("index").rstrip("/")
        anchor = f"/{address}/: {heading[1]} was".replace("//", "/")
        if number % 3 == 0:
            yield Mutant("drop a heading", path, {path: text.replace(heading[0], "", 1)}, (anchor,))
        elif number % 3 == 1:
            renamed = heading[0].replace(f"#{heading[1]}", f"#{heading[1]}-now")
            changes = {path: text.replace(heading[0], renamed, 1)}
            yield Mutant("rename an anchor", f"{path}#{heading[1]}", changes, (anchor,))
        else:
            bare = re.sub(r" \{ #.*", "", heading[0])
            yield Mutant(
                "drop an anchor", path, {path: text.replace(heading[0], bare, 1)}, (path, anchor)
            )


def of_links() -> Iterator[Mutant]:
    """Break a link to a page, to an anchor, to an object, in HTML and in a docstring."""
    link = re.compile(r"\]\(([\w./-]+\.md)(#[\w-]+)?\)")
    for number, path in enumerate(pages()):
        found = list(link.finditer(text_of(path)))
        if not found or number % 3:
            continue
        broken = found[number % len(found)]
        new = broken[0].replace(".md", "-now.md") if number % 2 else f"]({broken[1]}#gone)"
        target = new.removeprefix("](").removesuffix(")")
        yield Mutant("break a link", path, edited(path, broken[0], new), (target,))
    path = "docs/layers.md"
    yield Mutant("break a link", "to an object",
                 edited(path, "manager.ManagerClient]", "manager.ManagerClientele]"),
                 ("ManagerClientele",))  # fmt: skip
    path = "docs/index.md"
    changes = {path: f'{text_of(path)}\n<p><a href="nowhere/">There</a></p>\n'}
    yield Mutant("break a link", "in HTML", changes, ("nowhere/",))
    changes = {
        path: f'{text_of(path)}\n<svg role="img"><a href="layers/#none"><text>L</text></a></svg>\n'
    }
    yield Mutant("break a link", "in SVG", changes, ("layers/#none",))
    path = "src/ai/backend/manager/data/session/allocation.py"
    yield Mutant("break a link", "in a docstring",
                 edited(path, "used by the session service.",
                        "used by [it][ai.backend.manager.services.session.nothing]."),
                 ("session.nothing",))  # fmt: skip


def of_places() -> Iterator[Mutant]:
    """Drop or rename pages, and the navigation that lists them."""
    for path in ("docs/domains/agent.md", "docs/use/review.md", "docs/purpose.md"):
        short = path.removeprefix("docs/").removesuffix(".md")
        yield Mutant("drop a page", path, {path: None}, (short,))
        moved = path.replace(".md", "-now.md")
        config = text_of("mkdocs.yml").replace(f"{short}.md", f"{short}-now.md")
        changes = {path: None, moved: text_of(path), "mkdocs.yml": config}
        yield Mutant("rename a page", path, changes, (f"/{short}/",))
    for entry in ("domains/auth.md", "use/ci.md"):
        changes = {"mkdocs.yml": re.sub(rf".*: {entry}\n", "", text_of("mkdocs.yml"))}
        yield Mutant("drop a page from the navigation", entry, changes, (entry,))
    registry = "src/dto_handbook_site/build/published.txt"
    for line in text_of(registry).splitlines()[7::211]:
        changes = {registry: text_of(registry).replace(f"{line}\n", "", 1)}
        yield Mutant("drop a published address", line, changes, (line,))
    gone = f"{text_of(registry)}/old/page/ -> /no/such/page/\n"
    yield Mutant("lead an address nowhere", "/old/page/", {registry: gone}, ("/old/page/",))


def of_prose() -> Iterator[Mutant]:
    """Let a name, a path, an option or a number in prose be stale."""
    for number, path in enumerate([*pages(), "README.md"]):
        text = re.sub(r"^( *)```.*?^\1```", lambda it: "\n" * it[0].count("\n"), text_of(path),
                      flags=re.DOTALL | re.MULTILINE)  # fmt: skip
        spans = [
            it
            for it in _SPAN.finditer(text)
            if it[0][:2] not in {"``", "[`"} and _NAMES.search(it[1]) and _WORD.search(it[1])
        ]
        if not spans:
            continue
        span = spans[number % len(spans)]
        stale = _WORD.sub(r"\1zq", span[1])
        if "DTO" in span[1]:
            stale = re.sub(r"DTO(\d\d)\d", r"DTO\g<1>8", span[1])
        changes = edited(path, span[0], f"`{stale}`")
        yield Mutant("stale name in prose", f"{path}: {span[1]}", changes, (f"`{stale}`", stale))


def of_written_parts() -> Iterator[Mutant]:
    """Edit what is written from packages and tables: overview, decisions, keys, notes."""
    for path in sorted({it for it in pages() if "rules/DTO" in it})[::5]:
        changes = (
            edited(path, "Severity: ", "Severity is ")
            if "Severity: " in text_of(path)
            else {path: text_of(path).replace("\n## Exceptions", "\nNew.\n\n## Exceptions", 1)}
        )
        yield Mutant("edit what is written", path, changes, (path,))
    for path, old, new in (
        ("docs/rules/index.md", "| error |", "| hint |"),
        (
            "docs/placement.md",
            "[`common/dto/manager/`](#answer-rest)",
            "[`common/dto/`](#answer-rest)",
        ),
        ("docs/use/configuration.md", "Default: ", "By default: "),
        ("docs/playground.md", "rules/DTO202.md", "rules/DTO203.md"),
        ("docs/guidelines/immutability.md", "[DTO201](../rules/DTO201.md), ", ""),
    ):
        yield Mutant("edit what is written", path, edited(path, old, new), (path,))


def of_pictures() -> Iterator[Mutant]:
    """Draw an arrow, a row or a tree's line that is not true."""
    path = "docs/layers.md"
    for old, new in (
        ("`services/`](#services)", "`repositories/`](#services)"),
        ("`models/`](#models)", "`tables/`](#models)"),
        (
            "[**Repository layer** `repositories/`](#repositories)",
            "[**Store** `models/`](#repositories)",
        ),
        ("rows, as objects of `models`", "rows, as objects of `services`"),
    ):
        yield Mutant("change a diagram", old, edited(path, old, new), (path, "layers"))
    where = "docs/contributing.md"
    for path, old, new in (
        (where, "| `src/dto_handbook/baseline/`", "| `src/dto_handbook/ratchets/`"),
        (where, "| `tests/conformance/`", "| `tests/gate/`"),
        ("docs/domains/index.md", "session.md", "user.md"),
    ):
        yield Mutant("change a table", old, edited(path, old, new), (path,))


def of_samples_on_pages() -> Iterator[Mutant]:
    """Take a sample off its page."""
    block = re.compile(r"^ *::: (dto_handbook\.rules\.\S+|ai\.backend\S+)\n( +options: .*\n)?",
                       re.MULTILINE)  # fmt: skip
    for path in ("docs/guidelines/immutability.md", "docs/guidelines/none-checks.md",
                 "docs/rules/DTO301.md", "docs/domains/user.md", "docs/reference/data-agent.md",
                 "docs/migration/internal-to-shared.md"):  # fmt: skip
        found = block.search(text_of(path))
        assert found is not None
        changes = {path: text_of(path).replace(found[0], "", 1)}
        yield Mutant("take a sample off its page", path, changes, (path, found[1]))


def of_snippets() -> Iterator[Mutant]:
    """Break a file that a page offers to copy."""
    for path, old, new in (
        ("docs/use/settings.toml", "[tool.dto-handbook]", "[tool.dto-handbooks]"),
        ("docs/use/ci/github.yml", "runs-on:", "run-on:"),
        ("docs/use/ci/gitlab.yml", "script:", "scripts:"),
        ("docs/use/ci/reviewdog.yml", "--output-format", "--output-formats"),
        ("docs/use/ci/pre-commit.yaml", "- id: dto-handbook", "- id: dto-handbooks"),
        ("docs/use/editor/tasks.json", '"dto-handbook"', '"dto-handbooks"'),
        (".pre-commit-hooks.yaml", "entry: dto-handbook check", "entry: dto-handbook checks"),
    ):
        if old in text_of(path):
            yield Mutant("break a snippet", path, edited(path, old, new), (path,))
    path = "docs/purpose.md"
    changes = {path: re.sub(r"^description: .*\n", "", text_of(path), flags=re.MULTILINE)}
    yield Mutant("drop a description", path, changes, (path,))


def of_labels() -> Iterator[Mutant]:
    """Let a link, the navigation, an option, a message or a workflow name another thing."""
    purpose = "docs/purpose.md"
    for path, old, new, place in (
        ("docs/manager.md", "(layers.md#refused)", "(layers.md#api)", "docs/manager.md"),
        (purpose, "\n## ", "\nSee [DTO201](rules/DTO202.md).\n\n## ", purpose),
        ("mkdocs.yml", "- Layers: layers.md", "- Levels: layers.md", "docs/layers.md"),
        ("docs/use/review.md", "With `--json`", "With `--prune`", "docs/use/review.md"),
        ("src/dto_handbook/baseline/file.py", "baseline --prune`", "baseline --ci`", "file.py"),
        ("docs/use/ci/github.yml", "paths: src", "path: src", "docs/use/ci/github.yml"),
        ("docs/use/ci/github-sarif.yml", "!cancelled()", "success()", "github-sarif.yml"),
        ("docs/use/ci/gitlab.yml", "python:3.13", "python:3.10", "docs/use/ci/gitlab.yml"),
        (".github/workflows/site.yml", ".ci/constraints.txt", ".ci/pins.txt", "site.yml"),
    ):
        yield Mutant(
            "name another thing", f"{path}: {new.strip()}", edited(path, old, new), (place,)
        )


def of_clauses() -> Iterator[Mutant]:
    """State a clause nowhere, twice, or by an id that is none."""
    marked = [path for path in pages() if "data-clause=" in text_of(path)]
    for number, path in enumerate(marked[::2]):
        [id, *_] = re.findall(r'data-clause="(\w+)', text_of(path))
        new = ("", f'data-clause="{id}x"', 'data-clause="P1"')[number % 3]
        changes = edited(path, f'data-clause="{id}"', new)
        yield Mutant("misstate a clause", f"{path}: {id}", changes, (path, id))


def all_of_pages() -> Sequence[Mutant]:
    """Return all of them."""
    generators = (
        of_outputs, of_code_blocks, of_places_for_fences, of_headings, of_links, of_places,
        of_prose, of_written_parts, of_pictures, of_samples_on_pages, of_snippets, of_labels,
        of_clauses,
    )  # fmt: skip
    return [mutant for generate in generators for mutant in generate()]
