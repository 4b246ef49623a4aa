/**
 * What stands for a table of WebAssembly functions. A picture of memory holds places in that table, so it may
 * be put back only where the table is the same. WebKit's is longer than V8's, and Pyodide leaves a function
 * out on iPhones and iPads.
 *
 * @param {WebAssembly.Table} table the table
 * @returns {string} equal for tables of the same functions in the same places
 */
export function fingerprint(table) {
  let hash = 0x811c9dc5; // FNV-1a; a page without HTTPS has no crypto.subtle
  for (let place = 0; place < table.length; place++) {
    // An exported function's name is its number in the module.
    for (const letter of `${table.get(place)?.name ?? ""},`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  }
  return `${table.length}:${hash >>> 0}`;
}
