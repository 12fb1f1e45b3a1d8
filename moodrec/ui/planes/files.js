// Files named by their content: the copy that the browser has is always the right one.

const files = new Map();

function file(address, read) {
  if (!files.has(address)) {
    const found = fetch(address, { cache: "force-cache" }).then((response) => {
      if (!response.ok) throw new Error(`${address}: ${response.status}`);
      return read(response);
    });
    found.catch(() => files.delete(address));
    files.set(address, found);
  }
  return files.get(address);
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

