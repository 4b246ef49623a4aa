"""The handler `cached`, found by mkdocstrings under this name."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocstrings_handlers.python import PythonConfig

from dto_handbook_site.build.caching_handler import CachingHandler


def get_handler(
    handler_config: MutableMapping[str, Any],
    tool_config: MkDocsConfig,
    **kwargs: Any,  # noqa: ANN401 - mkdocstrings' own
) -> CachingHandler:
    """Return the handler.

    Args:
        handler_config: Its part of `mkdocs.yml`.
        tool_config: All of `mkdocs.yml`.
        **kwargs: What else mkdocstrings passes.
    """
    config = PythonConfig.from_data(**handler_config)
    folder = Path(tool_config.config_file_path).absolute().parent
    return CachingHandler(config, folder, **kwargs)
