// The decision on /placement/ becomes a form: what is true of the DTO is ticked, and the answers follow. All
// that it knows is in the page already; without this script the page shows two tables and closed answers.

const build = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const DOMAIN = /^[a-z][a-z0-9_]*$/; // As a directory of the Manager may be called

function ask(section) {
  const answers = new Map(
    [...section.querySelectorAll(".answer")].map((answer) => [answer.id.replace("answer-", ""), answer]),
  );
  const domains = section.querySelector(".placement__domains");
  const domainLinks = new Map(
    [...domains.querySelectorAll("[data-name]")].map((link) => [link.textContent, link]),
  );
  const outcomes = section.querySelector(".placement__outcomes");

  // The form
  const questions = [...section.querySelectorAll("table")].map((table, number) =>
    build("fieldset", {},
      build("legend", { textContent: `${number + 1}. ${table.tHead.rows[0].cells[0].textContent}` }),
      ...[...table.tBodies[0].rows].map(choice),
    ),
  );
  function choice({ cells }) {
    const text = build("span", {}, ...cells[0].cloneNode(true).childNodes);
    for (const clause of text.querySelectorAll("a")) clause.remove();
    const value = cells[1].querySelector("a").hash.replace("#answer-", "");
    const input = build("input", { type: "checkbox", name: "yes", value, autocomplete: "off" });
    return build("label", { className: "placement__choice" }, input, text);
  }
  const domainField = build("input", {
    type: "text", name: "domain", pattern: DOMAIN.source.slice(1, -1), autocomplete: "off", spellcheck: false,
    autocapitalize: "none", placeholder: "session", title: "Lower-case letters, digits and underscores",
  });
  domainField.setAttribute("list", "placement-domains");
  const whose = build("label", { className: "placement__whose", hidden: true },
    build("span", { textContent: domains.firstChild.textContent.trim() }),
    domainField,
    build("datalist", { id: "placement-domains" },
      ...[...domainLinks.keys()].map((value) => build("option", { value }))),
  );
  const note = build("p", { className: "placement__note", hidden: true });
  const headline = build("p", { className: "placement__headline", tabIndex: -1 });
  headline.setAttribute("role", "status");
  const status = build("p", { className: "placement__status" });
  status.setAttribute("role", "status");
  const actions = build("p", { className: "answer__actions" },
    build("button", { type: "button", textContent: "Copy link", onclick: ({ target }) => copy(target, address().href, "link") }),
    build("button", { type: "reset", textContent: "Start again" }),
  );
  const neighbours = build("p", { className: "placement__neighbours" });
  const result = build("div", { className: "placement__result", hidden: true },
    headline, actions, neighbours, ...answers.values());
  const form = build("form", { noValidate: true }, note, ...questions, whose, result, status);

  // What is written for a domain: each text node with what it says for any
  const texts = new Map();
  for (const part of [...answers.values(), outcomes]) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.set(walker.currentNode, walker.currentNode.data);
  }
  for (const answer of answers.values()) {
    const template = () => answer.querySelector(".sample code").textContent;
    const button = build("button", {
      type: "button", textContent: "Copy template", onclick: ({ target }) => copy(target, template(), "template"),
    });
    answer.querySelector("summary").after(build("p", { className: "answer__actions" }, button));
  }
  const className = (domain) =>
    domainLinks.get(domain)?.dataset.name ??
    domain.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  function write(domain) {
    const old = domains.dataset.domain;
    for (const [node, text] of texts) {
      if (!domain) node.data = text;
      else if (!node.parentElement?.closest(".sample")) node.data = text.replace("<domain>", domain);
      else node.data = text.replaceAll(old, domain).replaceAll(className(old), className(domain));
    }
  }

  function show({ yes, domain }) {
    for (const input of form.querySelectorAll("[name=yes]")) input.checked = yes.includes(input.value);
    if (domainField.value !== domain) domainField.value = domain;
    const isUsable = !domain || DOMAIN.test(domain);
    domainField.setAttribute("aria-invalid", !isUsable);
    write(isUsable && domain);
    const homes = new Set(yes.map((id) => answers.get(id).dataset.home));
    const outcome = homes.size > 1 ? "both" : [...homes][0];
    const opened = new Set();
    for (const [id, answer] of answers) {
      const { home } = answer.dataset;
      answer.hidden = home === "both" ? outcome !== "both" : !yes.includes(id);
      answer.open = !answer.hidden && !opened.has(home);
      if (answer.open) opened.add(home);
    }
    result.hidden = whose.hidden = yes.length === 0;
    const link = domainLinks.get(domain);
    neighbours.replaceChildren(...(link ? ["Already there: ", link.cloneNode(true)] : []));
    const said = outcome && outcomes.querySelector(`[data-outcome=${outcome}]`).cloneNode(true);
    said?.querySelector("span").remove();
    for (const link of said?.querySelectorAll("a") ?? []) link.replaceWith(...link.childNodes); // It is below
    headline.replaceChildren(...(said?.childNodes ?? []));
    status.textContent = "";
  }

  function chosen() {
    const data = new FormData(form);
    return { yes: data.getAll("yes"), domain: data.get("domain").trim() };
  }

  // The address
  function address({ yes, domain } = chosen()) {
    const found = new URL(location.pathname, location.href);
    for (const id of yes) found.searchParams.append("yes", id);
    if (yes.length && DOMAIN.test(domain)) found.searchParams.set("domain", domain);
    return found;
  }
  function read() {
    const asked = new URLSearchParams(location.search);
    const [, closed] = location.hash.split("#answer-"); // A link made where this script did not run
    const wanted = asked.has("yes") ? asked.getAll("yes") : closed !== undefined ? [closed] : [];
    const yes = wanted.filter((id) => answers.has(id) && answers.get(id).dataset.home !== "both");
    const domain = asked.get("domain") ?? "";
    const isKnown = (yes.length === wanted.length || closed === "adapter") && (!domain || DOMAIN.test(domain));
    show({ yes, domain: yes.length && DOMAIN.test(domain) ? domain : "" });
    note.hidden = isKnown;
    note.textContent = isKnown ? "" : "A part of the address is unknown here, and was ignored.";
    status.textContent = note.textContent;
  }

  // What the reader does
  form.addEventListener("input", ({ target }) => {
    const { yes, domain } = chosen();
    show({ yes, domain });
    note.hidden = true;
    // A name is typed letter by letter: only the last one is worth a step back.
    history[target === domainField ? "replaceState" : "pushState"](null, "", address());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!result.hidden) headline.focus();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    show({ yes: [], domain: "" });
    history.pushState(null, "", address());
    form.querySelector("input").focus();
  });
  async function copy(button, text, what) {
    let said = `The ${what} is copied`;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      said = "The browser does not let this page copy";
    }
    button.textContent = status.textContent = said;
    setTimeout(() => (button.textContent = `Copy ${what}`), 2000);
  }

  section.classList.add("placement--asked");
  section.append(form);
  read();
  if (!result.hidden && !/^#(?!answer-)/.test(location.hash)) {
    requestAnimationFrame(() => {
      result.scrollIntoView();
      headline.focus({ preventScroll: true });
    });
  }
  return () => {
    if (form.isConnected && address().search !== location.search) read();
  };
}

let reread = () => {};
addEventListener("popstate", () => reread());
// With instant navigation a page arrives without a load event: Material reports each one here.
document$.subscribe(() => {
  const section = document.querySelector(".placement:not(.placement--asked)");
  if (section) reread = ask(section);
});
