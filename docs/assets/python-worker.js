// Runs Python beside the page. Started by python.js, from a blob: so the page's policy binds it.
import { fingerprint, unify } from "./function-table.js";

const base = new URL("python/", import.meta.url);
const fetchFrom = globalThis.fetch;
const GZIP = 0x1f; // What is packed begins with it, and nothing else here does
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

// Pyodide's own fetches come here, too: what arrives is counted, unpacked, and gets the type that it needs,
// whatever the server says.
globalThis.fetch = async (address, options) => {
  const name = String(address).split("/").at(-1);
  const isWasm = name.endsWith(".wasm");
  const answer = await fetchFrom(isWasm ? `${address}.gzip` : address, options).catch(() => refuse(`${name} could not be fetched.`));
  if (!answer.ok) refuse(`${name} could not be fetched (${answer.status}).`);
  const reader = answer.body.getReader();
  const next = async (controller) => {
    const { done, value } = await reader.read();
    if (done) return controller.close();
    received += value.length;
    if (received - told > 100_000) tell("progress", { received: (told = received) });
    controller.enqueue(value);
    return value[0];
  };
  let first;
  let body = new ReadableStream({ start: async (controller) => (first = next(controller)), pull: next });
  // A host that takes the name for an encoding has the browser unpack it.
  if ((await first) === GZIP) body = body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { headers: isWasm ? { "Content-Type": "application/wasm" } : {} });
};

// Python's import waits for what it imports, so this asks synchronously; a worker may.
function fetchNow(name, size) {
  tell("loading", { name, size });
  const request = new XMLHttpRequest();
  request.open("GET", new URL(name, base), false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${name} could not be fetched (${request.status}).`);
  tell("loaded");
  return new Uint8Array(request.response);
}

// A script is fetched twice, so that its bytes count; the second time it is at hand.
async function script(name) {
  await (await fetch(new URL(name, base))).arrayBuffer();
  return import(new URL(name, base));
}

function demandWebAssembly() {
  if (!globalThis.WebAssembly) refuse("WebAssembly is off in this browser.");
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); // The smallest one
  } catch {
    refuse("the server's Content-Security-Policy has to allow 'wasm-unsafe-eval' in script-src.");
  }
}

async function start() {
  demandWebAssembly();
  const facts = fetch(new URL("python.gzip", base)).then((answer) => answer.json());
  // As Pyodide asks whether to leave a function out, with which the snapshot was made.
  const { userAgent, platform, maxTouchPoints } = navigator;
  let fits = !/iPad|iPhone|iPod/.test(userAgent) && !(platform === "MacIntel" && maxTouchPoints > 1);
  const snapshot = fits && fetch(new URL("snapshot.gzip", base)).then((answer) => answer.arrayBuffer());
  const { loadPyodide } = await script("pyodide.js");
  const { default: createModule } = await script("pyodide.asm.js");
  const { info, modules, sizes, sources, table } = await facts;
  const load = (options) =>
    loadPyodide({
      indexURL: base.href,
      stdLibURL: new URL("stdlib.gzip", base).href,
      lockFileContents: { info, packages: {} },
      createPyodideModule: createModule,
      ...options,
    });
  const withSnapshot = async () =>
    load({
      // Undocumented, and so tied to the version that the lock file names: a Python that has started.
      _loadSnapshot: await snapshot,
      async createPyodideModule(settings) {
        const { instantiateWasm } = settings;
        settings.instantiateWasm = (imports, receive) =>
          instantiateWasm(imports, (instance, module) => {
            unify(instance);
            receive(instance, module);
          });
        const module = await createModule(settings);
        fits = fingerprint(module.wasmTable) === table;
        if (!fits) throw new Error("the snapshot does not fit");
        return module;
      },
    });
  const without = (error) => {
    if (fits) throw error;
    return load({ env: { HOME: "/home/reader", TZ: "UTC" } }); // As where the snapshot was made
  };
  const pyodide = await (fits ? withSnapshot().catch(without) : without());
  // WebKit ends a worker only where script runs: with this, Python's loops call some, which reads a 0 and returns.
  pyodide.setInterruptBuffer([0]);
  for (const [name, text] of Object.entries(sources)) {
    const path = `/handbook/src/${name}`;
    pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    pyodide.FS.writeFile(path, text);
  }
  pyodide.FS.mkdirTree("/lib/archives");
  const keep = (name) => {
    const path = `/lib/archives/${name}`;
    pyodide.FS.writeFile(path, fetchNow(name, sizes[name]));
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
