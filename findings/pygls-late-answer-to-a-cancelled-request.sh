#!/bin/sh
# A client that answers a pygls server's request after the server has given up waiting is told of an error in the
# server, which editors show to their user.
#
# `asyncio.wait_for` cancels the request's future when its time is up. pygls keeps the future under the request's id;
# when the answer comes, it sets the result of the cancelled future, catches the `InvalidStateError`, and sends
# `window/showMessage`. The same holds for any request of the server (`workspace/configuration`, `applyEdit`). With
# `asyncio.wait`, which cancels nothing, the late answer is accepted silently.
#
# Seen with pygls 2.1.1 and lsprotocol 2025.0.0 on Python 3.11.7.
# It prints: wait_for: window/showMessage Error in server: CANCELLED
#            wait: shutdown is answered
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pygls==2.1.1 lsprotocol==2025.0.0
cat > "$folder/server.py" <<'SAMPLE'
import asyncio
import sys

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("sample", "1")


@server.feature(types.INITIALIZED)
async def initialized(params: types.InitializedParams) -> None:
    request = server.work_done_progress.create_async("token")
    if sys.argv[1] == "wait":
        await asyncio.wait([asyncio.ensure_future(request)], timeout=0.2)
        return
    try:
        await asyncio.wait_for(request, 0.2)
    except TimeoutError:
        pass


server.start_io()
SAMPLE
cat > "$folder/client.py" <<'SAMPLE'
import json
import subprocess
import sys
import time

server = subprocess.Popen(
    [sys.executable, "server.py", sys.argv[1]],
    stdin=subprocess.PIPE,
    stdout=subprocess.PIPE,
    stderr=subprocess.DEVNULL,
)


def send(**message):
    content = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
    server.stdin.flush()


def receive():
    length = 0
    while (line := server.stdout.readline()).strip():
        if line.lower().startswith(b"content-length"):
            length = int(line.split(b":")[1])
    return json.loads(server.stdout.read(length))


capabilities = {"window": {"workDoneProgress": True}}
send(id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": capabilities})
receive()
send(method="initialized", params={})
request = receive()
time.sleep(1)
send(id=request["id"], result=None)
time.sleep(0.5)
send(id=2, method="shutdown")
answer = receive()
if "method" in answer:
    print(answer["method"], answer["params"]["message"].partition(": <")[0])
else:
    print("shutdown is answered")
server.kill()
SAMPLE
cd "$folder"
seen="wait_for: $(venv/bin/python client.py wait_for)
wait: $(venv/bin/python client.py wait)"
echo "$seen"
[ "$seen" = "wait_for: window/showMessage Error in server: CANCELLED
wait: shutdown is answered" ]
