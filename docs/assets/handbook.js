// A link to something inside a tab opens that tab: Material leaves it closed.
function openTabOfTarget() {
  const id = decodeURIComponent(location.hash.slice(1));
  let target = id && document.getElementById(id);
  if (!target) return;
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
  target.scrollIntoView();
}

addEventListener("hashchange", openTabOfTarget);
// With instant navigation a page arrives without a load event: Material tells of each one here.
document$.subscribe(openTabOfTarget);
