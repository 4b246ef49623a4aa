"""The hook of MkDocs: finishes each site that it builds."""

import logging
import os
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig

from dto_handbook_site.build.accepted import fences, pages
from dto_handbook_site.build.finish import finish
from dto_handbook_site.execute.execution import RunError
from dto_handbook_site.execute.outputs import output
from dto_handbook_site.pyodide.runtime import RuntimeMissingError, bring

_logger = logging.getLogger("mkdocs.plugins.dto_handbook")  # A strict build fails on its warnings
_state = {"is_served": False}


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note whether the site is to be published or only read here, and begin what takes long."""
    _state["is_served"] = command == "serve"
    Thread(target=_bring).start()
    Thread(target=_run_fences, daemon=True).start()


def _bring() -> None:
    # The first time, that takes half a minute, most of it in other processes.
    with suppress(RuntimeMissingError):  # Which is reported once the site is finished
        bring()


def _run_fences() -> None:
    # In a process of their own, while this one renders the pages before theirs.
    for page in pages():
        for code in fences(page):
            with suppress(RunError):  # Which is reported where the page is rendered
                output(code)


def on_post_build(config: MkDocsConfig) -> None:
    """Finish the site."""
    for problem in finish(Path(config.site_dir), is_served=_state["is_served"]):
        _logger.warning("%s", problem)
    if not _state["is_served"] and "SITE_URL" not in os.environ:
        _logger.info("SITE_URL is not set: the links of this site name %s", config.site_url)
