// The playground's state as a link, and back. What comes from a link is not trusted: it is text, of a
// bounded length, in files with harmless names, or the reader is told what is wrong with it.

const VERSION = "v1.";
const LONGEST_LINK = 64_000; // Characters of the fragment; longer ones are cut off on their way
const LARGEST_STATE = 500_000; // Bytes after unpacking: a small fragment can hold very much of one letter
const MOST_FILES = 20;

/** Why a link cannot be opened, or made; the message is for the reader. */
export class LinkError extends Error {}

/** Say what is wrong with a file's path; nothing, where it will do. */
export function pathProblem(path) {
  if (!path.endsWith(".py")) return "The path has to end in .py.";
  if (path.length > 200) return "The path is longer than 200 characters.";
  const isPlain = path.split("/").every((part) => /^[\p{L}\p{N}_-][\p{L}\p{N}_.-]*$/u.test(part));
  return isPlain ? "" : "The path is made of names with letters, digits, _ and -, with a / between two.";
}

/**
 * Pack a state into a fragment.
 *
 * @param {{files: {path: string, text: string}[], all: boolean}} state
 * @returns {Promise<string>} the fragment, without its #
 * @throws {LinkError} The state is too large.
 */
export async function pack(state) {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  const packed = await through(new CompressionStream("deflate-raw"), bytes, Infinity);
  // String.fromCharCode takes only so many arguments at once.
  const text = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  const fragment = VERSION + btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  if (bytes.length > LARGEST_STATE || fragment.length > LONGEST_LINK) {
    throw new LinkError("This is too much for a link. Share it as a file.");
  }
  return fragment;
}

/**
 * Unpack a fragment.
 *
 * @param {string} fragment - without its #
 * @returns {Promise<{files: {path: string, text: string}[], all: boolean}>}
 * @throws {LinkError} There is something wrong with it.
 */
export async function unpack(fragment) {
  if (!fragment.startsWith(VERSION)) {
    throw new LinkError("This version of the playground cannot open this link.");
  }
  if (fragment.length > LONGEST_LINK) {
    throw new LinkError(`This link is longer than ${LONGEST_LINK.toLocaleString("en")} characters.`);
  }
  let state;
  try {
    const text = atob(fragment.slice(VERSION.length).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const bytes = await through(new DecompressionStream("deflate-raw"), packed, LARGEST_STATE);
    state = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError("This link is damaged, or a part of it is missing. Ask for the link again.");
  }
  return checked(state);
}

function checked(state) {
  const isState =
    Array.isArray(state?.files) &&
    state.files.length > 0 &&
    state.files.every((file) => typeof file?.path === "string" && typeof file.text === "string");
  if (!isState) throw new LinkError("This link holds no files.");
  if (state.files.length > MOST_FILES) throw new LinkError(`This link holds more than ${MOST_FILES} files.`);
  const paths = state.files.map((file) => file.path);
  for (const path of paths) {
    const problem = pathProblem(path);
    if (problem) throw new LinkError(`A file in this link is named "${path.slice(0, 80)}". ${problem}`);
  }
  if (new Set(paths).size < paths.length) throw new LinkError("Two files in this link have the same path.");
  return { files: state.files.map(({ path, text }) => ({ path, text })), all: state.all === true };
}

async function through(transform, bytes, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > most) {
      await reader.cancel();
      throw new LinkError("This link holds more text than the playground accepts.");
    }
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
