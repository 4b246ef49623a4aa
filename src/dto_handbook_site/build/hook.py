"""The hook of MkDocs: finishes each site that it builds."""

import logging
import os
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig

from dto_handbook_site.build.finish import finish

_logger = logging.getLogger("mkdocs.plugins.dto_handbook")  # A strict build fails on its warnings
_state = {"is_served": False}


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note whether the site is to be published or only read here."""
    _state["is_served"] = command == "serve"


def on_post_build(config: MkDocsConfig) -> None:
    """Finish the site."""
    for problem in finish(Path(config.site_dir), is_served=_state["is_served"]):
        _logger.warning("%s", problem)
    if not _state["is_served"] and "SITE_URL" not in os.environ:
        _logger.info("SITE_URL is not set: the links of this site name %s", config.site_url)
