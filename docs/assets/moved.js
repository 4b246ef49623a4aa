// In the copy that stands at a page's old address: go to the new one, which is the copy's base.
location.replace(
  new URL(location.protocol === "file:" ? "index.html" : "", document.baseURI) + location.search + location.hash,
);
