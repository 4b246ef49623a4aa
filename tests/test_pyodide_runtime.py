"""What runs Python in the pages is brought whole and unchanged, or not at all."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from browser_setup import free_port
from handbook_site import BuiltSite
from project_code import ROOT

from dto_handbook_site.build.content_security_policy import with_policy
from dto_handbook_site.pyodide import runtime
from dto_handbook_site.pyodide.runtime import RuntimeMissingError, bring

BROWSER = ROOT / "src/dto_handbook_site/pyodide"


@pytest.fixture(scope="module")
def cached(site: BuiltSite) -> Path:
    """The folder in which the build of the site left it."""
    return bring().folder


@pytest.fixture
def copy(cached: Path, tmp_path: Path) -> Path:
    target = tmp_path / "cache" / cached.name
    for part in ("site", "node_modules/pyodide"):
        shutil.copytree(cached / part, target / part)
    shutil.copy(cached / "hashes.json", target)
    return target


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_offline", "true")
    monkeypatch.setenv("npm_config_cache", "/nowhere")
    monkeypatch.setenv("PIP_NO_INDEX", "1")


def test_what_is_cached_is_used_again_without_a_network(copy: Path, offline: None) -> None:
    assert bring(copy.parent).folder == copy


@pytest.mark.thorough
def test_what_was_changed_since_is_not_used(copy: Path, offline: None) -> None:
    with (copy / "site/pyodide.asm.wasm.gzip").open("r+b") as file:
        file.seek(1000)
        file.write(b"x")
    with pytest.raises(RuntimeMissingError, match="npm"):
        bring(copy.parent)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("lock", "hash", "refusal"),
    [
        ("package-lock.json", r"sha512-[\w+/]{8}", "EINTEGRITY"),
        ("wasm.txt", "sha256:[0-9a-f]{8}", "(?i)hash"),
    ],
)
def test_what_is_not_as_the_lock_file_has_it_is_refused(
    lock: str, hash: str, refusal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = [Path(shutil.copy(path, tmp_path)) for path in runtime._LOCKS]
    changed = tmp_path / lock
    zeros = "sha512-AAAAAAAA" if "sha512" in hash else "sha256:00000000"
    changed.write_text(re.sub(hash, zeros, changed.read_text()))
    monkeypatch.setattr(runtime, "_LOCKS", locks)
    with pytest.raises(RuntimeMissingError, match=refusal):
        bring(tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())


def test_of_two_builds_at_once_the_first_is_cached(copy: Path, tmp_path: Path) -> None:
    work = tmp_path / "cache" / "new-1" / "work"
    shutil.copytree(copy, work)
    runtime._take(work, copy)
    assert runtime._is_whole(copy)


def test_what_is_spoiled_is_replaced(copy: Path, tmp_path: Path) -> None:
    work = tmp_path / "cache" / "new-1" / "work"
    shutil.copytree(copy, work)
    (copy / "site/stdlib.gzip").unlink()
    assert not runtime._is_whole(copy)
    runtime._take(work, copy)
    assert runtime._is_whole(copy)


@pytest.mark.thorough
def test_a_new_snapshot_replaces_the_oldest(cached: Path, copy: Path, offline: None) -> None:
    shutil.copy(cached / "stdlib.zip", copy)
    for age in range(9):
        (copy / f"{age}.gzip").touch()
        os.utime(copy / f"{age}.gzip", (1000 - age, 1000 - age))
    taken = bring(copy.parent).snapshot()
    left = sorted(copy.glob("*.gzip"), key=lambda it: it.stat().st_mtime)
    assert [it.name for it in left[:-1]] == ["2.gzip", "1.gzip", "0.gzip"]
    assert left[-1].read_bytes() == taken == bring(copy.parent).snapshot()


@pytest.fixture
def small_project(tmp_path: Path, offline: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Home\n")
    config = {
        "site_name": "Small",
        "strict": True,
        "theme": {"name": "material", "custom_dir": str(ROOT / "docs/templates/theme")},
        "hooks": [str(ROOT / "src/dto_handbook_site/build/hook.py")],
    }
    (tmp_path / "mkdocs.yml").write_text(json.dumps(config))
    return tmp_path


def mkdocs(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mkdocs", *arguments]


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the cache is elsewhere there")
def test_without_a_network_a_strict_build_fails_and_says_why(small_project: Path) -> None:
    done = subprocess.run(
        mkdocs("build"), cwd=small_project, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Python cannot run in the pages: npm-cli.js ci failed:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the cache is elsewhere there")
def test_without_a_network_serve_shows_pages_that_say_why(small_project: Path) -> None:
    port = free_port()
    command = mkdocs("serve", "--dev-addr", f"127.0.0.1:{port}")
    with subprocess.Popen(command, cwd=small_project, stderr=subprocess.DEVNULL) as server:
        try:
            page = _first_answer(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
    assert '<meta name="python-missing" content="npm-cli.js ci failed:' in page


def _first_answer(address: str) -> str:
    for _ in range(1200):  # A site is built first, on a machine that may do much else
        try:
            with urlopen(address) as answer:
                return str(answer.read().decode())
        except URLError:
            time.sleep(0.1)
    raise TimeoutError(address)


def test_the_site_lists_what_runs_in_its_pages_as_the_lock_files_have_it(site: BuiltSite) -> None:
    rows = site.page("docs/reference/libraries.md").built.read_text()
    locked = re.findall(r"^([\w.-]+)==(\S+)", (BROWSER / "wasm.txt").read_text(), re.MULTILINE)
    for name, version in [*locked, ("pyodide", "314.0.7")]:
        assert f"<tr><td>{name}</td><td>{version}</td></tr>" in rows


def test_the_page_runs_the_versions_that_the_tests_run() -> None:
    pinned = dict(
        re.findall(r"^([\w.-]+)==(\S+)", (ROOT / ".ci/constraints.txt").read_text(), re.MULTILINE)
    )
    locked = re.findall(r"^([\w.-]+)==(\S+)", (BROWSER / "wasm.txt").read_text(), re.MULTILINE)
    assert [(n, v) for n, v in locked if pinned.get(n, v) != v] == []


def test_the_lock_files_name_no_registry() -> None:
    for path in runtime._LOCKS:
        assert "://" not in re.sub(r'"(url|funding)": .*', "", path.read_text())


def test_every_page_has_a_policy_that_names_each_script_in_it(site: BuiltSite) -> None:
    for file in [*site.folder.rglob("index.html"), site.folder / "404.html"]:
        html = file.read_text()
        [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
        assert "script-src 'self' 'wasm-unsafe-eval' 'sha256-" in policy, file
        assert html.index("Content-Security-Policy") < html.index("<script"), file


def test_a_served_page_allows_the_script_that_reloads_it() -> None:
    assert "'unsafe-inline'" in with_policy("<head></head>", is_served=True).split("style-src")[0]


def test_the_wheel_holds_nothing_that_only_the_sites_build_needs(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    [built] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", built], capture_output=True, text=True, check=True
    )
    assert "dto_handbook/workspace.py" in listed.stdout
    assert "dto_handbook_site" not in listed.stdout
