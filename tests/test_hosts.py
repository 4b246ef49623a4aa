"""The site below a path of servers that people use, with the configurations that a page shows."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from browser_setup import free_port, wait_for
from handbook_site import BuiltSite
from playwright.sync_api import BrowserContext, expect
from project_code import ROOT

CONFIGURATIONS = ROOT / "docs" / "publish"
PLACE = "handbook.example.org"  # In them
LOAD = 60_000  # Milliseconds; Python is loaded on a machine that does much else
NGINX = """
{user}
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    access_log off;
    {temporary}
    {server}
}}
"""
"""What Debian's nginx.conf says, with places that a test may write to."""

AS_DEBIAN_INSTALLS_IT = """server {
    listen 80;
    root /srv/www;
    location / { try_files $uri $uri/ =404; }
}"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def running(command: Sequence[str], folder: Path, port: int) -> Iterator[str]:
    """Run a server inside the block, and yield the address of the handbook."""
    if shutil.which(command[0]) is None:
        pytest.skip(reason=f"no {command[0]} on the PATH: install it")
    environment = {**os.environ, "HOME": str(folder)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/handbook/", server)
            yield f"http://127.0.0.1:{port}/handbook/"
        finally:
            server.terminate()


@contextmanager
def nginx(folder: Path, server: str) -> Iterator[str]:
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        NGINX.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            temporary=" ".join(f"{it}_temp_path {folder}/{it};" for it in TEMPORARY),
            server=server.replace("listen 80", f"listen 127.0.0.1:{port}").replace(
                "/srv/www", str(folder)
            ),
        )
    )
    with running(["nginx", "-p", str(folder), "-c", str(configuration)], folder, port) as address:
        yield address


@contextmanager
def caddy(folder: Path) -> Iterator[str]:
    port = free_port()
    site = (CONFIGURATIONS / "Caddyfile").read_text()
    site = site.replace(PLACE, f"http://127.0.0.1:{port}").replace("/srv/www", str(folder))
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{site}")
    with running(["caddy", "run", "--config", "Caddyfile"], folder, port) as address:
        yield address


@pytest.fixture(scope="module", params=["nginx", "nginx without a configuration", "caddy"])
def host(
    request: pytest.FixtureRequest, site: BuiltSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("www")
    (folder / "handbook").symlink_to(site.folder)
    if request.param == "caddy":
        server = caddy(folder)
    elif request.param == "nginx":
        server = nginx(folder, (CONFIGURATIONS / "nginx.conf").read_text())
    else:
        server = nginx(folder, AS_DEBIAN_INSTALLS_IT)
    with server as address:
        yield address


@pytest.mark.thorough
def test_code_runs_and_the_search_finds(context: BrowserContext, host: str) -> None:
    page = context.new_page()
    problems = list[str]()
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.goto(f"{host}guidelines/immutability/")
    run = page.locator("div.run").first
    run.get_by_role("button", name="Run").click()
    expect(run.get_by_role("status")).to_contain_text("Done", timeout=LOAD)
    page.keyboard.press("f")
    page.keyboard.type("DTO201", delay=10)
    expect(page.locator(".md-search-result a").first).to_be_visible()
    page.close()
    assert not problems


@pytest.mark.thorough
@pytest.mark.parametrize("host", ["nginx", "caddy"], indirect=True)
def test_what_the_configuration_adds_is_sent(host: str) -> None:
    with urlopen(f"{host}index.md") as markdown:
        assert markdown.headers.get_content_type() == "text/markdown"
        assert markdown.headers["Cache-Control"] == "no-cache"
        assert "'wasm-unsafe-eval'" in markdown.headers["Content-Security-Policy"]
    with pytest.raises(HTTPError) as missing:
        urlopen(f"{host}no/such/page/")
    assert missing.value.code == 404
    assert "DTO Handbook" in missing.value.read().decode()


def test_both_configurations_send_the_same_policy() -> None:
    policies = {
        line.split('"')[1]
        for name in ("nginx.conf", "Caddyfile")
        for line in (CONFIGURATIONS / name).read_text().splitlines()
        if "Content-Security-Policy" in line
    }
    assert len(policies) == 1
