"""A build from the cache shows nothing else than a first build does."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from dto_handbook_site.build_cache import BuildCache

CONFIG = """
site_name: BuildCache
strict: true
theme: {name: material, font: false}
plugins:
  - mkdocstrings:
      default_handler: cached
      custom_templates: templates
      handlers: {cached: {paths: [src]}}
"""
SHOWN = 'from shown.base import Base\nclass Shown(Base):\n    """A class."""\n'
TEXTS = {
    "mkdocs.yml": CONFIG,
    "docs/index.md": "# Home\n\n::: shown.Shown\n    options: {inherited_members: true}\n",
    "docs/other.md": "# Other\n\nSee [it][shown.Shown].\n",
    "src/shown/__init__.py": SHOWN,
    "src/shown/base.py": "class Base:\n    def go(self):\n        'A method.'\n",
    "templates/python/material/class.html.jinja": '{% extends "_base/class.html.jinja" %}\n',
}
HOME = "site/index.html"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one block, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    for name, text in TEXTS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def built(project: Path) -> Mapping[str, bytes]:
    """Build, and return what is in the site by its names."""
    build(load_config(str(project / "mkdocs.yml")))
    files = [file for file in (project / "site").rglob("*") if file.is_file()]
    return {
        str(file.relative_to(project)): file.read_bytes()
        for file in files
        if not file.name.endswith(".gz")  # They have the time
    }


def cached(project: Path) -> Iterator[Path]:
    return (project / "cache").rglob("reference/*.json")


def change(file: Path, old: str, new: str) -> None:
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


@pytest.mark.thorough
def test_what_is_cached_is_shown_again(project: Path) -> None:
    first = built(project)
    assert built(project) == first
    [file] = cached(project)
    change(file, "A class.", "What was cached.")
    assert b"What was cached." in built(project)[HOME]


@pytest.mark.thorough
def test_it_is_cached_however_the_settings_are_named(project: Path) -> None:
    with Path("mkdocs.yml").open("rb") as file:  # As the command line does
        build(load_config(file))
    built(project)
    assert len(list(cached(project))) == 1


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("src/shown/__init__.py", "A class.", "Another class."),
        ("src/shown/base.py", "A method.", "Another method."),
        ("docs/index.md", "inherited_members: true", "inherited_members: false"),
        ("mkdocs.yml", "strict: true", "markdown_extensions: [toc: {permalink: true}]"),
        ("templates/python/material/class.html.jinja", "\n", "{% block source %}No{% endblock %}"),
    ],
    ids=["module", "base", "options", "settings", "template"],
)
def test_a_block_is_made_again_when_what_it_is_made_of_changes(
    project: Path, path: str, old: str, new: str
) -> None:
    before = built(project)
    change(project / path, old, new)
    after = built(project)
    for file in cached(project):
        file.unlink()
    assert built(project) == after
    assert after[HOME] != before[HOME]


@pytest.mark.thorough
def test_what_warns_is_not_cached(project: Path) -> None:
    change(project / "src/shown/base.py", "'A method.'", "'A method.\\n\\nArgs:\\n    no: Such.'")
    for _ in range(2):
        with pytest.raises(Abort):
            built(project)
    assert not list(cached(project))


@pytest.mark.thorough
def test_a_link_to_a_page_is_made_again(project: Path) -> None:
    change(project / "src/shown/base.py", "A method.", "See [the other](other.md).")
    assert b'href="other/"' in built(project)[HOME]
    (project / "docs/other.md").unlink()
    with pytest.raises(Abort):
        built(project)


@pytest.mark.thorough
@pytest.mark.parametrize("spoiled", ["", "{", "3"])
def test_what_cannot_be_read_is_made_again(project: Path, spoiled: str) -> None:
    first = built(project)
    [file] = cached(project)
    file.write_text(spoiled)
    assert built(project) == first


def test_the_newest_builds_alone_are_cached(project: Path) -> None:
    for number in range(6):
        store = BuildCache("numbers")
        store.put(str(number), "made")
        store.write()
    found = [number for number in range(6) if BuildCache("numbers").get(str(number))]
    assert found == [2, 3, 4, 5]
