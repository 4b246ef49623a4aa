// Python for the pages. Each call has a worker to itself, so that none waits for another.
const WORKER = new URL("python-worker.js", import.meta.url);
const LONGEST_SILENCE = 30_000; // Of a worker that loads: then something is wrong with the network
const SLOWEST = 10; // Bytes in a millisecond
const LONGEST_RUN = 20_000; // A reader's code may loop
const LONGEST_CHECK = 120_000; // The checker does not, and is slow on a slow machine
const TOTAL = document.querySelector("meta[name=python-bytes]")?.content;
const MOST_IDLE = 2;
const POLICY = "the server's Content-Security-Policy has to allow blob: in worker-src.";
const RUNS_ON =
  " But this browser cannot end the call that was running. It goes on until it returns, or you close the browser.";
const LONGEST_END = 5_000; // Of a worker that ends; Chromium gives it two seconds
const ORDINARY_RUN = 1_000; // What takes longer may have to be stopped: a spare is made ready

const all = new Set();
const idle = [];
let isForbidden = false; // By a policy of the server, which adds to the page's

addEventListener("securitypolicyviolation", ({ blockedURI }) => (isForbidden ||= blockedURI.startsWith("blob")));
// A page that the browser keeps, to go back to it, would keep its workers.
addEventListener("pagehide", () => {
  for (const python of all) {
    python.on.left?.();
    python.end();
  }
});

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * What became of a call that has no result: `reason` is "stopped", "too long" or "broken". The text of `warning` comes
 * later, and is empty unless the browser cannot end the call: WebKit cannot if a function in C takes long.
 */
export class Ended extends Error {
  constructor(reason, message, warning = Promise.resolve("")) {
    super(message);
    this.reason = reason;
    this.warning = warning;
  }

  /** Show a message, and later the warning, unless the element shows something else by then. */
  show(element, message = this.message) {
    if (element.textContent !== message) element.textContent = message; // Or it would be read out once more
    this.warning.then((text) => element.textContent === message && element.append(text));
  }
}

class Python {
  constructor() {
    // A worker inherits the page's policy only when it comes from a blob.
    const source = new Blob([`import ${JSON.stringify(WORKER.href)};`], { type: "text/javascript" });
    this.address = URL.createObjectURL(source);
    this.worker = new Worker(this.address, { type: "module" });
    all.add(this);
    this.on = {};
    this.ready = new Promise((resolve, reject) => {
      const fail = (message) => reject(new Ended("broken", `Python could not be loaded: ${message}`));
      let late;
      const wait = () => {
        clearTimeout(late);
        late = setTimeout(fail, LONGEST_SILENCE, "nothing came for half a minute.");
      };
      wait();
      this.worker.addEventListener("error", (event) => {
        clearTimeout(late);
        fail(isForbidden ? POLICY : event.message || "its worker could not be fetched.");
      });
      this.worker.addEventListener("message", ({ data }) => {
        clearTimeout(late);
        if (data.type === "progress") wait();
        if (data.type === "ready") resolve();
        if (data.type === "failed") fail(data.message);
        this.on[data.type]?.(data);
      });
    });
    this.ready.catch(() => this.end()).finally(() => URL.revokeObjectURL(this.address));
  }

  end() {
    this.worker.terminate();
    all.delete(this);
    const place = idle.indexOf(this);
    if (place >= 0) idle.splice(place, 1);
  }

  // A worker has a lock while it works, and the browser releases it when the worker has ended.
  async warning() {
    try {
      await navigator.locks.request(this.address, { signal: AbortSignal.timeout(LONGEST_END) }, () => {});
      return "";
    } catch ({ name }) {
      return name === "TimeoutError" ? RUNS_ON : ""; // Without HTTPS there are no locks
    }
  }
}

/** Start a Python, unless one is waiting: for a page that is about to need it. */
export function warm() {
  if (!idle.length) idle.push(new Python());
}

/**
 * Ask Python for something.
 *
 * @param {string} name "run", or what else the session offers
 * @param {object} request its arguments; of "run": {code} or {module}, or both, and {files}
 * @param {{onOutput?: Function, onState?: Function, limit?: number}} options `onOutput` gets
 *   {stream, text}; `onState` gets "running", or what is fetched, with its size; `limit` is in
 *   milliseconds
 * @returns {{result: Promise, stop: Function}} the result is rejected with Ended
 */
export function ask(name, request, { onOutput, onState, limit = name === "run" ? LONGEST_RUN : LONGEST_CHECK } = {}) {
  const python = idle.pop() ?? new Python();
  let timer;
  let spare;
  let reject;
  const end = (reason, message) => {
    clearTimeout(timer);
    clearTimeout(spare);
    python.on = {};
    python.end();
    reject(new Ended(reason, message, python.warning()));
  };
  const stop = () => {
    end("stopped", "Stopped.");
    warm(); // Who stops it will run it again
  };
  const result = new Promise((resolve, refuse) => {
    reject = refuse;
    const run = () => {
      onState?.("running");
      timer = setTimeout(end, limit, "too long", `Stopped: it ran for ${limit / 1000} seconds.`);
      clearTimeout(spare);
      spare = setTimeout(warm, ORDINARY_RUN);
    };
    python.on = {
      progress: ({ received }) => onState?.(`Python, ${megabytes(received)} of at most ${megabytes(TOTAL)}`),
      output: onOutput,
      loading: ({ name, size }) => {
        clearTimeout(timer);
        onState?.(`${name}, ${megabytes(size)}`);
        // Nothing is heard of it on the way.
        timer = setTimeout(end, LONGEST_SILENCE + size / SLOWEST, "broken", `${name} did not come.`);
      },
      loaded: () => {
        clearTimeout(timer);
        run();
      },
      result: ({ value }) => {
        clearTimeout(timer);
        clearTimeout(spare);
        python.on = {};
        if (idle.length < MOST_IDLE) idle.push(python);
        else python.end();
        resolve(value);
      },
      left: () => end("stopped", "Stopped."),
    };
    onState?.(`Python, at most ${megabytes(TOTAL)}`);
    python.ready.then(() => {
      if (!python.on.result) return; // Stopped meanwhile
      python.on.failed = ({ message }) => end("broken", message);
      run();
      python.worker.postMessage({ name, request });
    }, reject);
  });
  return { result, stop };
}
