// Runs Python beside the page. Started by python.js, from a blob: so the page's policy binds it.
import { fingerprint } from "./function-table.js";

const base = new URL("python/", import.meta.url);
const fetchFrom = globalThis.fetch;
let received = 0;
let told = 0;
let isStarted = false;

function tell(type, rest) {
  postMessage({ type, ...rest });
}

// Pyodide does not always pass a failure on.
function refuse(message) {
  if (!isStarted) tell("failed", { message });
  throw new Error(message);
}

// Pyodide's own fetches come here, too: what arrives is counted, and gets the type that it needs,
// whatever the server says.
globalThis.fetch = async (address, options) => {
  const name = String(address).split("/").at(-1);
  const answer = await fetchFrom(address, options).catch(() => refuse(`${name} could not be fetched.`));
  if (!answer.ok) refuse(`${name} could not be fetched (${answer.status}).`);
  const counted = new TransformStream({
    transform(chunk, controller) {
      received += chunk.length;
      if (received - told > 500_000) tell("progress", { received: (told = received) });
      controller.enqueue(chunk);
    },
  });
  let body = answer.body.pipeThrough(counted);
  if (name.endsWith(".gzip")) body = body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { headers: name.endsWith(".wasm") ? { "Content-Type": "application/wasm" } : {} });
};

// Python's import waits for what it imports, so this asks synchronously; a worker may.
function fetchNow(name) {
  tell("loading", { name });
  const request = new XMLHttpRequest();
  request.open("GET", new URL(name, base), false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${name} could not be fetched (${request.status}).`);
  tell("loaded");
  return new Uint8Array(request.response);
}

async function start() {
  const facts = fetch(new URL("python.gzip", base)).then((answer) => answer.json());
  const snapshot = fetch(new URL("snapshot.gzip", base)).then((answer) => answer.arrayBuffer());
  const { loadPyodide } = await import(new URL("pyodide.mjs", base));
  const { default: createModule } = await import(new URL("pyodide.asm.mjs", base));
  const { info, modules, sources, table } = await facts;
  const load = (options) =>
    loadPyodide({
      indexURL: base.href,
      stdLibURL: new URL("stdlib.gzip", base).href,
      lockFileContents: { info, packages: {} },
      ...options,
    });
  let fits = true;
  const withSnapshot = {
    // Undocumented, and so tied to the version that the lock file names: a Python that has started.
    _loadSnapshot: await snapshot,
    async createPyodideModule(settings) {
      const module = await createModule(settings);
      fits = fingerprint(module.wasmTable) === table;
      if (!fits) throw new Error("the snapshot does not fit");
      return module;
    },
  };
  const pyodide = await load(withSnapshot).catch((error) => {
    if (fits) throw error;
    return load({ env: { HOME: "/home/reader", TZ: "UTC" } }); // As where the snapshot was made
  });
  for (const [name, text] of Object.entries(sources)) {
    const path = `/handbook/src/${name}`;
    pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    pyodide.FS.writeFile(path, text);
  }
  pyodide.FS.mkdirTree("/lib/archives");
  const keep = (name) => {
    const path = `/lib/archives/${name}`;
    pyodide.FS.writeFile(path, fetchNow(name));
    return path;
  };
  pyodide.runPython("import sys; sys.path.append('/handbook/src')");
  const inside = pyodide.pyimport("dto_handbook_site.pyodide.page");
  return inside.Session(JSON.stringify(modules), keep, (stream, text) => tell("output", { stream, text }));
}

const session = start();
session.then(
  () => {
    isStarted = true;
    tell("ready");
  },
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
