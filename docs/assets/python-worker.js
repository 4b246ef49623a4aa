// Runs Python beside the page. Started by python.js, from a blob: so the page's policy binds it.
const base = new URL("python/", import.meta.url);

function tell(type, rest) {
  postMessage({ type, ...rest });
}

// Python's import waits for what it imports, so this asks synchronously; a worker may.
function fetchNow(name) {
  tell("loading", { name });
  const request = new XMLHttpRequest();
  request.open("GET", new URL(name, base), false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${name} could not be fetched: ${request.status}`);
  tell("loaded", { name });
  return new Uint8Array(request.response);
}

async function fetched(name) {
  const answer = await fetch(new URL(name, base));
  if (!answer.ok) throw new Error(`${name} could not be fetched: ${answer.status}`);
  return answer;
}

async function start() {
  const facts = fetched("python.json").then((answer) => answer.json());
  const own = facts.then(({ own }) => Promise.all(own.map(async (name) => (await fetched(name)).arrayBuffer())));
  const { loadPyodide } = await import(new URL("pyodide.mjs", base));
  const { info, modules } = await facts;
  const pyodide = await loadPyodide({
    indexURL: base.href,
    stdLibURL: new URL("stdlib.zip", base).href,
    lockFileContents: { info, packages: {} },
    env: { HOME: "/home/reader", TZ: "UTC" },
  });
  for (const archive of await own) pyodide.unpackArchive(archive, "zip", { extractDir: "/handbook/src" });
  pyodide.FS.mkdirTree("/lib/archives");
  const keep = (name) => {
    const path = `/lib/archives/${name}`;
    pyodide.FS.writeFile(path, fetchNow(name));
    return path;
  };
  pyodide.runPython("import sys; sys.path.append('/handbook/src')");
  const inside = pyodide.pyimport("dto_handbook.pages.browser.inside");
  return inside.Session(JSON.stringify(modules), keep, (stream, text) => tell("output", { stream, text }));
}

const session = start();
session.then(
  () => tell("ready"),
  (error) => tell("failed", { message: String(error?.message ?? error) }),
);

addEventListener("message", async ({ data: { name, request } }) => {
  const python = await session;
  try {
    tell("result", { value: JSON.parse(python.call(name, JSON.stringify(request))) });
  } catch (error) {
    tell("failed", { message: String(error?.message ?? error) });
  }
});
