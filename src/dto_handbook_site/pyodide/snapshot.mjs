// Takes a snapshot of Python's memory once it has imported what every page needs: a page that begins with the
// snapshot need not start Python, nor import that.
// Arguments: the work folder; the path of the snapshot; the script that knows a table of functions
// by its fingerprint, which a page compares before it uses the snapshot; the modules to import first; the folder
// of the project's sources; and those that the last of them, which is imported, needs.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [work, target, table, started, root, ...sources] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(work, "node_modules/pyodide/pyodide.mjs")));
const { default: createModule } = await import(pathToFileURL(join(work, "node_modules/pyodide/pyodide.asm.mjs")));
const { fingerprint } = await import(pathToFileURL(table));

const PAGE = 4096; // Bytes

let found;
const python = await loadPyodide({
  _makeSnapshot: true,
  async createPyodideModule(settings) {
    const module = await createModule(settings);
    found = fingerprint(module.wasmTable);
    return module;
  },
  stdLibURL: join(work, "stdlib.zip"),
  env: { HOME: "/home/reader", TZ: "UTC" },
});
for (const name of sources) {
  python.FS.mkdirTree(`/handbook/src/${dirname(name)}`);
  python.FS.writeFile(`/handbook/src/${name}`, readFileSync(join(root, name)));
}
try {
  python.runPython(`
import ${readFileSync(started, "utf8").trim().split("\n")}
sys.path.append("/handbook/src")
import dto_handbook_site.pyodide.page
sys.path_importer_cache.clear()  # The folders are others in a page
`);
} catch (error) {
  console.error(error.message); // Alone: Node would print all of Pyodide, which is one line
  process.exit(1);
}

// Most of it is zeros. What is not is written page by page, after a head of JSON, and that after its length.
const memory = python.makeMemorySnapshot();
const starts = [];
for (let start = 0; start < memory.length; start += PAGE) {
  if (memory.subarray(start, start + PAGE).some(Boolean)) starts.push(start);
}
const head = Buffer.from(JSON.stringify({ table: found, page: PAGE, length: memory.length, starts }));
const pages = starts.map((start) => memory.subarray(start, start + PAGE));
const whole = Buffer.concat([Buffer.from(Uint32Array.of(head.length).buffer), head, ...pages]);
// Another build may do the same at this time.
writeFileSync(`${target}.${process.pid}`, gzipSync(whole, { level: 9 }));
renameSync(`${target}.${process.pid}`, target);
