/**
 * What stands for a table of WebAssembly functions. A picture of memory holds places in that table, so it may
 * be put back only where the table is the same. Pyodide leaves a function out on iPhones and iPads.
 *
 * @param {WebAssembly.Table} table the table
 * @returns {string} equal for tables of the same functions in the same places
 */
export function fingerprint(table) {
  let hash = 0x811c9dc5; // FNV-1a; a page without HTTPS has no crypto.subtle
  for (let place = 0; place < table.length; place++) {
    // A function's name is its number in its module. One of JavaScript is 0 in V8 and has no name in WebKit.
    const entry = table.get(place);
    const text = `${entry && Number(entry.name)},`;
    for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  }
  return `${table.length}:${hash >>> 0}`;
}

/**
 * Let a module's functions be the same in its table as among its exports. In WebKit they are two objects each,
 * and Emscripten, which looks for an export in the table, would add what is there already.
 *
 * @param {WebAssembly.Instance} instance an instance with nothing added to its table
 */
export function unify({ exports }) {
  const table = exports.__indirect_function_table;
  // An exported function's name is its number in the module.
  const named = new Map(Object.values(exports).map((value) => [typeof value === "function" && value.name, value]));
  const own = Array.from({ length: table.length }, (_, place) => named.get(table.get(place)?.name));
  table.get = (place) => own[place] ?? WebAssembly.Table.prototype.get.call(table, place);
  table.set = (place, value) => {
    delete own[place];
    WebAssembly.Table.prototype.set.call(table, place, value);
  };
}

/**
 * Let a table grow once. WebKit copies a table to let it grow, and Emscripten adds a thousand places one by one.
 * Delete its own `grow` in the end.
 *
 * @param {WebAssembly.Table} table the table
 * @param {number} length how long it will be
 */
export function growOnce(table, length) {
  let next = table.length;
  const grow = (count) => WebAssembly.Table.prototype.grow.call(table, count);
  grow(length - next);
  table.grow = (count) => {
    next += count;
    if (next > table.length) grow(next - table.length);
    return next - count;
  };
}
