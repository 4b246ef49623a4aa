// Verify this page: run each sample whose output is shown, and compare the two.
import { element } from "./playground/elements.js";
import { ask } from "./python.js";

const VERSION = "import sys; print(sys.version.split()[0])";

/** Run code, or a module, and return what it writes to standard output, or how it failed. */
async function printed(request) {
  let output = "";
  const onOutput = ({ stream, text }) => {
    if (stream === "out") output += text;
  };
  const { ok, traceback } = await ask("run", request, { onOutput }).result;
  return (ok ? output : output + traceback).trim();
}

/**
 * Run samples, and put below the output of each whether the reader's browser has the same.
 *
 * @param {HTMLElement[]} boxes - the samples, each with its code and its output
 * @param {(text: string) => void} say - shows how far it is
 */
export async function verify(boxes, say) {
  for (const note of document.querySelectorAll(".verified")) note.remove();
  const different = [];
  try {
    say("Loading Python…");
    const version = await printed({ code: VERSION });
    for (const [number, box] of boxes.entries()) {
      say(`Running ${number + 1} of ${boxes.length}…`);
      const shown = box.querySelector(".run__output:not(.run__output--live)");
      const code = box.querySelector(".highlight pre > code").textContent;
      const output = await printed(box.dataset.module ? { module: box.dataset.module } : { code });
      const isSame = output === shown.textContent.trim();
      if (!isSame) different.push(box);
      const note = isSame
        ? element("p", { className: "verified" }, "Verified: your browser prints the same.")
        : element(
            "div",
            { className: "verified verified--different" },
            "Your browser prints this instead:",
            element("pre", {}, output),
          );
      shown.after(note);
    }
    const same = boxes.length - different.length;
    const outputs = `${same} of ${boxes.length} output${boxes.length === 1 ? "" : "s"}`;
    say(`${outputs} verified in your browser, with Python ${version}.`);
    different[0]?.scrollIntoView({ block: "center" });
  } catch (error) {
    say(`Not verified: ${error.message}`);
  }
}
