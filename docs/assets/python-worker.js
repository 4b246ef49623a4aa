// Runs Python beside the page. Started by python.js, from a blob: so the page's policy binds it.
import { fingerprint, growOnce, unify } from "./function-table.js";

const base = new URL("python/", import.meta.url);
const { fetch } = globalThis;
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

function count(bytes, step = 100_000) {
  received += bytes;
  if (received - told >= step) tell("progress", { received: (told = received) });
}

// What arrives is counted, unpacked, and gets the type that it needs, whatever the server says.
async function fetchPacked(name, type) {
  const answer = await fetch(new URL(name, base)).catch(() => refuse(`${name} could not be fetched.`));
  if (!answer.ok) refuse(`${name} could not be fetched (${answer.status}).`);
  const reader = answer.body.getReader();
  const next = async (controller) => {
    const { done, value } = await reader.read();
    if (done) return controller.close();
    count(value.length);
    controller.enqueue(value);
    return value[0];
  };
  let first;
  let body = new ReadableStream({ start: async (controller) => (first = next(controller)), pull: next });
  // A host that takes the name for an encoding has the browser unpack it.
  if ((await first) === GZIP) body = body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { headers: type ? { "Content-Type": type } : {} });
}

// Only the pages of a snapshot that are not all zeros are sent, after a head that says where they begin.
function snapshotOf(sent) {
  const [size] = new Uint32Array(sent, 0, 1);
  const { table, page, length, starts } = JSON.parse(new TextDecoder().decode(new Uint8Array(sent, 4, size)));
  const memory = new Uint8Array(length);
  let place = 4 + size;
  for (const start of starts) {
    const bytes = new Uint8Array(sent, place, Math.min(page, length - start));
    memory.set(bytes, start);
    place += bytes.length;
  }
  return { memory, table };
}

// A script is not fetched as the others are: WebKit would fetch it again to import it, as it does in a private window.
async function importScript(name, facts) {
  const script = await import(new URL(name, base)).catch(() => refuse(`${name} could not be fetched.`));
  count((await facts).sizes[name]);
  return script;
}

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
  const { instantiateStreaming, compileStreaming } = WebAssembly;
  // Everything is on its way at once, first what takes the longest to get ready.
  const wasm = fetchPacked("pyodide.asm.wasm.gzip", "application/wasm").then((answer) => compileStreaming(answer));
  wasm.catch(({ message }) => refuse(message));
  const facts = fetchPacked("python.gzip").then((answer) => answer.json());
  // As Pyodide asks whether to leave a function out, with which the snapshot was made.
  const { userAgent, platform, maxTouchPoints } = navigator;
  let fits = !/iPad|iPhone|iPod/.test(userAgent) && !(platform === "MacIntel" && maxTouchPoints > 1);
  const snapshot = fits && fetchPacked("snapshot.gzip").then((answer) => answer.arrayBuffer()).then(snapshotOf);
  const library = fetchPacked("stdlib.gzip").then((answer) => answer.arrayBuffer());
  library.catch(({ message }) => refuse(message));
  const scripts = ["pyodide.js", "pyodide.asm.js"].map((name) => importScript(name, facts));
  const [{ loadPyodide }, { default: createModule }] = await Promise.all(scripts);
  const { info, modules, sources, sizes } = await facts;
  // Pyodide gets from these what it would fetch itself.
  globalThis.fetch = async (address) => (address.pathname.endsWith(".wasm") ? wasm : new Response(await library));
  WebAssembly.instantiateStreaming = async (module, imports) => {
    const instance = await WebAssembly.instantiate(await module, imports);
    unify(instance);
    if (fits) growOnce(instance.exports.__indirect_function_table, Number.parseInt((await snapshot).table));
    return { module: await module, instance };
  };
  const load = (options) =>
    loadPyodide({
      indexURL: base.href,
      stdLibURL: new URL("stdlib.gzip", base).href,
      lockFileContents: { info, packages: {} },
      createPyodideModule: createModule,
      ...options,
    });
  const withSnapshot = async () => {
    const { memory, table } = await snapshot;
    return load({
      // Undocumented, and so tied to the version that the lock file names: a Python that has started.
      _loadSnapshot: memory,
      async createPyodideModule(settings) {
        const module = await createModule(settings);
        fits = fingerprint(module.wasmTable) === table;
        delete module.wasmTable.grow;
        if (!fits) throw new Error("the snapshot does not fit");
        return module;
      },
    });
  };
  const without = async (error) => {
    if (fits) throw error;
    const pyodide = await load({ env: { HOME: "/home/reader", TZ: "UTC" } });
    pyodide.runPython("import sys; sys.path.append('/handbook/src')"); // As where the snapshot was made
    return pyodide;
  };
  const pyodide = await (fits ? withSnapshot().catch(without) : without());
  Object.assign(globalThis, { fetch });
  Object.assign(WebAssembly, { instantiateStreaming });
  // WebKit ends a worker only where script runs: with this, Python's loops call some, which reads a 0 and returns.
  pyodide.setInterruptBuffer([0]);
  const encoder = new TextEncoder(); // Pyodide's own takes three times as long
  let folder;
  for (const [name, text] of Object.entries(sources)) {
    const path = `/handbook/src/${name}`;
    const its = path.slice(0, path.lastIndexOf("/"));
    if (its !== folder) pyodide.FS.mkdirTree((folder = its));
    pyodide.FS.writeFile(path, encoder.encode(text), { canOwn: true });
  }
  pyodide.FS.mkdirTree("/lib/archives");
  const keep = (name) => {
    const path = `/lib/archives/${name}`;
    pyodide.FS.writeFile(path, fetchNow(name, sizes[name]));
    return path;
  };
  const inside = pyodide.pyimport("dto_handbook_site.pyodide.page");
  return inside.Session(JSON.stringify(modules), keep, (stream, text) => tell("output", { stream, text }));
}

const session = start();
session.then(
  () => {
    isStarted = true;
    count(0, 0);
    tell("ready");
  },
  (error) => tell("failed", { message: String(error?.message ?? error) }),
);

addEventListener("message", async ({ data: { name, request } }) => {
  const python = await session;
  let release;
  const answered = new Promise((resolve) => (release = resolve));
  navigator.locks?.request(location.href, () => answered).catch(() => {}); // By it the page sees whether this runs
  try {
    tell("result", { value: JSON.parse(python.call(name, JSON.stringify(request))) });
  } catch (error) {
    tell("failed", { message: String(error?.message ?? error) });
  }
  release();
});
