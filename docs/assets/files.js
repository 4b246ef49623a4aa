// Where the site is read from files: a link to a folder leads to its page, and what needs a server says so.
(() => {
  for (const link of document.querySelectorAll(":is(a, link)[href]")) {
    const url = new URL(link.href);
    if (url.protocol !== "file:" || !url.pathname.endsWith("/")) continue;
    url.pathname += "index.html";
    link.href = url.href;
  }

  function say(text, className) {
    const note = document.createElement("p");
    note.className = className;
    note.textContent = text;
    return note;
  }

  const how = "To get them, serve its folder, for example with python -m http.server.";
  const note = say(`Read from files, the handbook has no search, no playground, no Run and no Edit. ${how}`, "files-note");
  document.querySelector("article h1").after(note);
  for (const box of document.querySelectorAll("[data-prints]")) {
    box.querySelector(".highlight").after(say("Run and Edit need a server.", "runner"));
  }
  const field = document.querySelector("[data-md-component=search-query]");
  if (!field) return; // Zensical has a button
  field.disabled = true;
  field.placeholder = "Needs a server";
  field.closest("[data-md-component=search]").hidden = false; // Material hides what does not work
})();
