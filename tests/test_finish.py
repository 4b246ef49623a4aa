"""Finishing a site reports mistakes, whoever built it; and what is finished may be so again."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from handbook_site import BuiltSite, fail_with
from project_code import ROOT

from dto_handbook_site.__main__ import main

HEAD = "---\ndescription: A page.\n---\n\n# Here { #here }\n\n"
MISTAKES = {
    "image": ("![It](nothing.png)", ":7: the link .*nothing.png leads to no file"),
    "html": ('<img src="../nothing.svg" alt="">', ":7: the link .*/nothing.svg leads to no file"),
    "file": ("[It](nothing.txt)", ":7: the link .*nothing.txt leads to no file"),
    "page": ("[It](nothing.md)", ":7: the link .*nothing.* leads to no file"),
    "anchor": ("[It](index.md#nothing)", ":7: the link ../#nothing leads to no anchor of docs/"),
    "absolute": ("[It](/page/)", ":7: the link /page/ is absolute"),
    "unrecognized": ("[It](../page/)", ":7: the link ../page/ names no file"),
    "code": ("```python\nprint(1 / 0)\n```", ": a Python fence failed while the page was built"),
    "shown": ("```file\nsrc/nothing.py\n```", ": cannot show the file src/nothing.py"),
}
"""By the name of a page: its text with a mistake, and how the report on it goes on."""

SETTINGS = {
    "strict: true\n": ("strict: true\nsitename: It\n", "sitename is no setting of MkDocs"),
    "hook.py]": ("hook.py, src/nothing.py]", "the hook src/nothing.py is no file"),
    "  - search\n": ("  - search\n  - searching\n", "the plugin searching is none of"),
}
"""By what stands in mkdocs.yml: a mistake in its place, and how the report on it goes on."""

BUILDERS = {
    "mkdocs": ["mkdocs", "build", "--no-strict"],
    "zensical": ["zensical", "build", "--clean"],
}


def write_project(folder: Path, texts: Mapping[str, str], nav: Mapping[str, str]) -> None:
    """Write a small project with the handbook's settings and theme."""
    for name in ("templates", "assets"):
        shutil.copytree(ROOT / "docs" / name, folder / "docs" / name)
    (folder / "src").symlink_to(ROOT / "src")
    for name, text in texts.items():
        (folder / f"docs/{name}.md").write_text(f"{HEAD}{text}\n")
    settings = (ROOT / "mkdocs.yml").read_text().partition("\nnav:")[0]
    settings = settings.replace("strict: true", "strict: false")
    entries = "".join(f"  - {title}: {path}\n" for title, path in nav.items())
    (folder / "mkdocs.yml").write_text(f"{settings}\nnav:\n{entries}")


def build(folder: Path, builder: str) -> None:
    command = [sys.executable, "-m", *BUILDERS[builder]]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def finished(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Finish the site, and return the lines of the report."""
    status = main(["finish", "site"])
    lines = [line for line in capsys.readouterr().err.splitlines() if line]
    assert status == (2 if lines else 0)
    return lines


def contents(site: Path) -> dict[Path, bytes]:
    return {it.relative_to(site): it.read_bytes() for it in site.rglob("*") if it.is_file()}


@pytest.mark.thorough
@pytest.mark.parametrize("builder", BUILDERS)
def test_what_mkdocs_refuses_in_pages_is_reported_in_either_site(
    builder: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    texts = {name: text for name, (text, _) in MISTAKES.items()}
    nav = {name.title(): f"{name}.md" for name in ("index", *texts)}
    write_project(tmp_path, {"index": "", **texts, "left": ""}, {**nav, "Gone": "gone.md"})
    build(tmp_path, builder)
    last = len(Path("mkdocs.yml").read_text().splitlines())
    reports = {f"docs/{name}.md": report for name, (_, report) in MISTAKES.items()}
    reports["docs/left.md"] = ": nav in mkdocs.yml lacks the page"
    reports["mkdocs.yml"] = f":{last}: nav has .*gone.md, which is no page"
    said = [line for line in finished(capsys) if line.startswith(("docs/", "mkdocs.yml"))]
    fail_with(
        f"{file}{report}: not among\n" + "\n".join(said)
        for file, report in reports.items()
        if not any(re.match(re.escape(file) + report, line) for line in said)
    )
    assert {line.partition(":")[0] for line in said} == set(reports)


@pytest.mark.thorough
def test_what_mkdocs_refuses_in_its_settings_is_reported(
    site: BuiltSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("docs", "src"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(site.folder, "site")
    text = (ROOT / "mkdocs.yml").read_text()
    Path("mkdocs.yml").write_text(text)
    assert finished(capsys) == []
    for old, (new, _) in SETTINGS.items():
        assert old in text
        text = text.replace(old, new, 1)
    Path("mkdocs.yml").write_text(text)
    said = finished(capsys)
    assert len(said) == len(SETTINGS)
    for _, report in SETTINGS.values():
        assert any(re.match(rf"mkdocs.yml:\d+: {report}", line) for line in said)


def test_a_site_that_is_finished_again_stays_as_it_is(site: BuiltSite, tmp_path: Path) -> None:
    again = tmp_path / "site"
    shutil.copytree(site.folder, again)
    assert main(["finish", str(again)]) == 0
    files = [it.relative_to(again) for it in again.rglob("*") if it.is_file()]
    assert [
        it for it in files if (again / it).read_bytes() != (site.folder / it).read_bytes()
    ] == []
    assert len(files) == sum(it.is_file() for it in site.folder.rglob("*"))


@pytest.mark.thorough
def test_finishing_needs_neither_mkdocs_nor_material(site: BuiltSite, tmp_path: Path) -> None:
    again = tmp_path / "site"
    shutil.copytree(site.folder, again)
    code = (
        "import sys\n"
        "sys.modules |= dict.fromkeys(['mkdocs', 'material', 'mkdocstrings'])\n"
        "from dto_handbook_site.__main__ import main\n"
        f"sys.exit(main(['finish', {str(again)!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_folder_without_a_site_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["finish", str(tmp_path / "nothing")]) == 2
    assert "is no built site" in capsys.readouterr().err
