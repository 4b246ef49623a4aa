#!/bin/sh
# Playwright's `goto(url, wait_until="networkidle")` returns while the document is still being parsed.
#
# It waits until there was no request for half a second, which a page with scripts that run long has in the middle of
# its parsing: no DOMContentLoaded yet, and no `load`. `goto(url)` and then `wait_for_load_state("networkidle")`
# waits for both. A test that reads what the page's scripts make is wrong on a busy machine only.
#
# Seen with Playwright 1.65.2 and the Chromium that is on the PATH (tried with 156).
# It prints: load: complete
#            networkidle: loading
#            load, then networkidle: complete
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q playwright==1.65.2
cat > "$folder/sample.py" <<'SAMPLE'
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import sync_playwright

BUSY = "<script>end = performance.now() + 400; while (performance.now() < end);</script>"
PAGE = ("<!doctype html><title>Sample</title>" + f"<p>A paragraph{BUSY}" * 10).encode()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/"
with sync_playwright() as playwright:
    chromium = shutil.which("chromium")
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    for states in (["load"], ["networkidle"], ["load", "networkidle"]):
        page = browser.new_page()
        page.goto(address, wait_until=states[0])
        for state in states[1:]:
            page.wait_for_load_state(state)
        print(f"{', then '.join(states)}: {page.evaluate('document.readyState')}")
        page.close()
    browser.close()
SAMPLE
seen=$("$folder/venv/bin/python" "$folder/sample.py")
echo "$seen"
[ "$seen" = "load: complete
networkidle: loading
load, then networkidle: complete" ]
