"""The addresses that were published, which stay for ever.

`published.txt` lists every page, and every anchor that a page's Markdown sets: headings, tabs,
answers. It only grows; tests compare it with the built site and with the newest git tag's. Run
`python -m dto_handbook_site generate` to register what is new. What moves gets an arrow
there, from its old address to the new one.

The names of the API are not listed: they follow the code, and `objects.inv` has them.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from posixpath import relpath

REGISTRY = Path(__file__).parent / "published.txt"
COMMAND = "python -m dto_handbook_site generate"
_LINE = re.compile(r"(?P<old>/\S*)(?: -> (?P<new>/\S*))?")
_HEAD = re.compile(r'<head>(?:\s*<meta http-equiv="Content-Security-Policy"[^>]*>)?')
# The ids of an article that are not the theme's and not the API's.
_ANCHORS = """
    //article//@id[not(starts-with(., '__'))]
    [not(contains(concat(' ', ../@class, ' '), ' doc-heading '))]
"""
_SCRIPT = re.compile(r"<script\b.*?</script>\s*", re.DOTALL)


class RegistryError(Exception):
    """The registry cannot be used; the message names the file, the line and what to do."""


def read(text: str) -> Mapping[str, str]:
    """Read a registry.

    Args:
        text: Its text.

    Returns:
        Where each address is today by the address that was published: itself, where it stayed.

    Raises:
        RegistryError: A line is no address, stands twice, is out of order, or leads nowhere.
    """
    found: dict[str, str] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise _error(number, f"write /page/#anchor, or /old/ -> /new/: {line!r}")
        if match["old"] in found:
            raise _error(number, f"{match['old']} stands twice")
        if number > 1 and line.split()[0] < lines[number - 2].split()[0]:
            raise _error(number, f"{match['old']} is out of order: {COMMAND} sorts")
        found[match["old"]] = match["new"] or match["old"]
    for number, (old, new) in enumerate(found.items(), 1):
        if new != found.get(new):
            raise _error(number, f"{old} leads to {new}, which is not listed or has moved as well")
    return found


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
    """Return what a site has and a registry does not, in order.

    Args:
        site: What the site has.
        registry: What was published.
    """
    # In place of a page that has moved stands the new one, anchors and all.
    moved = {old for old, new in registry.items() if old != new}
    return sorted(
        address
        for address in site
        if address not in registry and address.partition("#")[0] not in moved
    )


def register(site: Path, registry: Path = REGISTRY) -> Sequence[str]:
    """Add to a registry what a site has, and take nothing away.

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
    """Return what the newest git tag had published and a registry has no more.

    Args:
        registry: The file, in its working tree.

    Returns:
        A line on each, with the tag; none without git, without a tag, or where it had no registry.

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
    """Let what has moved be found at its old address in a built site, without a script too.

    In place of a page stands a copy of the new one, which has its anchors; a script in it goes to
    the new address. In place of an anchor stands a link, which a script follows.

    Args:
        site: The site's folder.
        registry: What was published.
    """
    moves = {old: new for old, new in registry.items() if old != new}
    anchors = {old: new for old, new in moves.items() if "#" in old}
    pages = {old: new for old, new in moves.items() if "#" not in old}
    for old, new in anchors.items():
        page, _, anchor = old.partition("#")
        new_page, _, new_anchor = new.partition("#")
        if new_anchor and pages.get(page, page) == new_page:
            _edit(_file(site, new_page), _with_alias, anchor, new_anchor)
    for old, new in pages.items():
        file = _file(site, old)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_copy(_file(site, new).read_text("utf-8"), old, new), "utf-8")
    for old, new in anchors.items():
        page, _, anchor = old.partition("#")
        new_page, _, new_anchor = new.partition("#")
        if not new_anchor or pages.get(page, page) != new_page:
            link = f"{_relative(pages.get(page, page), new_page)}{new_anchor and '#'}{new_anchor}"
            _edit(_file(site, page), _with_link, anchor, link)


def _copy(html: str, old: str, new: str) -> str:
    root = _relative(new, "/")
    head = (
        f'<base href="{_relative(old, new)}"><script src="{root}assets/moved.js"></script>'
        '<meta name="robots" content="noindex">'
    )
    note = f'<p class="moved">This page has moved to <a href="{_relative(new, new)}">{new}</a>.</p>'
    # Below the policy, and above everything with an address.
    html = _HEAD.sub(lambda start: f"{start[0]}{head}", _SCRIPT.sub("", html), count=1)
    return re.sub(r"<article\b[^>]*>", lambda article: f"{article[0]}{note}", html, count=1)


def _with_alias(html: str, anchor: str, new: str) -> str:
    place = re.search(rf'<(\w+)\b[^<>]*\bid="{re.escape(new)}"', html)
    if place is None:
        raise RegistryError(f"{REGISTRY}: #{anchor} leads to #{new}, which the site does not have")
    # What selects a tab's content counts its neighbours.
    start = place.start() if place[1] != "input" else html.rindex("<div", 0, place.start())
    alias = f'<a class="moved" id="{anchor}" href="#{new}" tabindex="-1" aria-hidden="true"></a>'
    return html[:start] + alias + html[start:]


def _with_link(html: str, anchor: str, link: str) -> str:
    text = f'<p>Moved from here: <a class="moved" id="{anchor}" href="{link}">{anchor}</a></p>'
    return html.replace("</article>", f"{text}</article>", 1)


def _edit(file: Path, edit: Callable[[str, str, str], str], old: str, new: str) -> None:
    file.write_text(edit(file.read_text("utf-8"), old, new), "utf-8")


def _address(site: Path, file: Path) -> str:
    return f"/{file.parent.relative_to(site).as_posix()}/".replace("/./", "/")


def _file(site: Path, address: str) -> Path:
    return site.joinpath(*address.split("/"), "index.html")


def _relative(start: str, address: str) -> str:
    return f"{relpath(address, start)}/"


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def _error(number: int, message: str) -> RegistryError:
    return RegistryError(f"{REGISTRY.name}:{number}: {message}")
