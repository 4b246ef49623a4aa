// The playground: files, the checker that looks at them as one types, and a run of one of them.
import { element } from "./elements.js";
import { createFiles } from "./files.js";
import { showFindings, summary } from "./findings.js";
import { LinkError, pack, unpack } from "./link.js";
import { ask } from "../python.js";

const ASSETS = new URL("../", import.meta.url);
// What is there when the address names neither code nor a rule
const EMPTY = { files: [{ path: "src/ai/backend/manager/data/session/new.py", text: "" }], all: false };
const PAUSE = 250; // Milliseconds without a change before a check

/**
 * Make the playground of a page work. Nothing of Python is loaded before the reader's first use.
 *
 * @param {HTMLElement} box - holds the text for readers without script, and the list of samples
 */
export async function mount(box) {
  const parts = await load();
  if (typeof parts === "string") {
    box.prepend(element("p", { className: "playground__alert", role: "alert" }, parts));
    return;
  }
  const { createEditor, samples } = parts;
  if (!box.isConnected) return;

  let timer; // Of the check that follows a change
  let isChecking = false;
  let isAskedAgain = false; // For a check, while there is one
  let answer; // The checker's last one, and what it is about
  let running; // The run that there is

  const status = element("p", { className: "playground__status", role: "status", tabIndex: -1 });
  const alert = element("p", { className: "playground__alert", role: "alert" });
  const list = element("ol", { className: "findings", "aria-label": "Findings" });
  const output = element("pre", { tabIndex: 0, role: "log", "aria-label": "Output" }, element("code"));
  const ran = element("div", { className: "run__output", hidden: true }, output);
  const all = element("input", { type: "checkbox", onchange: changed });
  const runButton = button("Run", run);
  const stopButton = button("Stop", () => running.stop());
  const safeButton = button("Apply safe fixes", () => fix(null));
  stopButton.disabled = true;
  safeButton.hidden = true;

  const chooser = element("select", { onchange: choose }, new Option("An empty file", ""));
  for (const sample of box.querySelectorAll("[id^=DTO]")) chooser.add(new Option(sample.textContent, sample.id));

  const workplace = element("div", { className: "files", onkeydown: runByKey });
  const files = createFiles(workplace, createEditor, changed);
  const bar = (...parts) => element("div", { className: "playground__bar" }, ...parts);
  box.replaceChildren(
    bar(element("label", {}, "Sample ", chooser), button("Copy link", copyLink)),
    alert,
    element(
      "div",
      { className: "playground__main" },
      workplace,
      element(
        "div",
        { className: "playground__results" },
        bar(button("Check", check), safeButton, runButton, stopButton),
        bar(element("label", {}, all, " with the rules that are off by default")),
        status,
        list,
        ran,
      ),
    ),
  );

  const state = () => ({ files: files.texts, all: all.checked });

  function say(text) {
    // The same once more would be read out once more.
    if (status.textContent !== text) status.textContent = text;
  }

  function changed() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      keep();
      check();
    }, PAUSE);
  }

  /** Check what is there, one check at a time: a second one at once would load a second Python. */
  async function check() {
    clearTimeout(timer);
    isAskedAgain = isChecking;
    if (isChecking) return;
    isChecking = true;
    do {
      isAskedAgain = false;
      const asked = state();
      const found = await answerTo("check", { files: byPath(asked.files), all: asked.all });
      if (found && isSame(asked, state())) show({ ...found, asked });
    } while (isAskedAgain);
    isChecking = false;
  }

  /** Ask Python, and tell the reader of what takes long or goes wrong; then there is no answer. */
  async function answerTo(name, request, options = {}) {
    let slow;
    const onState = (state) => {
      clearTimeout(slow);
      if (state !== "running") slow = setTimeout(say, 300, `Loading ${state} …`);
    };
    const asked = ask(name, request, { ...options, onState });
    options.onStart?.(asked);
    try {
      return await asked.result;
    } catch (error) {
      error.show(status);
    } finally {
      clearTimeout(slow);
    }
  }

  function show(shown) {
    answer = shown;
    showFindings(list, shown, { goTo: files.goTo, fix });
    files.setFindings(shown.findings);
    safeButton.hidden = shown.safe.length < 2;
    say(summary(shown));
  }

  async function fix(number) {
    const { asked, findings } = answer;
    if (!isSame(asked, state())) return check(); // What was found is about something else
    const fixed = await answerTo("fix", { files: byPath(asked.files), all: asked.all, number });
    if (!fixed || !isSame(asked, state())) return;
    files.setTexts(fixed.files);
    clearTimeout(timer);
    keep();
    show({ ...fixed, asked: state() });
    say(`${number === null ? "Applied the safe fixes" : findings[number].fix.description}. ${summary(fixed)}`);
    status.focus(); // What was clicked is gone
  }

  function runByKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!running) run();
  }

  async function run() {
    const { texts, currentPath: path } = files;
    const printed = output.firstChild;
    ran.hidden = false;
    printed.replaceChildren();
    const isPressed = document.activeElement === runButton;
    runButton.disabled = true;
    stopButton.disabled = false;
    if (isPressed) stopButton.focus();
    // What stands below src/ has a name, and can be imported by it.
    const module = /^src\/(.+)\.py$/.exec(path)?.[1].replaceAll("/", ".").replace(/\.__init__$/, "");
    const what = module ? { module } : { code: byPath(texts)[path] };
    const done = await answerTo(
      "run",
      { ...what, files: byPath(texts) },
      { onOutput: ({ text }) => printed.append(text), onStart: (asked) => (running = asked) },
    );
    running = undefined;
    if (done && !done.ok) printed.append(element("span", { className: "runner__error" }, done.traceback));
    if (done) say(ending(done, printed.textContent));
    runButton.disabled = false;
    if (document.activeElement === stopButton) runButton.focus();
    stopButton.disabled = true;
  }

  /** Keep what is written in the address, so that a reload finds it; tell whether it has room there. */
  async function keep() {
    const { hash } = location;
    try {
      const fragment = await pack(state());
      // Where another link was followed meanwhile, its address stays.
      if (box.isConnected && location.hash === hash) history.replaceState(history.state, "", `#${fragment}`);
      alert.textContent = "";
      return true;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      alert.textContent = error.message;
      return false;
    }
  }

  async function copyLink({ target }) {
    const kept = keep();
    const link = async () => ((await kept) ? new Blob([location.href], { type: "text/plain" }) : Promise.reject());
    try {
      // In WebKit a click permits what is asked for at once: the text may come later.
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": link() })]);
      target.textContent = "Copied";
      setTimeout(() => (target.textContent = "Copy link"), 2000);
      say("The link is copied.");
    } catch {
      if (await kept) say("The browser does not let this page copy. The link is in the address bar.");
    }
  }

  function choose() {
    // Not by way of location.hash: Material would fetch the page once more.
    history.pushState(null, "", chooser.value ? `#${chooser.value}` : location.pathname);
    open();
  }

  /** Show what the address asks for; it is checked and run when the reader says so. */
  async function open() {
    clearTimeout(timer);
    isAskedAgain = false;
    running?.stop();
    const fragment = location.hash.slice(1);
    const rule = Object.hasOwn(samples, fragment) ? fragment : "";
    let opened = samples[rule] ?? EMPTY;
    let note = "";
    alert.textContent = "";
    try {
      if (/^v\d/.test(fragment)) {
        opened = await unpack(fragment);
        note = "This code came with the link. It is checked when you change it or press Check.";
      }
    } catch (error) {
      alert.textContent = error.message;
    }
    if (fragment !== location.hash.slice(1)) return; // Another link was followed meanwhile
    chooser.value = rule;
    all.checked = opened.all;
    files.load(opened.files);
    show({ findings: [], safe: [], errors: [], asked: null });
    say(note);
    ran.hidden = true;
  }

  addEventListener("hashchange", open);
  const leaving = document$.subscribe(() => {
    if (box.isConnected) return;
    removeEventListener("hashchange", open);
    leaving.unsubscribe();
    clearTimeout(timer);
    running?.stop();
    files.destroy();
  });
  await open();
}

/** Fetch what the page is made of; where that fails, say why. */
async function load() {
  const missing = document.querySelector("meta[name=python-missing]")?.content;
  if (missing) return `The playground is not in this copy of the handbook: ${missing}`;
  try {
    const [{ createEditor }, samples] = await Promise.all([
      import(new URL("python/editor.js", ASSETS)),
      fetch(new URL("python/samples.json", ASSETS)).then((response) => response.json()),
    ]);
    return { createEditor, samples };
  } catch {
    return "The playground could not be loaded. Reload the page to try again.";
  }
}

function ending({ ok, line }, printed) {
  if (!ok) return line ? `The run failed in line ${line}.` : "The run failed.";
  return printed ? "The run has ended." : "The run has ended, and printed nothing.";
}

function byPath(files) {
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function button(name, onclick) {
  return element("button", { type: "button", className: "md-button", onclick }, name);
}
