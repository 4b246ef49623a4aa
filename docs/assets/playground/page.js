// The playground: files, the checker that looks at them as one types, and a run of one of them.
import { element } from "./elements.js";
import { createFiles } from "./files.js";
import { showFindings, summary } from "./findings.js";
import { LinkError, pack, unpack } from "./link.js";

const ASSETS = new URL("../", import.meta.url);
const START = "DTO201"; // The rule whose bad sample is there when nothing else is asked for
const PAUSE = 250; // Milliseconds without a change before a check

/**
 * Make the playground of a page work. Nothing of Python is loaded before the reader's first use.
 *
 * @param {HTMLElement} box - holds the text for readers without script, and the list of samples
 */
export async function mount(box) {
  const [{ createEditor }, { createSession }, samples] = await Promise.all([
    import(new URL("editor.js", ASSETS)),
    import(new URL("session.js", ASSETS)),
    fetch(new URL("samples.json", ASSETS)).then((response) => response.json()),
  ]);
  if (!box.isConnected) return;

  const session = createSession();
  let timer; // Of the check that follows a change
  let newest = 0; // Number of the last check that was asked for
  let isReady = false; // Whether Python is there
  let answer; // The checker's last one, and what it is about

  const status = element("p", { className: "playground__status", role: "status", tabIndex: -1 });
  const alert = element("p", { className: "playground__alert", role: "alert" });
  const list = element("ol", { className: "findings", "aria-label": "Findings" });
  const output = element("pre", { tabIndex: 0, role: "log", "aria-label": "Output" }, element("code"));
  const ran = element("div", { className: "run__output", hidden: true }, output);
  const all = element("input", { type: "checkbox", onchange: changed });
  const runButton = button("Run", run);
  const stopButton = button("Stop", () => session.stop());
  const safeButton = button("Fix all that is safe", () => fix(null));
  stopButton.disabled = true;
  safeButton.hidden = true;

  const chooser = element("select", { onchange: () => (location.hash = chooser.value) });
  for (const sample of box.querySelectorAll("[id^=DTO]")) chooser.add(new Option(sample.textContent, sample.id));

  const workplace = element("div", { className: "files" });
  const files = createFiles(workplace, createEditor, changed);
  const bar = (...parts) => element("div", { className: "playground__bar" }, ...parts);
  box.replaceChildren(
    bar(element("label", {}, "Bad sample of ", chooser), button("Copy link", copyLink)),
    alert,
    workplace,
    bar(
      button("Check", check),
      runButton,
      stopButton,
      element("label", {}, all, " with the rules that are off by default"),
    ),
    bar(status, safeButton),
    list,
    ran,
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

  async function check() {
    clearTimeout(timer);
    const number = (newest += 1);
    const asked = state();
    const slow = setTimeout(say, isReady ? 500 : 0, isReady ? "Checking …" : "Loading Python …");
    try {
      const found = JSON.parse(await session.check(JSON.stringify(asked)));
      isReady = true;
      if (number === newest) show({ ...found, asked });
    } catch (error) {
      if (number === newest) say(error.message);
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
    if (JSON.stringify(asked) !== JSON.stringify(state())) return check(); // It is about what was there before
    const fixed = JSON.parse(await session.fix(JSON.stringify({ ...asked, fix: number })));
    files.setTexts(fixed.files);
    clearTimeout(timer);
    keep();
    show({ ...fixed, asked: state() });
    const done = number === null ? "All that is safe to fix is fixed." : `Done: ${findings[number].fix.description}.`;
    say(`${done} ${summary(fixed)}`);
    status.focus(); // What was clicked is gone
  }

  async function run() {
    ran.hidden = false;
    output.firstChild.replaceChildren();
    runButton.disabled = true;
    stopButton.disabled = false;
    await session.run(files.texts, files.currentPath, (text) => output.firstChild.append(text));
    runButton.disabled = false;
    stopButton.disabled = true;
  }

  /** Keep what is written in the address, so that a reload finds it; tell whether it has room there. */
  async function keep() {
    try {
      const fragment = await pack(state());
      if (box.isConnected) history.replaceState(history.state, "", `#${fragment}`);
      alert.textContent = "";
      return true;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      alert.textContent = error.message;
      return false;
    }
  }

  async function copyLink({ target }) {
    if (!(await keep())) return;
    try {
      await navigator.clipboard.writeText(location.href);
      target.textContent = "Copied";
      setTimeout(() => (target.textContent = "Copy link"), 2000);
      say("The link is copied.");
    } catch {
      say("The browser does not let this page copy. The link is in the address bar.");
    }
  }

  /** Show what the address asks for; it is checked and run when the reader says so. */
  async function open() {
    clearTimeout(timer);
    newest += 1; // What is on its way is about something else
    const fragment = location.hash.slice(1);
    const rule = Object.hasOwn(samples, fragment) ? fragment : START;
    let opened = samples[rule];
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
    chooser.value = rule;
    all.checked = opened.all;
    files.load(opened.files);
    show({ findings: [], safe: [], faults: [], asked: null });
    say(note);
    ran.hidden = true;
  }

  addEventListener("hashchange", open);
  const leaving = document$.subscribe(() => {
    if (box.isConnected) return;
    removeEventListener("hashchange", open);
    leaving.unsubscribe();
    clearTimeout(timer);
    session.stop();
    files.destroy();
  });
  await open();
}

function button(name, onclick) {
  return element("button", { type: "button", className: "md-button", onclick }, name);
}
