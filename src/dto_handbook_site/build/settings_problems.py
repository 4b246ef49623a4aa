"""What is wrong in `mkdocs.yml`: Zensical reads over what it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

_SETTINGS = Path("mkdocs.yml")
_KEYS = {
    "INHERIT", "copyright", "dev_addr", "docs_dir", "draft_docs", "edit_uri", "edit_uri_template",
    "exclude_docs", "extra", "extra_css", "extra_javascript", "extra_templates", "hooks",
    "markdown_extensions", "nav", "not_in_nav", "plugins", "remote_branch", "remote_name",
    "repo_name", "repo_url", "site_author", "site_description", "site_dir", "site_name",
    "site_url", "strict", "theme", "use_directory_urls", "validation", "watch",
}  # fmt: skip
_PLUGINS = {"autorefs", "mkdocstrings", "search"}
"""Those that this site uses, and both builders know."""


def settings_problems() -> Iterator[str]:
    """Look for settings that do nothing: unknown keys and plugins, and hooks that are not there.

    Yields:
        What is wrong, with the line and what to do.
    """
    if not _SETTINGS.is_file():
        yield f"{_SETTINGS}: no such file: run the command in the project's folder"
        return
    root = yaml.compose(_SETTINGS.read_text("utf-8"))
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value not in _KEYS:
            yield f"{_place(key)}: {key.value} is no setting of MkDocs: correct its name"
        for item in value.value if key.value in ("hooks", "plugins") else ():
            # A plugin with options is a mapping of one key.
            name = item.value[0][0].value if isinstance(item, yaml.MappingNode) else item.value
            if key.value == "hooks" and not Path(name).is_file():
                yield f"{_place(item)}: the hook {name} is no file: correct its path"
            if key.value == "plugins" and name not in _PLUGINS:
                yield (
                    f"{_place(item)}: the plugin {name} is none of {', '.join(sorted(_PLUGINS))}:"
                    " correct its name, or see that both builders know it"
                )


def _place(node: yaml.Node) -> str:
    return f"{_SETTINGS}:{node.start_mark.line + 1}"
