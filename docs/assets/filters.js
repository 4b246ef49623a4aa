/** Give a table of rules a choice for each column after the second; the address has what is chosen. */
export function addFilters() {
  for (const box of document.querySelectorAll(".filtered:not(:has(form))")) {
    const rows = [...box.querySelectorAll("tbody tr")];
    const heads = [...box.querySelectorAll("thead th")].map((head) => head.textContent);
    const asked = new URLSearchParams(location.search);
    const form = document.createElement("form");
    const selects = heads.slice(2).map((head, index) => {
      const select = document.createElement("select");
      select.name = head.toLowerCase();
      const values = rows.flatMap((row) => row.cells[index + 2].textContent.split(", ")).filter(Boolean);
      select.add(new Option("any", ""));
      for (const value of [...new Set(values)].sort()) select.add(new Option(value, value));
      select.value = asked.get(select.name) ?? "";
      if (select.selectedIndex < 0) select.value = ""; // An old address may name what is gone
      const label = document.createElement("label");
      label.append(`${head} `, select);
      form.append(label);
      return select;
    });
    const count = document.createElement("output");
    form.append(count);

    function filter() {
      for (const row of rows) {
        row.hidden = !selects.every(
          (select, index) => !select.value || row.cells[index + 2].textContent.split(", ").includes(select.value),
        );
      }
      count.textContent = `${rows.filter((row) => !row.hidden).length} rules`;
    }

    form.addEventListener("change", () => {
      const chosen = new URLSearchParams(selects.filter(({ value }) => value).map(({ name, value }) => [name, value]));
      history.replaceState(history.state, "", `${location.pathname}${chosen.size ? `?${chosen}` : ""}`);
      filter();
    });
    if (location.search) filter();
    box.prepend(form);
  }
}
