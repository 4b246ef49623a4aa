#!/bin/sh
# Material's search does not start when a query is pasted with the mouse, dropped, dictated or filled in by a program.
#
# It reads its field when a key is released, and when the field gets the focus; the field's `input` event, which each
# of these ways sends, is not observed. The results come with the next key.
#
# Seen with mkdocs-material 9.8.1, Playwright 1.65.2 and the Chromium that is on the PATH (tried with 156).
# It prints: after input: Type to start searching
#            after a key: 1 matching document
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q mkdocs==1.6.1 mkdocs-material==9.8.1 playwright==1.65.2
mkdir -p "$folder/docs"
echo '# Session' > "$folder/docs/index.md"
cat > "$folder/mkdocs.yml" <<'SITE'
site_name: Sample
theme: {name: material, font: false}
SITE
cd "$folder"
NO_MKDOCS_2_WARNING=1 venv/bin/mkdocs build -q
cat > sample.py <<'SAMPLE'
import functools
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import sync_playwright


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory="site"))
threading.Thread(target=server.serve_forever, daemon=True).start()
with sync_playwright() as playwright:
    chromium = shutil.which("chromium")
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.keyboard.press("f")
    page.wait_for_function("document.querySelector('.md-search-result__meta').textContent.includes('Type')")
    field, said = page.locator(".md-search__input"), page.locator(".md-search-result__meta")
    field.fill("session")  # Sends `input`, and no key
    page.wait_for_timeout(3000)
    print("after input:", said.text_content().strip())
    field.press("End")
    page.wait_for_function("document.querySelector('.md-search-result__meta').textContent.includes('matching')")
    print("after a key:", said.text_content().strip())
    browser.close()
SAMPLE
seen=$(venv/bin/python sample.py)
echo "$seen"
[ "$seen" = 'after input: Type to start searching
after a key: 1 matching document' ]
