"""Published addresses: they are in the site, new ones are registered, what moves is found."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from dto_handbook_site.build.addresses import (
    RegistryError,
    gone,
    published_in,
    read,
    register,
    unregistered,
    write_moves,
)

# Tags, in real repositories


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Someone", "-c", "user.email=someone@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def commit(file: Path, lines: Sequence[str], tag: str | None = None) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    git(file.parent, "add", ".")
    git(file.parent, "commit", "--allow-empty", "-m", "A change")
    if tag:
        git(file.parent, "tag", tag)


def test_what_the_newest_tag_published_and_is_gone_is_named(tmp_path: Path) -> None:
    file = tmp_path / "below" / "published.txt"
    file.parent.mkdir()
    git(tmp_path, "init")
    commit(file, ["/", "/older/"], tag="v1")
    commit(file, ["/", "/rules/", "/rules/#all"], tag="v2")
    assert gone(file) == []
    commit(file, ["/", "/rules/ -> /the-rules/", "/the-rules/"])
    said = "/rules/#all: v2 published it, and published.txt only grows: put it back there"
    assert gone(file) == [said]


def test_without_a_tag_or_without_its_registry_nothing_is_gone(tmp_path: Path) -> None:
    git(tmp_path, "init")
    commit(tmp_path / "other.txt", [])
    file = tmp_path / "published.txt"
    file.write_text("/\n", "utf-8")
    assert gone(file) == []
    git(tmp_path, "tag", "v0")
    assert gone(file) == []


def test_without_git_nothing_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "published.txt"
    git(tmp_path, "init")
    commit(file, ["/", "/rules/"], tag="v1")
    file.write_text("/\n", "utf-8")
    assert gone(file)
    monkeypatch.setenv("PATH", "")
    assert gone(file) == []


def test_where_there_is_no_repository_nothing_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "published.txt"
    file.write_text("/\n", "utf-8")
    assert gone(file) == []


# The file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/\nrules/", "published.txt:2: write /page/#anchor"),
        ("/a/ -> b", "published.txt:1: write /page/#anchor"),
        ("/\n\n/a/", "published.txt:2: write /page/#anchor"),
        ("/a/\n/a/", "published.txt:2: /a/ stands twice"),
        ("/b/\n/a/", "published.txt:2: /a/ is out of order"),
        ("/a/ -> /b/", "published.txt:1: /a/ leads to /b/, which is not listed"),
        ("/a/ -> /b/\n/b/ -> /c/\n/c/", "published.txt:1: /a/ leads to /b/"),
    ],
)
def test_a_bad_line_is_named(text: str, said: str) -> None:
    with pytest.raises(RegistryError) as caught:
        read(text)
    assert said in str(caught.value)


def site_of(folder: Path, **pages: str) -> Path:
    """Write a site of pages, each an article."""
    for name, content in {"index": "", **pages}.items():
        file = folder / ("" if name == "index" else name) / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        html = f'<html><head></head><body id="theme"><article>{content}</article></body></html>'
        file.write_text(html, "utf-8")
    return folder


def test_registering_adds_in_order_and_takes_nothing_away(tmp_path: Path) -> None:
    file = tmp_path / "published.txt"
    file.write_text("/old/ -> /new/\n/gone/#x\n/new/\n", "utf-8")  # As after a merge
    site = site_of(tmp_path / "site", new='<h1 id="b">B</h1><h2 class="doc doc-heading" id="a.B">')
    assert register(site, file) == ["/", "/new/#b"]
    assert file.read_text("utf-8") == "/\n/gone/#x\n/new/\n/new/#b\n/old/ -> /new/\n"
    assert register(site, file) == []


# Moves


def moved(tmp_path: Path, lines: str, **pages: str) -> Path:
    site = site_of(tmp_path / "site", **pages)
    write_moves(site, read(lines))
    return site


def test_an_old_address_keeps_its_anchors_and_names_the_new_one(tmp_path: Path) -> None:
    lines = "/a/ -> /b/c/\n/a/#x -> /b/c/#x\n/a/#y -> /b/c/#z\n/b/c/\n/b/c/#x\n/b/c/#z\n"
    pages = {"b/c": '<h1 id="x">X</h1><h2 id="z">Z</h2><script>1</script>'}
    site = moved(tmp_path, lines, **pages)
    assert set(read(lines)) <= published_in(site)
    old = (site / "a" / "index.html").read_text("utf-8")
    assert '<base href="../b/c/"><script src="../../assets/moved.js">' in old
    assert old.count("<script") == 1
    assert '<a class="moved" id="y" href="#z"' in old
    assert unregistered(published_in(site), read(lines)) == ["/", "/b/c/#y"]


def test_an_anchor_that_moves_leaves_a_link(tmp_path: Path) -> None:
    lines = "/a/\n/a/#x -> /b/#x\n/b/\n/b/#x\n"
    site = moved(tmp_path, lines, a="", b='<h1 id="x">X</h1>')
    assert set(read(lines)) <= published_in(site)
    old = (site / "a" / "index.html").read_text("utf-8")
    assert '<a class="moved" id="x" href="../b/#x">x</a></p></article>' in old


def test_a_move_to_an_anchor_that_the_site_lacks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="#x leads to #y, which the site does not have"):
        moved(tmp_path, "/a/\n/a/#x -> /a/#y\n/a/#y\n", a="")
