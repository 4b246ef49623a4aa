"""mkdocstrings' Python handler with a cache of blocks, valid until code or settings change."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict, cast
from xml.etree.ElementTree import Element

from mkdocs.utils import CountHandler
from mkdocstrings import CollectorItem
from mkdocstrings_handlers.python import PythonConfig, PythonHandler, PythonOptions

from dto_handbook_site.build_cache import BuildCache, digest
from dto_handbook_site.demos import flagged_samples

# What is made of more than code and settings: of a run, a file, or a page's place among others.
_IS_OF_MORE = re.compile(
    r'class="run"| data-(?:file|failed)="|<backlinks|\b(?:href|src)="(?!#|https?:)'
)
_logger = logging.getLogger("mkdocs")


class _Made(TypedDict):
    html: str
    headings: Sequence[tuple[str, Mapping[str, str], str | None]]  # Tag, attributes, text
    aliases: Mapping[str, Sequence[str]]  # By the ids of headings


class CachingHandler(PythonHandler):
    """Renders blocks as mkdocstrings does, and reads no modules if all blocks are cached.

    Args:
        config: The handler's part of `mkdocs.yml`.
        base_dir: The folder of `mkdocs.yml`.
        **kwargs: Other arguments of mkdocstrings.
    """

    def __init__(
        self,
        config: PythonConfig,
        base_dir: Path,
        **kwargs: Any,  # noqa: ANN401 - mkdocstrings' own
    ) -> None:
        super().__init__(config, base_dir, **kwargs)
        self._cache = BuildCache("reference")
        self._state = digest(self._sources())
        self._key = ""
        self._made = _Made(html="", headings=[], aliases={})
        self._warnings = CountHandler(level=logging.WARNING)
        _logger.addHandler(self._warnings)

    def update_env(self, config: object) -> None:
        """Add what the templates of samples need.

        Args:
            config: The site's.
        """
        super().update_env(config)
        self.env.auto_reload = False  # A handler lives for one build: templates stay as they are
        self.env.filters["sample_text"] = flagged_samples.text_of
        self.env.filters["with_findings"] = flagged_samples.with_findings

    def _sources(self) -> Iterator[str]:
        """Yield the names and contents of all files that a block depends on."""
        yield os.path.relpath(
            self.base_dir
        )  # Titles of samples are relative to the working directory
        files = list(self.base_dir.glob("*.yml"))
        for place in [*self.config.paths, self.custom_templates or "."]:
            files += self.base_dir.joinpath(place).rglob("*.py")
            files += self.base_dir.joinpath(place).rglob("*.jinja")
        for file in sorted(files):
            yield os.path.relpath(file, self.base_dir)
            yield file.read_text("utf-8", "replace")

    def collect(self, identifier: str, options: PythonOptions) -> CollectorItem:
        """Return a block from the cache, or else the object that it names.

        Args:
            identifier: The object's name.
            options: The block's.
        """
        if not self.outer_layer:  # It is a part of another block
            return super().collect(identifier, options)
        self._key = digest([self._state, identifier, repr(options)])
        cached = self._cache.get(self._key)
        return json.loads(cached) if cached else super().collect(identifier, options)

    def render(self, data: CollectorItem, options: PythonOptions, locale: str | None = None) -> str:
        """Return a block's HTML.

        Args:
            data: What `collect` returned.
            options: The block's.
            locale: The language of mkdocstrings' own words.
        """
        if not self.outer_layer:
            return super().render(data, options, locale)
        if isinstance(data, dict):
            self._made = cast(_Made, data)
            return self._made["html"]
        html = super().render(data, options, locale)
        headings = super().get_headings()
        ids = [heading.attrib["id"] for heading in headings]
        self._made = {
            "html": html,
            "headings": [(heading.tag, heading.attrib, heading.text) for heading in headings],
            "aliases": {identifier: self.get_aliases(identifier) for identifier in ids},
        }
        if not _IS_OF_MORE.search(html) and not any(map(len, headings)):
            self._cache.put(self._key, json.dumps(self._made))
        return html

    def get_headings(self) -> Sequence[Element]:
        """Return the headings in the block that was rendered last."""
        headings = list[Element]()
        for tag, attributes, text in self._made["headings"]:
            heading = Element(tag, dict(attributes))
            heading.text = text
            headings.append(heading)
        return headings

    def get_aliases(self, identifier: str) -> tuple[str, ...]:
        """Return all names of an object.

        Args:
            identifier: The id of its heading.
        """
        cached = self._made["aliases"].get(identifier)
        return super().get_aliases(identifier) if cached is None else tuple(cached)

    def teardown(self) -> None:
        """Write the cache, unless there was a warning, so that the next build warns again."""
        _logger.removeHandler(self._warnings)
        if not self._warnings.get_counts():
            self._cache.write()
