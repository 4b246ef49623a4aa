"""An extension of Markdown: code in an HTML comment does not run."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})")
_BEFORE_FENCES = 27  # superfences has 25


class _Comments(Preprocessor):
    """Puts comments of several lines aside before superfences looks for fences."""

    def run(self, lines: Sequence[str]) -> list[str]:
        kept, comment, fence = list[str](), list[str](), ""
        for line in lines:
            mark = _FENCE.match(line)
            if comment or (not fence and line.lstrip().startswith("<!--") and "-->" not in line):
                comment.append(line)
                if "-->" in line:
                    kept.append(self.md.htmlStash.store("\n".join(comment)))
                    comment = []
                continue
            kept.append(line)
            if fence and line.strip(" >").startswith(fence):
                fence = ""
            elif not fence and mark:
                fence = mark[1]
        return kept + comment


class _Extension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Comments(md), "html_comments", _BEFORE_FENCES)


def makeExtension() -> Extension:
    """Make the extension, as Python-Markdown asks for by this name."""
    return _Extension()
