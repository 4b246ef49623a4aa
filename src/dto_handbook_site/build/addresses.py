"""The published addresses, which are permanent.

`published.txt` lists every page, and every anchor that a page's Markdown sets: headings, tabs,
answers. It only grows; tests compare it with the built site and with the newest git tag's. Run
`python -m dto_handbook_site generate` to register what is new. An address that moves gets an arrow
there, from the old one to the new one.

The names of the API are not listed: they follow the code, and `objects.inv` has them.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from posixpath import relpath

REGISTRY = Path(__file__).parent / "published.txt"
COMMAND = "python -m dto_handbook_site generate"
_LINE = re.compile(r"(?P<old>/\S*)(?: -> (?P<new>/\S*))?")
# The ids of an article that are not the theme's, the API's or of what a rule flags in a sample.
_ANCHORS = """
    //article//@id[not(starts-with(., '__'))]
    [not(ancestor::*[contains(concat(' ', @class, ' '), ' doc-object ')])]
    [not(starts-with(../@class, 'flagged'))]
"""
_STUB = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="robots" content="noindex"><title>Moved</title></head>
<body><article></article><script src="{root}/assets/moved.js"></script></body>
</html>
"""
_LINK = '<p>Moved: <a class="moved"'
_MOVED = re.compile(rf"{re.escape(_LINK)}.*?</p>")


class RegistryError(Exception):
    """The registry cannot be used; the message names the file, the line and what to do."""


def read(text: str) -> Mapping[str, str]:
    """Read a registry.

    Args:
        text: Its text.

    Returns:
        The current address by the published one: itself, if it has not moved. An anchor without an
        arrow of its own moves with its page.

    Raises:
        RegistryError: A line is not an address, is repeated or out of order, or leads to a moved
            one.
    """
    found: dict[str, str] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise _error(number, f"write /page/#anchor, or /old/ -> /new/: {line!r}")
        if match["old"] in found:
            raise _error(number, f"{match['old']} is repeated")
        if number > 1 and line.split()[0] < lines[number - 2].split()[0]:
            raise _error(number, f"{match['old']} is out of order: {COMMAND} sorts")
        found[match["old"]] = match["new"] or match["old"]
    for number, (old, new) in enumerate(found.items(), 1):
        if new != found.get(new, new):  # One that is not listed yet is new: `register` adds it
            raise _error(
                number, f"{old} leads to {new}, which has moved as well: write {found[new]}"
            )
    moved = {old: new for old, new in found.items() if old != new}
    return {old: moved.get(old) or moved.get(old.partition("#")[0], old) for old in found}


def published_in(site: Path) -> frozenset[str]:
    """Return the addresses and anchors of a built site.

    Args:
        site: Its folder.
    """
    from lxml import html  # Which the browser that shows a rule's page does not have

    found = set[str]()
    for file in site.rglob("index.html"):
        page = _address(site, file)
        found |= {page, *(f"{page}#{anchor}" for anchor in html.parse(str(file)).xpath(_ANCHORS))}
    return frozenset(found)


def unregistered(site: Collection[str], registry: Mapping[str, str]) -> Sequence[str]:
    """Return the addresses of a site that a registry lacks, in order.

    Args:
        site: The addresses of the site.
        registry: What was published.
    """
    return sorted(set(site).difference(registry))


def register(site: Path, registry: Path = REGISTRY) -> Sequence[str]:
    """Add the addresses of a site to a registry, and remove none.

    Args:
        site: The folder of a built site.
        registry: The file.

    Returns:
        What is new.
    """
    lines = registry.read_text("utf-8").splitlines() if registry.exists() else []
    lines.sort(key=lambda line: line.split()[0])
    new = unregistered(published_in(site), read("\n".join(lines)))
    lines = sorted([*lines, *new], key=lambda line: line.split()[0])
    registry.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return new


def gone(registry: Path = REGISTRY) -> Sequence[str]:
    """Return the addresses that the newest git tag had published and a registry lacks.

    Args:
        registry: The file, in its working tree.

    Returns:
        A line on each, with the tag; none without git, a tag, or a registry at that tag.

    Raises:
        RegistryError: The registry cannot be used.
    """
    newest = ["--sort=-version:refname", "--sort=-creatordate", "--count=1", "refs/tags"]
    tag = _git(registry.parent, "for-each-ref", "--format=%(refname:short)", *newest).strip()
    text = _git(registry.parent, "show", f"{tag}:./{registry.name}") if tag else ""
    published, now = read(text), read(registry.read_text("utf-8"))
    return [
        f"{address}: {tag} published it, and {registry.name} only grows: put it back there"
        for address in published
        if address not in now
    ]


def write_moves(site: Path, registry: Mapping[str, str]) -> None:
    """Leave a link, which a script follows, at each old address in a built site.

    Args:
        site: The site's folder.
        registry: What was published.

    Raises:
        RegistryError: An old address is a page again, or the site lacks a new one.
    """
    moves = {old: new for old, new in registry.items() if old != new}
    there = published_in(site) if moves else frozenset()
    for old, new in sorted(moves.items()):
        page, _, anchor = old.partition("#")
        if old in there:
            raise RegistryError(f"{REGISTRY.name}: {old} has moved, and the site has it again")
        if f"{new}#{anchor}" in there:  # It moved with its page
            new = f"{new}#{anchor}"
        if new not in there:
            raise RegistryError(f"{REGISTRY.name}: {old} leads to {new}, which the site lacks")
        new_page, sharp, new_anchor = new.partition("#")
        folder = "" if page == new_page else f"{relpath(new_page, page)}/"
        id = f' id="{anchor}"' if anchor else ""
        link = f'{_LINK}{id} href="{folder}{sharp}{new_anchor}">{new}</a></p>'
        file = site.joinpath(*page.split("/"), "index.html")
        file.parent.mkdir(parents=True, exist_ok=True)
        html = file.read_text("utf-8") if file.exists() else _STUB.format(root=relpath("/", page))
        file.write_text(html.replace("</article>", f"{link}</article>", 1), "utf-8")


def remove_moves(site: Path) -> None:
    """Remove from a built site what `write_moves` has left there before.

    Args:
        site: The site's folder.
    """
    for file in site.rglob("index.html"):
        html = file.read_text("utf-8")
        if _LINK in html:
            left = _MOVED.sub("", html)
            if left == _STUB.format(root=relpath("/", _address(site, file))):
                file.unlink()
            else:
                file.write_text(left, "utf-8")


def _address(site: Path, file: Path) -> str:
    return f"/{file.parent.relative_to(site).as_posix()}/".replace("/./", "/")


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def _error(number: int, message: str) -> RegistryError:
    return RegistryError(f"{REGISTRY.name}:{number}: {message}")
