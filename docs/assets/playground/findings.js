// The list of what the checker found, each with a way to its place, to its rule, and to its fix.
import { element } from "./elements.js";

const RULES = new URL("../../rules/", import.meta.url);

/**
 * Show findings, in place of those before.
 *
 * @param {HTMLElement} list
 * @param {{findings: object[], safe: number[], errors: object[]}} answer - of the checker
 * @param {{goTo: (finding: object) => void, fix: (number: number | null) => void}} actions
 */
export function showFindings(list, { findings, safe, errors }, { goTo, fix }) {
  const items = findings.map((finding, number) => {
    const place = element(
      "button",
      { type: "button", className: "finding__place", onclick: () => goTo(finding) },
      `${finding.path.split("/").at(-1)}:${finding.line}:${finding.column}`,
    );
    const message = element("p", { className: "finding__message" }, finding.message);
    const parts = [severity(finding.severity), rule(finding.rule), place, message];
    if (finding.fix) parts.push(fixButton(finding, safe.includes(number), () => fix(number)));
    return element("li", { className: "finding" }, ...parts);
  });
  const unchecked = errors.map((error) =>
    element("li", { className: "finding" }, severity("error"), `${error.path}: not checked: ${error.reason}`),
  );
  list.replaceChildren(...items, ...unchecked);
}

/** Say in a line what was found. */
export function summary({ findings, errors }) {
  const unchecked = errors.length ? ` ${count(errors.length, "file")} could not be checked.` : "";
  if (!findings.length) return `Nothing found.${unchecked}`;
  const kinds = ["error", "warning", "info"]
    .map((kind) => [findings.filter((finding) => finding.severity === kind).length, kind])
    .filter(([number]) => number)
    .map(([number, kind]) => (kind === "info" ? `${number} info` : count(number, kind)));
  return `${count(findings.length, "finding")}: ${kinds.join(", ")}.${unchecked}`;
}

function count(number, what) {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function severity(name) {
  return element("span", { className: `finding__severity finding__severity--${name}` }, name);
}

function rule(id) {
  // Code that does not parse breaks no rule that has a page.
  return id === "DTO000" ? element("span", {}, "Syntax") : element("a", { href: new URL(`${id}/`, RULES).href }, id);
}

function fixButton({ fix }, isSafe, onclick) {
  const name = isSafe ? "Fix" : "Fix, but the meaning may change";
  const className = `md-button finding__fix${isSafe ? "" : " finding__fix--unsafe"}`;
  return element("button", { type: "button", className, onclick }, `${name}: ${fix.description}`);
}
