// Files named by their content: the copy that the browser has is always the right one.

const TRIES = 5;
const PAUSE = 400; // milliseconds between tries
const files = new Map(); // what was asked for, by address
const held = new Map(); // what has come

function file(address, read) {
  if (!files.has(address)) {
    const found = fetched(address).then(read).then((content) => hold(address, content));
    found.catch(() => files.delete(address));
    files.set(address, found);
  }
  return files.get(address);
}

function hold(address, content) {
  held.set(address, content);
  return content;
}

// A run of the page that is cut short takes its files along until the next one is at that place.
async function fetched(address) {
  for (let tried = 1; ; tried += 1) {
    const response = await fetch(address, { cache: tried === 1 ? "force-cache" : "reload" });
    if (response.ok) return response;
    if (tried === TRIES) throw new Error(`${address}: ${response.status}`);
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

function plotly(address) {
  return file(address, async (response) => {
    const script = document.createElement("script");
    script.src = URL.createObjectURL(await response.blob());
    await new Promise((done, failed) => {
      script.onload = done;
      script.onerror = () => failed(new Error("Plotly cannot be loaded"));
      document.head.append(script);
    });
    URL.revokeObjectURL(script.src);
    return window.Plotly;
  });
}

function style() {
  const id = "moodrec-style";
  if (!document.getElementById(id)) document.head.append(make("style", { id, textContent: STYLE }));
}

