// Python for the pages: each call gets a worker of its own, so that calls never wait for each other.
const WORKER = new URL("python-worker.js", import.meta.url);
const SLOWEST_LOAD = 60_000; // Without a word from the network for that long, something is wrong
const LONGEST_RUN = 20_000;

const idle = [];

/** A call that was ended by its reader, by a time limit, or by what could not be fetched. */
export class Ended extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason; // "stopped", "too long" or "broken"
  }
}

class Worker_ {
  constructor() {
    // A worker inherits the page's policy only when it comes from a blob.
    const source = new Blob([`import ${JSON.stringify(WORKER.href)};`], { type: "text/javascript" });
    const address = URL.createObjectURL(source);
    this.worker = new Worker(address, { type: "module" });
    this.ready = new Promise((resolve, reject) => {
      this.on = { ready: resolve, failed: ({ message }) => reject(new Ended("broken", message)) };
      const late = setTimeout(() => reject(new Ended("broken", "Python did not start in time.")), SLOWEST_LOAD);
      this.worker.addEventListener("error", (event) => {
        this.on.failed?.({ message: event.message || "the worker could not be fetched" });
      });
      this.worker.addEventListener("message", ({ data }) => {
        clearTimeout(late);
        this.on[data.type]?.(data);
      });
    });
    this.ready.catch(() => this.end()).finally(() => URL.revokeObjectURL(address));
  }

  end() {
    this.worker.terminate();
    const place = idle.indexOf(this);
    if (place >= 0) idle.splice(place, 1);
  }
}

/** Start a Python, unless one is waiting: for a page that is about to need it. */
export function warm() {
  if (!idle.length) idle.push(new Worker_());
}

/**
 * Ask Python for something.
 *
 * @param {"run"|"check"|"fix"} name
 * @param {object} request run: {code} or {module}, and {files}; check: {files}; fix: {files, findings}
 * @param {{onOutput?: Function, onState?: Function, limit?: number}} options onOutput gets
 *   ({stream, text}), onState "loading", "running" or the name of a library that is fetched;
 *   limit is in milliseconds
 * @returns {{result: Promise, stop: Function}} the result is rejected with Ended
 */
export function ask(name, request, { onOutput, onState, limit = LONGEST_RUN } = {}) {
  const python = idle.pop() ?? new Worker_();
  let stop;
  const result = new Promise((resolve, reject) => {
    let timer;
    stop = (reason = "stopped", message = "Stopped.") => {
      clearTimeout(timer);
      python.end();
      reject(new Ended(reason, message));
    };
    const run = () => {
      onState?.("running");
      timer = setTimeout(() => stop("too long", `Stopped after ${limit / 1000} seconds.`), limit);
    };
    const work = () => {
      python.on = {
        output: onOutput,
        loading: ({ name }) => {
          clearTimeout(timer);
          onState?.(name);
          timer = setTimeout(() => stop("broken", `${name} did not come in time.`), SLOWEST_LOAD);
        },
        loaded: () => {
          clearTimeout(timer);
          run();
        },
        failed: ({ message }) => stop("broken", message),
        result: ({ value }) => {
          clearTimeout(timer);
          python.on = {};
          idle.push(python);
          resolve(value);
        },
      };
      run();
      python.worker.postMessage({ name, request });
    };
    onState?.("loading");
    python.ready.then(work, reject);
  });
  return { result, stop };
}
