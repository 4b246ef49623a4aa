// The theme, Material's or Zensical's, fetches the index and starts its search with every page. This worker
// stands in for the theme's until the reader types: then it starts that one, with the index that was put aside.
const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3];
const THEIRS = `javascripts/workers/search.${location.search.slice(1)}`;
const INDEX = "../search/index.json";

let setup;
let theirs;
let query; // The newest that waits for the index

async function start() {
  theirs = new Worker(THEIRS);
  theirs.addEventListener("message", ({ data }) => {
    if (data.type !== READY) return postMessage(data);
    theirs.ready = true;
    theirs.postMessage(query);
  });
  const { docs, items } = await (await fetch(INDEX)).json(); // Material's documents, or Zensical's
  theirs.postMessage({ ...setup, data: { ...setup.data, docs, items } });
}

addEventListener("message", ({ data }) => {
  if (data.type === SETUP) {
    setup = data;
    postMessage({ type: READY });
  } else if (data.type !== QUERY || theirs?.ready) {
    theirs?.postMessage(data);
  } else if ((data.data?.input ?? data.data) || theirs) {
    query = data;
    if (!theirs) {
      start().catch(() => {
        theirs.terminate();
        theirs = null; // The next letter tries again
      });
    }
  } else {
    postMessage({ type: RESULT, data: { items: [] } });
  }
});
