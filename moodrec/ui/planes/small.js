// The parts of the plane that can be looked at, and other small things.

const APART = 1e-6; // of an axis: less is the rounding of floats
const WHOLE = { left: -0.01, bottom: -0.01, side: 1.02 };

// What the axes of a view are told. Of the whole plane the figure tells the ticks; closer ones
// are numbers of many digits, for which there is no room beside the plane.
function axes(view) {
  const { left, bottom, side } = view;
  const closer = !whole(view);
  const ticks = { tickmode: closer ? "auto" : "array", nticks: 6 };
  const beside = { ticklabelposition: closer ? "inside top" : "outside" };
  return {
    x: { range: [left, left + side], ...ticks },
    y: { range: [bottom, bottom + side], ...ticks, ...beside },
  };
}

function whole({ side }) {
  return side > WHOLE.side * 0.999;
}

function middle({ left, bottom, side }) {
  return { x: left + side / 2, y: bottom + side / 2 };
}

function spokenPlace(x, y) {
  return `valence ${x.toFixed(2)}, energy ${y.toFixed(2)}`;
}

function nearest(songs, distance, within) {
  let best = null;
  for (const song of songs) {
    const away = distance(song);
    if (away < within) [best, within] = [song, away];
  }
  return best;
}

function same(one, other) {
  return Math.abs(one.x - other.x) <= APART && Math.abs(one.y - other.y) <= APART;
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

function button(sign, meaning, press) {
  const made = make("button", { type: "button", textContent: sign, title: meaning, onclick: press });
  made.setAttribute("aria-label", meaning);
  return made;
}
