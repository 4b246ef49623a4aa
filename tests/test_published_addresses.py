"""Published addresses: they are in the site, new ones are registered, what moves is found."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from git_repository import commit_all, git

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


def commit(folder: Path, name: str, lines: Sequence[str], tag: str | None = None) -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    commit_all(folder)
    if tag:
        git(folder, "tag", tag)
    return file


def test_what_the_newest_tag_published_and_is_gone_is_named(tmp_path: Path) -> None:
    name = "below/published.txt"
    commit(tmp_path, name, ["/", "/older/"], tag="v1")
    file = commit(tmp_path, name, ["/", "/rules/", "/rules/#all"], tag="v2")
    assert gone(file) == []
    commit(tmp_path, name, ["/", "/rules/ -> /the-rules/", "/the-rules/"])
    said = "/rules/#all: v2 published it, and published.txt only grows: put it back there"
    assert gone(file) == [said]


def test_without_a_tag_or_without_its_registry_nothing_is_gone(tmp_path: Path) -> None:
    commit(tmp_path, "other.txt", [])
    file = tmp_path / "published.txt"
    file.write_text("/\n", "utf-8")
    assert gone(file) == []
    git(tmp_path, "tag", "v0")
    assert gone(file) == []


def test_without_git_nothing_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = commit(tmp_path, "published.txt", ["/", "/rules/"], tag="v1")
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
        ("/a/\n/a/", "published.txt:2: /a/ is repeated"),
        ("/b/\n/a/", "published.txt:2: /a/ is out of order"),
        (
            "/a/ -> /b/\n/b/ -> /c/\n/c/",
            "published.txt:1: /a/ leads to /b/, which has moved as well",
        ),
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


def test_an_arrow_leads_to_an_address_that_registering_adds(tmp_path: Path) -> None:
    file = tmp_path / "published.txt"
    file.write_text("/\n/#old -> /#new\n", "utf-8")
    assert register(site_of(tmp_path / "site", index='<h1 id="new">New</h1>'), file) == ["/#new"]
    assert file.read_text("utf-8") == "/\n/#new\n/#old -> /#new\n"


def test_registering_adds_in_order_and_takes_nothing_away(tmp_path: Path) -> None:
    file = tmp_path / "published.txt"
    file.write_text("/old/ -> /new/\n/gone/#x\n/new/\n", "utf-8")  # As after a merge
    site = site_of(
        tmp_path / "site", new='<h1 id="b">B</h1><div class="doc doc-object"><a id="a.B">'
    )
    assert register(site, file) == ["/", "/new/#b"]
    assert file.read_text("utf-8") == "/\n/gone/#x\n/new/\n/new/#b\n/old/ -> /new/\n"
    assert register(site, file) == []


# Moves


def moved(tmp_path: Path, lines: str, **pages: str) -> Path:
    site = site_of(tmp_path / "site", **pages)
    write_moves(site, read(lines))
    return site


def test_an_old_address_keeps_its_anchors_and_leads_to_the_new_one(tmp_path: Path) -> None:
    lines = "/a/ -> /b/c/\n/a/#gone\n/a/#x\n/a/#y -> /b/c/#z\n/b/c/\n/b/c/#x\n/b/c/#z\n"
    site = moved(tmp_path, lines, **{"b/c": '<h1 id="x">X</h1><h2 id="z">Z</h2>'})
    assert set(read(lines)) <= published_in(site)
    old = (site / "a" / "index.html").read_text("utf-8")
    assert '<a class="moved" href="../b/c/">/b/c/</a>' in old
    assert '<a class="moved" id="gone" href="../b/c/">' in old
    assert '<a class="moved" id="x" href="../b/c/#x">' in old
    assert '<a class="moved" id="y" href="../b/c/#z">' in old
    assert '<script src="../assets/moved.js">' in old
    assert unregistered(published_in(site), read(lines)) == ["/"]


def test_an_anchor_that_moves_leaves_a_link(tmp_path: Path) -> None:
    lines = "/a/\n/a/#x -> /b/#x\n/b/\n/b/#x\n"
    site = moved(tmp_path, lines, a="", b='<h1 id="x">X</h1>')
    assert set(read(lines)) <= published_in(site)
    old = (site / "a" / "index.html").read_text("utf-8")
    assert '<a class="moved" id="x" href="../b/#x">/b/#x</a></p></article>' in old


def test_an_anchor_that_moves_within_its_page_leaves_a_link(tmp_path: Path) -> None:
    site = moved(tmp_path, "/a/\n/a/#x -> /a/#y\n/a/#y\n", a='<h1 id="y">Y</h1>')
    assert '<a class="moved" id="x" href="#y">' in (site / "a" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("/a/\n/a/#x -> /a/#y\n/a/#y\n", "/a/#x leads to /a/#y, which the site lacks"),
        ("/ -> /a/\n/a/\n", "/ has moved, and the site has it again"),
    ],
)
def test_a_move_that_the_site_contradicts_is_an_error(
    lines: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(RegistryError, match=said):
        moved(tmp_path, lines, a="")
