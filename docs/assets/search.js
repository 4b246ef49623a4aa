// Material fetches the index and starts its search with every page. This worker stands in for Material's
// until the reader types: then it starts that one, with the index that the build has put aside.
const [SETUP, READY, QUERY, RESULT] = [0, 1, 2, 3];
const MATERIAL = `javascripts/workers/search.${location.search.slice(1)}`;
const INDEX = "../search/index.json";

let setup;
let material;
let query; // The newest that waits for the index

async function start() {
  material = new Worker(MATERIAL);
  material.addEventListener("message", ({ data }) => {
    if (data.type !== READY) return postMessage(data);
    material.ready = true;
    material.postMessage(query);
  });
  const { docs } = await (await fetch(INDEX)).json();
  material.postMessage({ ...setup, data: { ...setup.data, docs } });
}

addEventListener("message", ({ data }) => {
  if (data.type === SETUP) {
    setup = data;
    postMessage({ type: READY });
  } else if (data.type !== QUERY || material?.ready) {
    material?.postMessage(data);
  } else if (data.data || material) {
    query = data;
    if (!material) {
      start().catch(() => {
        material.terminate();
        material = null; // The next letter tries again
      });
    }
  } else {
    postMessage({ type: RESULT, data: { items: [] } });
  }
});
