// The files of the playground: a tab each, with the place at which it stands, and an editor.
import { element } from "./elements.js";
import { pathProblem } from "./link.js";

// What stands below a folder, and the directory in it that a file gets that is moved there.
const PLACES = {
  "src/ai/backend/manager/data/": { name: "Internal DTOs (manager/data)", directory: "session/" },
  "src/ai/backend/manager/services/": { name: "Services", directory: "" },
  "src/ai/backend/manager/repositories/": { name: "Repositories", directory: "" },
  "src/ai/backend/manager/models/": { name: "Database models", directory: "" },
  "src/ai/backend/manager/api/": { name: "API layer", directory: "gql/" },
  "src/ai/backend/manager/dto/": { name: "Legacy DTOs (manager/dto)", directory: "" },
  "src/ai/backend/common/dto/": { name: "Shared DTOs (common/dto)", directory: "manager/" },
  "src/ai/backend/agent/": { name: "Another component", directory: "" },
};

let made = 0; // Ids have to differ, also from those of a page before

/**
 * Put files into an element.
 *
 * @param {HTMLElement} parent
 * @param {(parent: HTMLElement, options: object) => object} createEditor
 * @param {() => void} onChange - hears of every change by the reader or by `setTexts`
 */
export function createFiles(parent, createEditor, onChange) {
  const tabs = element("div", { className: "files__tabs", role: "tablist", "aria-label": "Files" });
  const add = element("button", { type: "button", className: "files__add", onclick: addFile }, "Add a file");
  const panels = element("div");
  parent.replaceChildren(element("div", { className: "files__bar" }, tabs, add), panels);
  let files = [];
  let current;
  tabs.addEventListener("keydown", moveByKey);

  function load(texts) {
    for (const file of files) file.editor.destroy();
    files = [];
    tabs.replaceChildren();
    panels.replaceChildren();
    for (const { path, text } of texts) open(path, text);
    show(files[0]);
  }

  function open(path, text) {
    const id = `playground-file-${(made += 1)}`;
    const file = { path };
    file.tab = element("button", { type: "button", role: "tab", id, "aria-controls": `${id}-panel`, onclick: () => show(file) });
    file.problem = element("p", { className: "files__problem", id: `${id}-problem`, role: "alert" });
    file.input = element("input", {
      value: path,
      id: `${id}-path`,
      autocomplete: "off",
      spellcheck: false,
      "aria-describedby": `${id}-problem`,
      onchange: () => rename(file, file.input.value.trim()),
    });
    file.place = element("select", { id: `${id}-place`, onchange: () => move(file) }, new Option("Elsewhere", ""));
    for (const [folder, { name }] of Object.entries(PLACES)) file.place.add(new Option(name, folder));
    file.remove = element("button", { type: "button", className: "files__remove", onclick: () => remove(file) }, "Remove this file");
    const head = element(
      "div",
      { className: "files__head" },
      element("label", { for: file.place.id }, "Package ", file.place),
      file.remove,
      element("label", { for: file.input.id, className: "files__path" }, "Path ", file.input),
    );
    const host = element("div", { className: "files__editor" });
    file.panel = element("div", { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id }, head, file.problem, host);
    tabs.append(file.tab);
    panels.append(file.panel);
    file.editor = createEditor(host, { doc: text, label: "Python code", onChange });
    files.push(file);
    setPath(file, path);
    return file;
  }

  function show(shown) {
    current = shown;
    for (const file of files) {
      file.panel.hidden = file !== shown;
      file.tab.setAttribute("aria-selected", String(file === shown));
      file.tab.tabIndex = file === shown ? 0 : -1;
      file.remove.hidden = files.length < 2;
    }
  }

  function moveByKey(event) {
    const last = files.length - 1;
    const at = files.indexOf(current);
    const to = { ArrowLeft: at ? at - 1 : last, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(files[to]);
    files[to].tab.focus();
  }

  function setPath(file, path) {
    file.path = path;
    file.input.value = path;
    file.tab.textContent = path.split("/").at(-1);
    file.tab.title = path;
    file.place.value = Object.keys(PLACES).find((folder) => path.startsWith(folder)) ?? "";
  }

  function rename(file, path) {
    const isTaken = files.some((other) => other !== file && other.path === path);
    file.problem.textContent = isTaken ? "Another file has this path." : pathProblem(path);
    file.input.setAttribute("aria-invalid", String(Boolean(file.problem.textContent)));
    if (file.problem.textContent) return;
    setPath(file, path);
    onChange();
  }

  function move(file) {
    const folder = file.place.value;
    if (folder) rename(file, folder + PLACES[folder].directory + file.path.split("/").at(-1));
    else file.input.focus();
  }

  function addFile() {
    const folder = current.path.slice(0, current.path.lastIndexOf("/") + 1);
    let path = `${folder}new.py`;
    for (let number = 2; files.some((file) => file.path === path); number += 1) path = `${folder}new_${number}.py`;
    show(open(path, ""));
    current.input.focus();
    current.input.select();
    onChange();
  }

  function remove(file) {
    const at = files.indexOf(file);
    files.splice(at, 1);
    file.editor.destroy();
    file.tab.remove();
    file.panel.remove();
    show(files[Math.max(0, at - 1)]);
    current.tab.focus();
    onChange();
  }

  return {
    load,
    get texts() {
      return files.map(({ path, editor }) => ({ path, text: editor.getText() }));
    },
    get currentPath() {
      return current.path;
    },
    setTexts(texts) {
      for (const file of files) file.editor.setText(texts[file.path] ?? file.editor.getText());
    },
    setFindings(findings) {
      for (const file of files) file.editor.setFindings(findings.filter(({ path }) => path === file.path));
    },
    goTo({ path, line, column }) {
      const file = files.find((other) => other.path === path);
      if (!file) return;
      show(file);
      file.editor.focus(line, column);
    },
    destroy() {
      for (const file of files) file.editor.destroy();
    },
  };
}
