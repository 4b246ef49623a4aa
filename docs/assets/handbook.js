// What only some pages need comes with the first of them.
document$.subscribe(() => {
  if (location.protocol === "file:") return; // Browsers load no module from there
  if (document.querySelector(".placement")) import("./placement.js");
  if (document.querySelector(".filtered")) import("./filters.js").then(({ addFilters }) => addFilters());
  const box = document.querySelector(".playground");
  if (box) import("./playground/page.js").then(({ mount }) => mount(box));
});

// The menu of a narrow window has a label, which no keyboard reaches: a button takes its place. Escape leads
// back from the menu and from the search to where the reader was.
{
  const menu = document.getElementById("__drawer");
  const label = document.querySelector(".md-header [for=__drawer]");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: `${label.className} menu`, ariaLabel: "Menu", ariaExpanded: "false" });
  button.append(...label.childNodes);
  label.replaceWith(button);
  const parts = () => [...document.querySelectorAll(".md-sidebar--primary :is(a, input)")];
  let origin;

  button.addEventListener("click", () => {
    menu.click();
    parts().find((part) => part.checkVisibility({ visibilityProperty: true }))?.focus();
  });
  menu.addEventListener("change", () => (button.ariaExpanded = menu.checked));
  document.addEventListener("focusin", ({ target, relatedTarget }) => {
    if (target.matches(".md-search__input") && !relatedTarget?.closest(".md-search")) origin = relatedTarget;
    if (menu.checked && target !== button && !target.closest(".md-sidebar--primary")) menu.click();
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return;
    if (target.closest(".md-search")) origin?.focus();
    if (!menu.checked) return;
    menu.click();
    button.focus();
  });
}

// Material searches when a key is released, and not when something is pasted by mouse or dictated.
document.addEventListener("input", ({ target }) => {
  if (target.matches(".md-search__input")) target.dispatchEvent(new Event("keyup"));
});

// That something was copied is said; and neither the button for it nor a result's tags are navigation.
document.querySelector(".md-dialog__inner").role = "status";
new MutationObserver((changes) => {
  for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (node.className === "md-code__nav") node.role = "none";
    for (const tags of node.querySelectorAll?.(".md-tags") ?? []) tags.role = "none"; // Of a result of the search
  }
}).observe(document.body, { childList: true, subtree: true });
