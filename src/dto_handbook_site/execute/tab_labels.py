"""An extension of Markdown: the labels of tabs are no words of the page for its search."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor


class _Labels(Treeprocessor):
    """Marks labels as both builders read it: a search would show them glued to each other."""

    def run(self, root: Element) -> None:
        for element in root.iter("div"):
            if element.get("class") == "tabbed-labels":
                element.set("data-search-exclude", "")


class _Extension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(_Labels(md), "tab_labels", priority=0)


def makeExtension() -> Extension:
    """Make the extension, as Python-Markdown asks for by this name."""
    return _Extension()
