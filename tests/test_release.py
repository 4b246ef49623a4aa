"""What a release is made of: a version from its tag, a wheel, a source archive, its changes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from git_repository import commit_all, git
from handbook_site import fail_with
from project_code import ROOT

from dto_handbook_site.generate import changes
from dto_handbook_site.generate.changes import main, newest, releases

TAG = "v7.8.9"
IN_WHEEL = ("dto_handbook/", "dto_handbook-7.8.9.dist-info/")


@dataclass(frozen=True)
class Release:
    """A tagged copy of the project, and what was built of it."""

    folder: Path
    wheel: Path
    archive: Path


def run(command: Sequence[str | Path], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{command} in {folder}\n{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("release") / "project"
    folder.mkdir()
    for name in ("README.md", "pyproject.toml", ".gitignore"):
        shutil.copy(ROOT / name, folder)
    for name in ("src", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    commit_all(folder)
    git(folder, "tag", TAG)
    run([sys.executable, "-m", "hatchling", "build"], folder)
    [wheel], [archive] = (folder / "dist").glob("*.whl"), (folder / "dist").glob("*.tar.gz")
    return Release(folder, wheel, archive)


def names(wheel: Path) -> list[str]:
    return sorted(zipfile.ZipFile(wheel).namelist())


@pytest.mark.thorough
def test_the_version_is_the_tags(release: Release) -> None:
    assert release.wheel.name == "dto_handbook-7.8.9-py3-none-any.whl"
    assert release.archive.name == "dto_handbook-7.8.9.tar.gz"


@pytest.mark.thorough
def test_the_wheel_holds_the_tool_and_never_the_products_name_space(release: Release) -> None:
    assert [name for name in names(release.wheel) if not name.startswith(IN_WHEEL)] == []


@pytest.mark.thorough
def test_a_registry_would_accept_both(release: Release) -> None:
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "twine",
        "check",
        "--strict",
        release.wheel,
        release.archive,
    ]
    run(command, release.folder)


@pytest.mark.thorough
def test_the_source_archive_builds_the_same_wheel(release: Release, tmp_path: Path) -> None:
    with tarfile.open(release.archive) as archive:
        archive.extractall(tmp_path, filter="data")
    [folder] = tmp_path.iterdir()
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel"], folder)
    [wheel] = (folder / "dist").iterdir()
    assert wheel.name == release.wheel.name
    assert names(wheel) == names(release.wheel)


@pytest.mark.thorough
def test_the_wheel_runs_where_nothing_else_is_installed(release: Release, tmp_path: Path) -> None:
    venv.create(tmp_path / "clean", symlinks=True)
    bin_ = tmp_path / "clean" / "bin"
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        bin_ / "python",
        "install",
        "--quiet",
    ]
    run([*pip, "--no-index", release.wheel], tmp_path)
    version = "import dto_handbook; print(dto_handbook.__version__)"
    assert run([bin_ / "python", "-c", version], tmp_path) == "7.8.9\n"
    check: list[str | Path] = [bin_ / "dto-handbook", "check"]
    run([*check, "src/ai/backend/manager/data"], release.folder)
    bad = tmp_path / "src/ai/backend/manager/data/session/types.py"
    bad.parent.mkdir(parents=True)
    bad.write_text("from dataclasses import dataclass\n\n\n@dataclass\nclass Plain:\n    a: int\n")
    done = subprocess.run(
        [*check, "src"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "DTO201" in done.stdout


@pytest.mark.thorough
def test_a_copy_without_git_has_a_version_that_is_no_release(tmp_path: Path) -> None:
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "src").symlink_to(ROOT / "src")
    assert run([sys.executable, "-m", "hatchling", "version"], tmp_path) == "0.0.dev0\n"


# Changes


def test_each_tag_has_its_section_and_the_newest_stands_first() -> None:
    tags = subprocess.run(
        ["git", "tag", "--list", "v*"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    fail_with(
        f"docs/changes.md: no section on {tag}: write a heading {tag[1:]} and what it brought"
        for tag in tags
        if tag[1:] not in releases()
    )
    numbers = [tuple(map(int, version.split("."))) for version in releases()]
    assert numbers == sorted(numbers, reverse=True)
    assert all(releases().values())


def test_the_notes_of_a_release_are_its_section(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"v{newest()}"]) == 0
    assert capsys.readouterr().out.strip() == releases()[newest()]


def test_a_tag_without_changes_gets_an_error_that_says_where_to_write_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([TAG]) == 2
    said = capsys.readouterr().err
    lines = (ROOT / "docs/changes.md").read_text().splitlines()
    [heading] = [at for at, it in enumerate(lines, 1) if it.startswith(f"## {newest()} ")]
    assert said.startswith(f"docs/changes.md:{heading}: the newest release is {newest()}")


def test_without_any_release_the_error_says_how_to_name_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "changes.md").write_text("# Changes\n\n## Versions\n")
    monkeypatch.setattr(changes, "PAGE", tmp_path / "changes.md")
    assert main([TAG]) == 2
    assert "docs/changes.md: no release has a heading" in capsys.readouterr().err


def test_the_files_to_copy_name_the_newest_release() -> None:
    fail_with(
        f"docs/use/ci/{path.name}:{number}: {line.strip()!r} names another release than the"
        f" newest in docs/changes.md, v{newest()}"
        for path in sorted((ROOT / "docs/use/ci").iterdir())
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ("dto-handbook@" in line or "rev: " in line) and not line.endswith(f"v{newest()}")
    )
