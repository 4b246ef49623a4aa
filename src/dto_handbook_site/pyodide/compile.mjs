// Compiles archives for the Python that will read them, and keeps a picture of its memory as it is
// once it has started: a page that begins with that picture need not start it again.
// Arguments: the work folder; the script that packs archives, and runs in Pyodide; the one that knows a table of
// functions by its fingerprint, which a page compares before it uses the picture.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

// What samples, and what runs them, import most.
const IMPORTED = `
import asyncio, collections.abc, contextlib, copy, dataclasses, datetime, decimal, enum, functools
import hashlib, importlib.abc, importlib.machinery, importlib.util, inspect, io, json, linecache
import pathlib, pprint, socket, sys, tempfile, traceback, typing, types, uuid, warnings, zipfile
`;

const [work, script, table] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(work, "node_modules/pyodide/pyodide.mjs")));
const { default: createModule } = await import(pathToFileURL(join(work, "node_modules/pyodide/pyodide.asm.mjs")));
const { fingerprint } = await import(pathToFileURL(table));

const packer = await loadPyodide();
packer.mountNodeFS("/work", work);
packer.runPython(IMPORTED); // The script packs what is imported by now for the start, and the rest for later
packer.runPython(readFileSync(script, "utf8"));

const pictured = await loadPyodide({
  _makeSnapshot: true,
  async createPyodideModule(settings) {
    const module = await createModule(settings);
    writeFileSync(join(work, "site/table.json"), JSON.stringify(fingerprint(module.wasmTable)));
    return module;
  },
  stdLibURL: join(work, "stdlib.zip"),
  env: { HOME: "/home/reader", TZ: "UTC" },
});
pictured.runPython(IMPORTED);
writeFileSync(join(work, "site/snapshot.gzip"), gzipSync(pictured.makeMemorySnapshot()));

// Names that every server knows: nginx has no type for .mjs, and few hosts compress .wasm.
for (const name of ["pyodide", "pyodide.asm"]) {
  copyFileSync(join(work, `node_modules/pyodide/${name}.mjs`), join(work, `site/${name}.js`));
}
const wasm = readFileSync(join(work, "node_modules/pyodide/pyodide.asm.wasm"));
writeFileSync(join(work, "site/pyodide.asm.wasm.gzip"), gzipSync(wasm, { level: 9 }));
