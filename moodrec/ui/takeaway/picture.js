// Saves a Plotly chart of the page as a PNG or an SVG file.
//
// Streamlit keeps its Plotly to itself, so the picture is put together from what Plotly has
// drawn: a pile of SVG elements, which become the layers of one.

const SCALE = 3; // a PNG's pixels to one of the page
const UNSEEN = ".hoverlayer, .draglayer, .zoomlayer, .selectionlayer";

export default function ({ parentElement, data }) {
  const bar = document.createElement("div");
  for (const [kind, save] of [["PNG", savePng], ["SVG", saveSvg]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `Picture as ${kind}`;
    button.onclick = () => {
      const charts = `.st-key-${CSS.escape(data.chart)} .js-plotly-plot`; // upon each other
      if (document.querySelector(charts)) save(drawn(charts, data.background), data.name);
    };
    bar.append(button);
  }
  parentElement.replaceChildren(...parentElement.querySelectorAll("style"), bar);
}

function drawn(charts, background) {
  const chart = document.querySelector(charts);
  const { width, height } = chart.getBoundingClientRect();
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  set(picture, { width, height, viewBox: `0 0 ${width} ${height}` });
  picture.style.fontFamily = getComputedStyle(chart).fontFamily;
  const paper = document.createElementNS(picture.namespaceURI, "rect");
  set(paper, { width, height, fill: background });
  picture.append(paper);
  for (const layer of document.querySelectorAll(`${charts} .main-svg`)) {
    const copy = layer.cloneNode(true);
    copy.style.background = "none";
    copy.querySelectorAll(UNSEEN).forEach((part) => part.remove());
    picture.append(copy);
  }
  return { picture, width, height };
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

function written({ picture }) {
  const text = new XMLSerializer().serializeToString(picture);
  return new Blob([text], { type: "image/svg+xml;charset=utf-8" });
}

function saveSvg(drawing, name) {
  save(written(drawing), `${name}.svg`);
}

async function savePng(drawing, name) {
  const address = URL.createObjectURL(written(drawing));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * drawing.width;
  canvas.height = SCALE * drawing.height;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(blob, `${name}.png`), "image/png");
  URL.revokeObjectURL(address);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
