// Run and Edit, on every fence and every module that prints something.
const PYTHON = "./python.js"; // It comes with the first use, and so does the editor
const EDITOR = new URL("python/editor.js", import.meta.url);
const missing = document.querySelector("meta[name=python-missing]")?.content;
const runners = new Set();

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function plural(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

class Runner {
  // Each button has two names: it keeps its place, and so the focus does.
  constructor(box) {
    this.box = box;
    this.module = box.dataset.module;
    this.shown = box.querySelector(".highlight");
    this.code = this.shown.querySelector("pre > code").textContent;
    this.name = this.module ?? "this code";
    this.runButton = this.button("Run", () => (this.call ? this.call.stop() : this.start()));
    this.editButton = this.button("Edit", () => (this.editor ? this.reset() : this.edit()));
    this.status = element("span", { class: "runner__status", role: "status" });
    this.bar = element("div", { class: "runner" }, this.runButton, this.editButton, this.status);
    this.shown.after(this.bar);
    // A finger that scrolls also goes down on a button; a mouse that does will click.
    this.runButton.addEventListener("pointerdown", ({ pointerType }) => {
      if (pointerType === "mouse") import(PYTHON).then(({ warm }) => warm(), () => {}); // The click tells of it
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.editor && !this.call) {
        event.preventDefault();
        this.start();
      }
    });
  }

  button(label, act) {
    const button = element("button", { type: "button", class: "runner__button" }, label);
    button.addEventListener("click", act);
    return button;
  }

  result() {
    if (!this.output) {
      this.log = element("code", {});
      const pre = element("pre", { role: "log", tabindex: "0", "aria-label": "Output of your run" }, this.log);
      this.output = element("div", { class: "run__output run__output--live" }, pre);
      (this.box.querySelector(".run__output") ?? this.bar).after(this.output);
    }
    return this.log;
  }

  async start() {
    try {
      const { ask } = await import(PYTHON);
      if (!this.call) await this.run(ask); // Pressed twice meanwhile, it runs once
    } catch {
      this.status.textContent = "Python could not be loaded: its script could not be fetched. Run tries again.";
    }
  }

  async run(ask) {
    const log = this.result();
    log.textContent = "";
    this.output.hidden = true;
    this.mark(null);
    const code = this.editor?.getText();
    const request = this.module ? { module: this.module, code } : { code: code ?? this.code };
    let printed = "";
    const print = (text, kind) => {
      this.output.hidden = false;
      log.append(kind ? element("span", { class: `runner__${kind}` }, text) : text);
    };
    this.runButton.textContent = "Stop";
    this.box.classList.add("runner--running");
    this.call = ask("run", request, {
      onOutput: ({ stream, text }) => {
        printed += text;
        print(text, stream === "err" && "err");
      },
      onState: (state) => (this.status.textContent = state === "running" ? "Running…" : `Fetching ${state}…`),
    });
    try {
      const { ok, traceback, error, line } = await this.call.result;
      if (ok) {
        const lines = printed.replace(/\n$/, "").split("\n").length; // The last may lack its end
        this.status.textContent = printed ? `Done: ${plural(lines, "line")}.` : "Done. It prints nothing.";
      } else {
        print(traceback, "error");
        const short = error.slice(0, 200);
        this.status.textContent = line ? `Line ${line}: ${short}` : short;
        this.mark(line, short);
      }
    } catch (ended) {
      ended.show(this.status, ended.reason === "broken" ? `${ended.message} Run tries again.` : ended.message);
    }
    this.call = null;
    this.box.classList.remove("runner--running");
    this.runButton.textContent = "Run";
  }

  // Show where an error came from.
  mark(line, message) {
    this.shown.classList.toggle("runner__shown--failed", Boolean(line));
    if (line) this.shown.style.setProperty("--runner-line", line - 1);
    const finding = { line, column: 1, end_line: line, end_column: 1e6, severity: "error", rule: "Error", message };
    this.editor?.setFindings?.(line ? [finding] : []);
  }

  edit() {
    const area = element("textarea", {
      class: "runner__area",
      "aria-label": `Edit ${this.name}`,
      spellcheck: "false",
      autocapitalize: "off",
      rows: this.code.split("\n").length,
    });
    area.value = this.code;
    this.field = element("div", { class: "runner__field" }, area);
    this.shown.hidden = true;
    this.shown.after(this.field);
    const plain = { getText: () => area.value, destroy() {} };
    this.editor = plain;
    this.editButton.textContent = "Reset";
    area.focus();
    import(EDITOR).then(({ createEditor }) => {
      if (this.editor !== plain) return;
      const hasFocus = document.activeElement === area;
      const line = area.value.slice(0, area.selectionStart).split("\n").length;
      area.remove();
      this.editor = createEditor(this.field, { doc: area.value, label: `Edit ${this.name}` });
      if (hasFocus) this.editor.focus(line);
    }, () => {}); // The plain field stays, and does as well
  }

  reset() {
    this.call?.stop();
    this.editor.destroy();
    this.editor = null;
    this.field.remove();
    this.shown.hidden = false;
    this.mark(null);
    this.output?.remove();
    this.output = null;
    this.status.textContent = "As it was.";
    this.editButton.textContent = "Edit";
    this.editButton.focus();
  }
}

function addRunners() {
  for (const runner of runners) {
    if (runner.box.isConnected) continue;
    runner.call?.stop();
    runner.editor?.destroy();
    runners.delete(runner);
  }
  for (const box of document.querySelectorAll("[data-prints]:not(:has(.runner))")) {
    if (missing) box.append(element("p", { class: "runner" }, `This sample cannot run here: ${missing}`));
    else runners.add(new Runner(box));
  }
}

// The end of a page offers to run all of its samples, and to compare what they print with what is shown.
function addVerify() {
  const boxes = [...document.querySelectorAll("[data-prints]:has(> .run__output)")];
  if (missing || !boxes.length || document.querySelector(".verify")) return;
  const status = element("span", { role: "status" }, "Runs its samples here, and compares what they print.");
  const button = element("button", { type: "button", class: "md-button" }, "Verify this page");
  const say = (text) => (status.textContent = text);
  button.addEventListener("click", async () => {
    button.disabled = true;
    await import("./verify.js").then(({ verify }) => verify(boxes, say), () => say("It could not be fetched."));
    button.disabled = false;
  });
  document.querySelector("article").append(element("div", { class: "verify" }, button, status));
}

// With instant navigation a page arrives without a load event: Material tells of each one here.
document$.subscribe(() => {
  addRunners();
  addVerify();
});
