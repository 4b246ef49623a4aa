"""Changes of a site that is built already: what it shows is not what is there any more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from mutation.mutants import Mutant

_EDITS = (
    ("edit a shown output", r'(run__output.*?<code>)', r"\1not ", 3),
    ("edit a shown fence", r'(<div class="run">.*?<code>)', r"\1<span>x = 1</span>\n", 2),
    ("edit a shown module", r'(data-module=.*?<code>)', r"\1# Typed\n", 2),
    ("drop an anchor", r'(<h2 )id="[\w-]+"', r"\1", 3),
    ("break a link", r'(<article.*?<a [^>]*?href=")\.\./', r"\1../gone/", 2),
    ("ask another host", r"(</article>)", r'<img src="https://example.org/x.png" alt="">\1', 1),
    ("use an id twice", r"(</article>)", r'<p id="dtos"></p><p id="dtos"></p>\1', 1),
)  # fmt: skip


def all_of_site(site: Path) -> Sequence[Mutant]:
    """Edit pages of a site, and the files beside them.

    Args:
        site: A site that is as it should be.
    """
    return list(_of_site(site))


def _of_site(site: Path) -> Iterator[Mutant]:
    pages = sorted(
        path
        for path in site.rglob("index.html")
        if {"guidelines", "domains", "rules"} & set(path.parts)
    )
    for kind, pattern, new, how_many in _EDITS:
        chosen = [path for path in pages if re.search(pattern, path.read_text(), re.DOTALL)]
        for path in chosen[:: max(1, len(chosen) // how_many)][:how_many]:
            text = path.read_text()
            place = path.relative_to(site).parent.as_posix()
            changed = re.sub(pattern, new, text, count=1, flags=re.DOTALL)
            assert changed != text, (kind, path)
            changes = {f"{place}/index.html": changed}
            yield Mutant(kind, f"on the built page {place}", changes, (place,))
    markdown = "guidelines/immutability/index.md"
    text = (site / markdown).read_text().replace("frozen=True", "frozen", 1)
    yield Mutant("edit a Markdown page", markdown, {markdown: text}, ("guidelines/immutability",))
    text = re.sub(r"\n- .*agent.*", "", (site / "llms.txt").read_text(), count=1)
    yield Mutant("drop a line of llms.txt", "agent", {"llms.txt": text}, ("agent",))
