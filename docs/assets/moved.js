// On the page that stands at an old address: go to where it, or the part that is meant, is now.
const meant = document.getElementById(decodeURIComponent(location.hash.slice(1)));
const to = new URL((meant ?? document.querySelector("a.moved")).href);
if (to.protocol === "file:") to.pathname += "index.html";
to.hash ||= location.hash;
location.replace(to);
