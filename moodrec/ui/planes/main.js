// What Streamlit calls after each run of a page: a figure, or the line on which figures ask.
//
// What lies below every answer is a file named by its content, as are Plotly and this module: the
// browser fetches each once. A message brings what an answer changes, and nothing else.

const FRAME = 100; // milliseconds in which a page that is seen has drawn a frame
const GZIP = 0x1f; // the first byte of what is packed
const decoder = new TextDecoder();
const PARTS = { show, listen };
const figures = new WeakMap();
const turns = new WeakMap(); // messages that came for each element so far

// `base` is the address of the app. Messages are unpacked at the same time, in no order.
export function start({ data: packed, parentElement: parent, setTriggerValue }, base) {
  const turn = (turns.get(parent) ?? 0) + 1;
  turns.set(parent, turn);
  const latest = () => turns.get(parent) === turn;
  const prompt = packed[0] !== GZIP;
  const place = { parent, latest, prompt, at: (path) => base + path };
  const take = (data) => PARTS[data.part](data, setTriggerValue, place);
  return prompt ? take(JSON.parse(decoder.decode(packed))) : unpacked(packed).then(take);
}

function unpacked(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

// Draws what the latest message tells; gives what removes the figure, once no newer one has come.
function show(data, setTriggerValue, { parent, latest, prompt, at }) {
  if (!latest()) return undefined;
  if (!figures.has(parent)) figures.set(parent, new MoodPlane(parent));
  const figure = figures.get(parent);
  figure.begin(data, (chosen) => setTriggerValue("chosen", chosen));
  style();
  // Streamlit also calls this before it hands over a newer message, which the figure then takes.
  const leave = () => {
    if (!latest() || parent.isConnected) return;
    figures.delete(parent);
    figure.leave();
  };
  const draw = (library, backdrop) => latest() && figure.isNew(data) && figure.draw(library, backdrop);
  const needed = [at(PLOTLY), at(data.backdrop)];
  if (prompt && needed.every((address) => held.has(address))) {
    // In this very task: the page goes on with all that stands around the figure in the next one.
    return Promise.resolve(draw(...needed.map((address) => held.get(address)))).then(() => leave);
  }
  const fetched = Promise.all([plotly(needed[0]), file(needed[1], (response) => response.json())]);
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
