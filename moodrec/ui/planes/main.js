// What Streamlit calls after each run of a page: a figure, or the line on which figures ask.
//
// What lies below every answer is a file named by its content, as are Plotly and this module: the
// browser fetches each once. A message brings what an answer changes, and nothing else.

const FRAME = 100; // milliseconds in which a page that is seen has drawn a frame
const PARTS = { show, listen };
const figures = new WeakMap();
const turns = new WeakMap(); // messages that came for each element so far

// `base` is the address of the app. Messages are unpacked at the same time, in no order.
export async function start({ data: packed, parentElement: parent, setTriggerValue }, base) {
  const turn = (turns.get(parent) ?? 0) + 1;
  turns.set(parent, turn);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const data = await new Response(stream).json();
  const latest = () => turns.get(parent) === turn;
  return PARTS[data.part](data, setTriggerValue, { parent, latest, at: (path) => base + path });
}

// Draws what the latest message tells; gives what removes the figure, once no newer one has come.
async function show(data, setTriggerValue, { parent, latest, at }) {
  if (!latest()) return;
  if (!figures.has(parent)) figures.set(parent, new MoodPlane(parent));
  const figure = figures.get(parent);
  figure.begin(data, (chosen) => setTriggerValue("chosen", chosen));
  style();
  const fetched = Promise.all([
    plotly(at(PLOTLY)),
    file(at(data.backdrop), (response) => response.json()),
  ]);
  await inTurn(async () => {
    const [library, backdrop] = await fetched;
    if (latest() && figure.isNew(data)) await figure.draw(library, backdrop);
  });
  // Streamlit calls this also before it hands over a newer message, which the figure then takes.
  return () => {
    if (!latest() || parent.isConnected) return;
    figures.delete(parent);
    figure.leave();
  };
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
