// A link to what a tab hides, to a line of a sample or to what has moved leads there.
(() => {
  const LINE = ".lines > a";

  function targetOf(hash) {
    try {
      return hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null; // Not an encoded text
    }
  }

  function reveal(hash, { isToScroll = true } = {}) {
    document.querySelector(".lines__here")?.classList.remove("lines__here");
    let target = targetOf(hash);
    if (!target) return;
    if (target.matches("a.moved")) {
      location.replace(target.href);
      return;
    }
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    // Material leaves the tab closed.
    for (let block = target.closest(".tabbed-block"); block; block = block.parentElement.closest(".tabbed-block")) {
      const set = block.closest(".tabbed-set");
      const index = [...block.parentElement.children].indexOf(block);
      const tab = set.querySelectorAll(":scope > input")[index];
      if (!tab.checked) tab.click();
    }
    if (target.matches(".tabbed-set > input")) {
      target.click();
      target = target.closest(".tabbed-set");
    }
    if (target.matches(LINE)) {
      const shown = target.closest("pre");
      shown.classList.add("lines__here");
      shown.style.setProperty("--line", target.textContent - 1);
      enter(target);
    }
    if (isToScroll) target.scrollIntoView();
  }

  // The lines of a sample are one stop of the Tab key, and the arrow keys go from one to the next.
  function enter(line) {
    line.parentElement.querySelector("[tabindex='0']").tabIndex = -1;
    line.tabIndex = 0;
  }

  function numbers(sample, name) {
    const box = document.createElement("span");
    box.className = "lines";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `Lines of ${sample.dataset.module}`);
    const count = sample.querySelector("pre > code").textContent.trimEnd().split("\n").length;
    for (let number = 1; number <= count; number++) {
      const line = document.createElement("a");
      line.id = `${name}-${number}`;
      line.href = `#${line.id}`;
      line.tabIndex = number > 1 ? -1 : 0;
      line.setAttribute("aria-label", `Line ${number}`);
      line.textContent = number;
      box.append(line);
    }
    box.addEventListener("click", (event) => {
      const line = event.target.closest(LINE);
      if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
      // The reader is there already: the page stays where it is.
      event.preventDefault();
      event.stopPropagation();
      history.replaceState(history.state, "", line.href);
      reveal(line.hash, { isToScroll: false });
    });
    box.addEventListener("keydown", (event) => {
      const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
      const next = step && document.activeElement[step];
      if (!next) return;
      event.preventDefault();
      event.stopPropagation(); // From Material, whose arrow keys are for the search
      enter(next);
      next.focus();
    });
    return box;
  }

  function numberLines() {
    const times = {};
    for (const sample of document.querySelectorAll(".sample[data-module]")) {
      const { module } = sample.dataset;
      times[module] = (times[module] ?? 0) + 1;
      if (sample.querySelector(".lines")) continue;
      // A page may show a sample twice.
      const name = times[module] > 1 ? `${module}-${times[module]}` : module;
      sample.querySelector("pre").prepend(numbers(sample, name));
    }
  }

  function start() {
    numberLines();
    reveal(location.hash);
  }

  // By now Material may have written the section that is on the screen into the bar.
  addEventListener("hashchange", ({ newURL }) => reveal(new URL(newURL).hash));
  // With instant navigation a page arrives without a load event: Material tells of each one here.
  document$.subscribe(start);
})();
