// What Streamlit calls after each run of a page: a figure, or the line on which figures ask.
//
// What lies below every answer is a file named by its content, as are Plotly and this module: the
// browser fetches each once. A message brings what an answer changes, and nothing else.

const FRAME = 100; // milliseconds in which a page that is seen has drawn a frame
const GZIP = 0x1f; // the first byte of a message that is compressed
const PARTS = { show, listen };
const figures = new WeakMap();
const turns = new WeakMap(); // messages that came for each element so far

// `base` is the address of the app. Messages are unpacked at the same time, in no order; one that
// is not compressed is shown in this very task, before the page draws what stands around it.
export function start({ data: packed, parentElement: parent, setTriggerValue }, base) {
  const turn = (turns.get(parent) ?? 0) + 1;
  turns.set(parent, turn);
  const latest = () => turns.get(parent) === turn;
  const place = { parent, latest, at: (path) => base + path };
  const take = (data) => PARTS[data.part](data, setTriggerValue, place);
  if (packed[0] === GZIP) return unpacked(packed).then(take);
  return take(JSON.parse(new TextDecoder().decode(packed)));
}

function unpacked(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

// Draws what the latest message tells; gives what removes the figure, once no newer one has come.
function show(data, setTriggerValue, { parent, latest, at }) {
  if (!latest()) return undefined;
  if (!figures.has(parent)) figures.set(parent, new MoodPlane(parent));
  const figure = figures.get(parent);
  figure.begin(data, (chosen) => setTriggerValue("chosen", chosen));
  style();
  // Streamlit calls this also before it hands over a newer message, which the figure then takes.
  const leave = () => {
    if (!latest() || parent.isConnected) return;
    figures.delete(parent);
    figure.leave();
  };
  const draw = (library, backdrop) => latest() && figure.isNew(data) && figure.draw(library, backdrop);
  const [library, backdrop] = [at(PLOTLY), at(data.backdrop)];
  if (held.has(library) && held.has(backdrop)) {
    return Promise.resolve(draw(held.get(library), held.get(backdrop))).then(() => leave);
  }
  const fetched = Promise.all([plotly(library), file(backdrop, (response) => response.json())]);
  return inTurn(async () => draw(...(await fetched))).then(() => leave);
}

// Figures are drawn in the order of the page, one a frame: the first is seen while others wait.
let before = Promise.resolve();

function inTurn(draw) {
  const drawn = before.then(draw);
  before = drawn.then(painted, painted);
  return drawn;
}

// After the next frame; a page that nobody sees has none.
function painted() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, FRAME);
  });
}
