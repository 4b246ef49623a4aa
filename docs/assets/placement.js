// The decision on /placement/ becomes a form: a choice for each question, and its answer below. All that it
// knows is in the page already; without this script the page shows the same as a table and closed answers.

const build = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

function choice(name, value, ...content) {
  const input = build("input", { type: "radio", name, value, autocomplete: "off" });
  return build("label", { className: "placement__choice" }, input, ...content);
}

function ask(section) {
  const answers = new Map(
    [...section.querySelectorAll(".answer")].map((answer) => [answer.id.replace("answer-", ""), answer]),
  );
  const domains = section.querySelector(".placement__domains");
  const domainLinks = new Map(
    [...domains.querySelectorAll("[data-name]")].map((link) => [link.textContent, link]),
  );

  // The form
  const questions = build("fieldset", {},
    build("legend", { textContent: section.querySelector(".placement__ask").textContent }),
  );
  for (const table of section.querySelectorAll("table")) {
    questions.append(build("p", { className: "placement__group", textContent: table.tHead.rows[0].cells[0].textContent }));
    for (const { cells } of table.tBodies[0].rows) {
      const text = build("span", {}, ...cells[0].cloneNode(true).childNodes);
      for (const clause of text.querySelectorAll("a")) clause.remove();
      const link = cells[1].querySelector("a");
      const place = build("span", { className: "placement__place" }, ...link.cloneNode(true).childNodes);
      place.setAttribute("aria-hidden", "true"); // Said once, when it is the answer
      questions.append(choice("yes", link.hash.replace("#answer-", ""), text, place));
    }
  }
  const whose = build("fieldset", { className: "placement__whose", hidden: true },
    build("legend", { textContent: domains.firstChild.textContent.trim() }),
    ...[...domainLinks.keys()].map((domain) => choice("domain", domain, domain)),
  );
  const status = build("p", { className: "placement__status", role: "status" });
  const note = build("p", { className: "placement__note", hidden: true });
  const result = build("div", { className: "placement__result" }, whose, ...answers.values());
  const form = build("form", {}, note, questions, status, result);
  const actions = build("p", { className: "answer__actions" },
    build("button", { type: "button", onclick: copyTemplate }),
    build("button", { type: "button", onclick: copyLink }),
    build("button", { type: "reset", textContent: "Start again" }),
  );
  const neighbours = build("li");

  // The answers that hold for any domain, each with its texts, which can be written for one
  const internal = new Map();
  for (const [id, answer] of answers) {
    if (!answer.querySelector("summary").textContent.includes("<domain>")) continue;
    const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
    const texts = new Map();
    while (walker.nextNode()) texts.set(walker.currentNode, walker.currentNode.data);
    internal.set(id, texts);
  }
  function write(texts, domain) {
    const old = domains.dataset.domain;
    for (const [node, text] of texts) {
      if (!domain) node.data = text;
      else if (!node.parentElement.closest(".sample")) node.data = text.replace("<domain>", domain);
      else {
        const [oldName, name] = [old, domain].map((key) => domainLinks.get(key).dataset.name);
        node.data = text.replaceAll(old, domain).replaceAll(oldName, name);
      }
    }
  }

  function show({ yes, domain }) {
    for (const input of form.querySelectorAll("input")) {
      input.checked = input.value === (input.name === "yes" ? yes : domain);
    }
    for (const [id, answer] of answers) answer.hidden = id !== yes;
    const answer = answers.get(yes);
    whose.hidden = !internal.has(yes);
    if (internal.has(yes)) write(internal.get(yes), domain);
    actions.remove();
    neighbours.remove();
    status.textContent = "";
    labelButtons();
    if (!answer) return;
    answer.open = true;
    const summary = answer.querySelector("summary");
    summary.after(actions);
    if (domain) {
      neighbours.replaceChildren("What is there already: ", domainLinks.get(domain).cloneNode(true));
      answer.querySelector("ul:last-of-type").prepend(neighbours);
    }
    status.textContent = summary.textContent;
  }

  function chosen() {
    const data = new FormData(form);
    return { yes: data.get("yes"), domain: whose.hidden ? null : data.get("domain") };
  }
  const headline = () => answers.get(chosen().yes)?.querySelector("summary");

  // The address
  function addressOf({ yes, domain }) {
    const address = new URL(location.pathname, location.href);
    if (yes) address.searchParams.set("yes", yes);
    if (yes && domain) address.searchParams.set("domain", domain);
    return address;
  }
  function read() {
    const asked = new URLSearchParams(location.search);
    const [, closed] = location.hash.split("#answer-"); // A link made where this script did not run
    const [yes, domain] = [asked.get("yes") ?? closed ?? null, asked.get("domain")];
    const isKnown = (yes === null || answers.has(yes)) && (domain === null || domainLinks.has(domain));
    show({ yes: answers.has(yes) && yes, domain: internal.has(yes) && domainLinks.has(domain) && domain });
    note.hidden = isKnown;
    note.textContent = isKnown ? "" : "A part of the address is unknown here, and was left aside.";
    status.textContent += note.textContent;
  }

  // What the reader does
  let byKey = false;
  form.addEventListener("pointerdown", () => (byKey = false));
  form.addEventListener("keydown", () => (byKey = true));
  form.addEventListener("change", () => {
    const before = new URLSearchParams(location.search).has("yes");
    show(chosen());
    note.hidden = true;
    // Arrow keys pass many answers on their way: only the last one is worth a step back.
    history[byKey && before ? "replaceState" : "pushState"](null, "", addressOf(chosen()));
    if (!byKey) headline()?.scrollIntoView({ block: "nearest" });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    headline()?.focus();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    show({});
    history.pushState(null, "", addressOf({}));
    questions.querySelector("input").focus();
  });
  let timer;
  function labelButtons() {
    clearTimeout(timer);
    [actions.children[0].textContent, actions.children[1].textContent] = ["Copy template", "Copy link"];
  }
  async function copy(button, text, what) {
    let said = `The ${what} is copied`;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      said = "The browser does not let this page copy";
    }
    labelButtons();
    button.textContent = status.textContent = said;
    timer = setTimeout(labelButtons, 2000);
  }
  function copyLink(event) {
    copy(event.target, addressOf(chosen()).href, "link");
  }
  function copyTemplate(event) {
    copy(event.target, answers.get(chosen().yes).querySelector(".sample code").textContent, "template");
  }

  section.classList.add("placement--asked");
  section.append(form);
  read();
  if (headline() && !/^#(?!answer-)/.test(location.hash)) {
    requestAnimationFrame(() => {
      result.scrollIntoView();
      headline().focus({ preventScroll: true });
    });
  }
  return () => {
    if (form.isConnected && addressOf(chosen()).search !== location.search) read();
  };
}

let reread = () => {};
addEventListener("popstate", () => reread());
// With instant navigation a page arrives without a load event: Material tells of each one here.
document$.subscribe(() => {
  const section = document.querySelector(".placement:not(.placement--asked)");
  if (section) reread = ask(section);
});
