"""An extension of Markdown: highlighted code without the elements that show nothing."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

# Half of the elements of a page: names, operators, punctuation and spaces in code, and the empty
# one before it.
_PLAIN = re.compile(
    r'<span class="[nopw]">((?:<(a|autoref) [^>]*>)?[^<]*(?:</\2>)?)</span>|<span></span>'
)


class _PlainCode(Postprocessor):
    def run(self, text: str) -> str:
        return _PLAIN.sub(r"\1", text)


class _Extension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.postprocessors.register(_PlainCode(md), "plain_code", priority=0)


def makeExtension() -> Extension:
    """Make the extension, as Python-Markdown asks for by this name."""
    return _Extension()
