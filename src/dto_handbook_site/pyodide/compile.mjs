// Compiles archives for the Python that will read them, and puts what the pages fetch into the folder for the site.
// Arguments: the work folder; the script that packs archives, and runs in Pyodide; the modules to import first.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [work, script, started] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(work, "node_modules/pyodide/pyodide.mjs")));

const packer = await loadPyodide();
packer.mountNodeFS("/work", work);
// The script packs what is imported by now for the start, and the rest for later.
packer.runPython(`import ${readFileSync(started, "utf8").trim().split("\n")}`);
packer.runPython(readFileSync(script, "utf8"));

// Names that every server knows: nginx has no type for .mjs, and few hosts compress .wasm.
for (const name of ["pyodide", "pyodide.asm"]) {
  copyFileSync(join(work, `node_modules/pyodide/${name}.mjs`), join(work, `site/${name}.js`));
}
const wasm = readFileSync(join(work, "node_modules/pyodide/pyodide.asm.wasm"));
writeFileSync(join(work, "site/pyodide.asm.wasm.gzip"), gzipSync(wasm, { level: 9 }));
