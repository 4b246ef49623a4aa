// The heading of a rule or a clause has a button that copies a comment for a code review.
(() => {
  const CLAUSES = new URL("../traceability/", document.currentScript.src);

  function element(tag, attributes) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  // The build knows one address of the site; readers copy the one at which they are.
  function here(comment) {
    return comment.replace(/\]\([^)#]*(#[^)]*)?\)/g, (_, anchor = "") => `](${location.origin}${location.pathname}${anchor})`);
  }

  // Where a page may not write to the clipboard, the reader copies.
  function offer(heading, button, text) {
    const area = element("textarea", { class: "review__text", readonly: "", rows: "3", "aria-label": "The comment" });
    area.value = text;
    area.addEventListener("blur", () => area.remove());
    area.addEventListener("keydown", ({ key }) => key === "Escape" && button.focus());
    heading.after(area);
    area.focus();
    area.select();
  }

  function addButton(heading) {
    const text = here(heading.dataset.review);
    const id = heading.dataset.rule ?? heading.dataset.clause;
    const name = `Copy a review comment on ${id}`;
    const button = element("button", { type: "button", class: "review__button", title: name, "aria-label": name });
    const status = element("span", { class: "review__status", "aria-live": "polite" });
    let timer;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        status.textContent = "Copied";
      } catch {
        offer(heading, button, text);
        status.textContent = "Press Ctrl+C or ⌘C to copy";
      }
      clearTimeout(timer);
      timer = setTimeout(() => (status.textContent = ""), 4000);
    });
    heading.querySelector(".review__actions").append(button, status);
    const { clause } = heading.dataset;
    if (!clause) return;
    const link = element("a", { class: "clause", href: new URL(`#${clause}`, CLAUSES), title: "The clause of the guideline" });
    link.textContent = clause;
    heading.append(link);
  }

  function start() {
    document.querySelectorAll("[data-review]:has(.review__actions:empty)").forEach(addButton);
    for (const shown of document.querySelectorAll(".review > code")) shown.textContent = here(shown.textContent);
  }

  // With instant navigation a page arrives without a load event: Material tells of each one here.
  document$.subscribe(start);
})();
