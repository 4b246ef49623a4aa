// Compiles archives for the Python that will read them: Pyodide's own. Arguments: the work folder.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [work, script] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(work, "node_modules/pyodide/pyodide.mjs")));
const pyodide = await loadPyodide();
pyodide.mountNodeFS("/work", work);
pyodide.runPython(readFileSync(script, "utf8"));
