// A Plotly figure that stays in the browser and takes over what each answer changes.
//
// What lies below every answer (density, a sample, medians) is a file named by its content, as are
// Plotly and this module: the browser fetches each once. A message brings marks and shapes alone.
// A click means the song under it, else the very spot; a closer look, by wheel, box, pinch or key,
// asks the server for the songs inside; arrow keys walk from song to song.

const WHOLE = { left: -0.01, bottom: -0.01, side: 1.02 };
const CLOSEST = 0.0005; // of an axis: the smallest side of a closer look
const CELLS = 50; // hovered cells to a side
const REACH = { mouse: 7, touch: 14 }; // pixels from a click to the song that it means
const REST = 120; // milliseconds a pointer has to rest before anybody is asked
const DOUBLE = 500; // milliseconds between the clicks of a double one
const PATIENCE = 2000; // milliseconds after which a question counts as lost
const CLOSER = "closer"; // the trace with the songs of a closer look
const DOTS = "songs"; // that with the backdrop's sample
const APART = 1e-6; // of an axis: less is the rounding of floats
const STEP = 1.6; // of a zoom by key or button
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// ---- Files named by their content: the copy that the browser has is always the right one.

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

function style(address) {
  if (document.querySelector(`link[href="${address}"]`)) return;
  document.head.append(make("link", { rel: "stylesheet", href: address }));
}

// ---- The two components of a page: the figure, and the line on which it asks the server.

const PARTS = { show, listen };

// Streamlit's call, after each run of the page; `base` is the address of the app.
export async function start({ data: packed, parentElement, setTriggerValue }, base) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const data = await new Response(stream).json();
  return PARTS[data.part](data, setTriggerValue, parentElement, (path) => base + path);
}

const figures = new WeakMap();
const views = new Map(); // what each figure showed last, also when Streamlit has drawn it anew

async function show(data, setTriggerValue, parentElement, at) {
  if (!figures.has(parentElement)) figures.set(parentElement, new MoodPlane(parentElement));
  const figure = figures.get(parentElement);
  const turn = figure.begin(data, (chosen) => setTriggerValue("chosen", chosen));
  style(at(data.files.style));
  const [library, backdrop] = await Promise.all([
    plotly(at(data.files.plotly)),
    file(at(data.files.backdrop), (response) => response.json()),
  ]);
  if (figure.turn === turn && figure.isNew(data)) await figure.draw(library, backdrop);
  return () => {
    if (figure.turn === turn) figure.leave();
  };
}

const line = { send: null, open: null, since: 0, next: new Map(), heard: new Map() };

function listen({ answer }, setTriggerValue) {
  line.send = (question) => setTriggerValue("question", question);
  if (answer && answer.to === line.open?.key) {
    const { key, done } = line.open;
    line.open = null;
    line.heard.set(key, answer);
    done(answer);
  }
  forward();
}

// Asks the server, one question after the other; a newer one of a kind takes an older one's place.
function ask(kind, question, done) {
  const key = JSON.stringify(question);
  if (line.heard.has(key)) return done(line.heard.get(key));
  line.next.set(kind, { key, question, done });
  forward();
}

function forward() {
  if (line.open && Date.now() - line.since < PATIENCE) return;
  const [kind, waiting] = line.next.entries().next().value ?? [];
  if (!waiting || !line.send) return;
  line.next.delete(kind);
  line.open = waiting;
  line.since = Date.now();
  line.send({ ...waiting.question, key: waiting.key });
  setTimeout(forward, PATIENCE + 1);
}

// ---- The figure.

class MoodPlane {
  constructor(parent) {
    this.turn = 0;
    this.view = WHOLE;
    this.chart = make("div", { className: "moodrec-chart" });
    this.under = make("div", { className: "moodrec-under" });
    this.ring = make("div", { className: "moodrec-ring", hidden: true });
    this.card = make("div", { className: "moodrec-card", hidden: true });
    this.spoken = make("div", { className: "moodrec-spoken" });
    this.spoken.setAttribute("aria-live", "polite");
    this.closer = button("+", "Look closer", () => this.zoom(1 / STEP));
    this.back = button("⤢", "Back to the whole plane", () => this.look(WHOLE));
    const buttons = make("div", { className: "moodrec-buttons" });
    buttons.append(this.closer, this.back);
    this.root = make("div", { className: "moodrec-plane" });
    this.root.append(this.chart, this.under, this.ring, this.card, buttons, this.spoken);
    parent.append(this.root);
    this.sizes = new ResizeObserver(() => this.fit());
    this.attend();
  }

  begin(data, choose) {
    if (this.data?.files.backdrop !== data.files.backdrop) this.places = null;
    this.view = views.get(data.key) ?? WHOLE;
    this.data = data;
    this.choose = choose;
    this.root.setAttribute("aria-label", data.about);
    this.root.setAttribute("role", data.clicks ? "application" : "img");
    if (data.clicks) this.root.tabIndex = 0;
    this.closer.hidden = !data.zoom;
    this.back.hidden = whole(this.view);
    return ++this.turn;
  }

  // A message comes with every run of the page, and mostly says what the last one said.
  isNew({ files, overlay }) {
    const drawn = JSON.stringify([files.backdrop, overlay]);
    const other = drawn !== this.drawn;
    this.drawn = drawn;
    return other;
  }

  leave() {
    this.sizes.disconnect();
    this.charts.forEach((chart) => this.library?.purge(chart));
    this.library = null;
    figures.delete(this.root.parentElement);
    this.root.remove();
  }

  async draw(library, backdrop) {
    this.library = library;
    this.unpoint();
    const { data, layout } = this.data.overlay;
    const [still, live] = parted(backdrop.data, isStill);
    await this.drawUnder(still, backdrop.layout);
    this.names = live.map(({ name }) => name);
    const below = still.length ? bare(backdrop.layout) : backdrop.layout;
    await library.react(
      this.chart,
      [...live.map((trace) => this.withCloser(trace)), ...data],
      {
        ...this.seen({ ...below, ...layout }, below),
        dragmode: this.data.zoom && matchMedia("(pointer: fine)").matches ? "zoom" : false,
      },
      { displayModeBar: false, doubleClick: false, showTips: false },
    );
    if (this.listening) this.saySeed();
    else this.follow();
    if (!this.places && !whole(this.view)) this.closerLook();
  }

  // What no answer changes, density above all, is a chart of its own below the other: it is slow.
  async drawUnder(still, layout) {
    if (!still.length || this.drawnUnder === this.data.files.backdrop) return;
    this.drawnUnder = this.data.files.backdrop;
    await this.library.react(this.under, still, this.seen(layout), { staticPlot: true });
  }

  // A layout with the part of the plane that is looked at.
  seen({ xaxis, yaxis, ...layout }, below = {}) {
    const { x, y } = this.data.zoom ? ranges(this.view) : {};
    return {
      ...layout,
      xaxis: { ...below.xaxis, ...xaxis, ...x },
      yaxis: { ...below.yaxis, ...yaxis, ...y },
    };
  }

  // The figure, and what lies below it where there is anything.
  get charts() {
    return [this.chart, ...(this.under._fullLayout ? [this.under] : [])];
  }

  follow() {
    this.listening = true;
    this.sizes.observe(this.root);
    this.chart.on("plotly_hover", () => this.unpoint());
    this.chart.on("plotly_relayout", (changed) => this.moved(changed));
  }

  fit() {
    if (!this.chart._fullLayout) return;
    this.charts.forEach((chart) => this.library.Plots.resize(chart));
  }

  // -- What is where.

  get axes() {
    const { xaxis, yaxis } = this.chart._fullLayout;
    return [xaxis, yaxis];
  }

  pixels(x, y) {
    const [across, up] = this.axes;
    return [across._offset + across.d2p(x), up._offset + up.d2p(y)];
  }

  // The place on the plane of a point of the page; null outside of the axes.
  place({ clientX, clientY }) {
    const [across, up] = this.axes;
    const box = this.chart.getBoundingClientRect();
    const [left, top] = [clientX - box.left - across._offset, clientY - box.top - up._offset];
    if (left < 0 || top < 0 || left > across._length || top > up._length) return null;
    const perPixel = (across.range[1] - across.range[0]) / across._length;
    const digits = clamp(Math.ceil(-Math.log10(perPixel)), 2, 5);
    const exact = (value) => +clamp(value, 0, 1).toFixed(digits);
    return { x: exact(across.p2d(left)), y: exact(up.p2d(top)) };
  }

  // The songs that are drawn, each with what tells the server which one it is.
  songs() {
    const [across, up] = this.axes.map((axis) => axis.range);
    const drawn = this.charts.toReversed().flatMap((chart) => chart._fullData);
    return drawn.flatMap((trace) => {
      const song = identity(trace);
      if (!song) return [];
      return Array.from(trace.x, (x, i) => ({ x, y: trace.y[i], ...song(i) })).filter(
        ({ x, y }) => across[0] <= x && x <= across[1] && up[0] <= y && y <= up[1],
      );
    });
  }

  songNear(event) {
    const box = this.chart.getBoundingClientRect();
    const [left, top] = [event.clientX - box.left, event.clientY - box.top];
    const away = (song) => {
      const [x, y] = this.pixels(song.x, song.y);
      return Math.hypot(x - left, y - top) - song.size / 2;
    };
    const reach = event.pointerType === "touch" ? REACH.touch : REACH.mouse;
    return nearest(this.songs().reverse(), away, reach);
  }

  // -- Pointers.

  attend() {
    const { root, chart } = this;
    chart.addEventListener("pointerdown", (event) => this.pressed(event), true);
    chart.addEventListener("pointercancel", () => (this.down = null), true);
    chart.addEventListener("pointermove", (event) => this.rest(event), true);
    root.addEventListener("pointerleave", () => this.unpoint());
    root.addEventListener("wheel", (event) => this.wheel(event), { passive: false, capture: true });
    root.addEventListener("touchstart", (event) => this.pinch(event), { passive: false });
    root.addEventListener("touchmove", (event) => this.pinch(event), { passive: false });
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("blur", () => this.unpoint());
  }

  // The end is listened for on the window: Plotly lays a cover over the page meanwhile.
  pressed(event) {
    this.down = event;
    const once = { once: true, capture: true };
    window.addEventListener("pointerup", (end) => this.released(end), once);
  }

  released(event) {
    const { down } = this;
    this.down = null;
    if (!down || !this.chart._fullLayout || event.button) return;
    const moved = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
    if (moved > 4 || event.timeStamp - (this.clicked ?? -DOUBLE) < DOUBLE) return;
    const spot = this.place(event);
    const song = this.songNear(event);
    if (!song && !spot) return;
    this.clicked = event.timeStamp;
    this.pick(song ?? spot);
  }

  pick({ x, y, id, dot, row }) {
    if (!this.data.clicks) return;
    this.unpoint();
    clearTimeout(this.resting);
    if (id) this.choose({ id });
    else if (dot !== undefined) this.choose({ dot });
    else if (row !== undefined) this.choose({ row });
    else this.choose({ x, y });
  }

  rest(event) {
    clearTimeout(this.resting);
    if (event.pointerType === "touch" || event.buttons || !this.data.zoom) return;
    this.resting = setTimeout(() => this.rested(event), REST);
  }

  // Who is best known where the pointer rests, unless it rests on a song that Plotly names.
  rested(event) {
    const spot = this.chart._fullLayout && this.place(event);
    const song = spot && this.songNear(event);
    if (!spot || (song && song.row === undefined && song.dot === undefined)) return this.unpoint();
    const box = this.chart.getBoundingClientRect();
    const where = [event.clientX - box.left, event.clientY - box.top];
    if (song?.dot !== undefined) return this.tell({ songs: [song], count: 1 }, where);
    if (song) return this.ask("hover", { row: song.row }, (told) => this.tell(told, where));
    const cell = this.view.side / CELLS;
    const edges = [spot.x, spot.y].map((part) => Math.floor(part / cell) * cell);
    const asked = [...edges, edges[0] + cell, edges[1] + cell].map((edge) => +edge.toFixed(6));
    this.ask("hover", { cell: asked }, (told) => this.tell(told, where));
  }

  tell({ songs, count }, [left, top]) {
    if (!songs.length || !this.root.matches(":hover, :focus")) return this.unpoint();
    const rows = songs.map(({ title, artists }) => {
      const row = make("div", {});
      row.append(make("b", { textContent: title }), artists ? ` – ${artists}` : "");
      return row;
    });
    const [{ mood, livelier }] = songs;
    if (mood) rows.push(make("div", { textContent: `${mood}, livelier than ${livelier} %` }));
    const rest = count - songs.length;
    if (rest > 0) rows.push(make("i", { textContent: `and ${rest.toLocaleString("en")} more` }));
    this.card.replaceChildren(...rows);
    this.card.hidden = false;
    const { clientWidth, clientHeight } = this.root;
    const { offsetWidth, offsetHeight } = this.card;
    this.card.style.left = `${clamp(left + 14, 0, clientWidth - offsetWidth)}px`;
    const above = top - offsetHeight - 12;
    this.card.style.top = `${above < 0 ? Math.min(top + 14, clientHeight - offsetHeight) : above}px`;
  }

  unpoint() {
    this.card.hidden = true;
    this.ring.hidden = true;
    this.walked = null;
  }

  // `of` tells answers about one version of the set from those about another.
  ask(kind, question, done) {
    ask(kind, { ...question, of: this.data.files.backdrop }, (told) => this.library && done(told));
  }

  // -- A closer look.

  wheel(event) {
    const focused = this.root.contains(document.activeElement);
    const out = event.deltaY > 0;
    if (!this.data.zoom || !(event.ctrlKey || focused) || (out && whole(this.view))) return;
    event.preventDefault();
    event.stopPropagation();
    const spot = this.place(event);
    if (spot) this.zoom(Math.exp(clamp(event.deltaY, -240, 240) / (event.ctrlKey ? 100 : 400)), spot);
  }

  pinch(event) {
    if (!this.data.zoom || event.touches.length !== 2) return;
    event.preventDefault();
    this.down = null;
    const [one, two] = event.touches;
    const width = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
    const middle = this.place({
      clientX: (one.clientX + two.clientX) / 2,
      clientY: (one.clientY + two.clientY) / 2,
    });
    if (event.type === "touchmove" && middle && this.width) this.zoom(this.width / width, middle);
    this.width = width;
  }

  // Makes the visible side `factor` times as long; `spot` stays where it is.
  zoom(factor, spot = this.walked ?? middle(this.view)) {
    const { left, bottom, side } = this.view;
    const next = clamp(side * factor, CLOSEST, WHOLE.side);
    const part = next / side;
    this.look({
      left: spot.x - (spot.x - left) * part,
      bottom: spot.y - (spot.y - bottom) * part,
      side: next,
    });
  }

  look(view) {
    const highest = WHOLE.left + WHOLE.side - view.side;
    this.view = {
      left: clamp(view.left, WHOLE.left, highest),
      bottom: clamp(view.bottom, WHOLE.bottom, highest),
      side: view.side,
    };
    views.set(this.data.key, this.view);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      const { x, y } = ranges(this.view);
      const looked = { "xaxis.range": x.range, "yaxis.range": y.range };
      this.charts.forEach((chart) => this.library?.relayout(chart, { ...looked }));
    });
  }

  // After each change of the axes: a box becomes a square, and its songs are asked for.
  moved(changed) {
    if (!this.data.zoom || !Object.keys(changed).some((name) => name.includes("range"))) return;
    const [across, up] = this.axes.map((axis) => axis.range);
    const sides = [across[1] - across[0], up[1] - up[0]];
    const { x, y } = ranges(this.view);
    const own = across[0] === x.range[0] && up[0] === y.range[0] && across[1] === x.range[1];
    if (!own) {
      const side = clamp(Math.max(...sides), CLOSEST, WHOLE.side);
      const [left, bottom] = [across, up].map((span) => (span[0] + span[1] - side) / 2);
      return this.look({ left, bottom, side });
    }
    this.back.hidden = whole(this.view);
    if (this.walked) this.stand(this.walked);
    else this.unpoint();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.closerLook(), REST);
  }

  closerLook() {
    const { left, bottom, side } = this.view;
    if (whole(this.view)) return this.put({ x: [], y: [], customdata: [] });
    const asked = [left, bottom, left + side, bottom + side].map((edge) => +edge.toFixed(6));
    this.ask("window", { window: asked }, ({ places }) => this.put(places));
  }

  // Kept, so that the next answer draws these songs too.
  put(places) {
    this.places = places;
    const one = Object.fromEntries(Object.entries(places).map(([name, told]) => [name, [told]]));
    return this.library.restyle(this.chart, one, [this.names.indexOf(CLOSER)]);
  }

  withCloser(trace) {
    return trace.name === CLOSER ? { ...trace, ...this.places } : trace;
  }

  // -- Keys.

  key(event) {
    if (event.target !== this.root || !this.chart._fullLayout || event.altKey) return;
    const done = () => event.preventDefault();
    if (event.key in ARROWS) this.walk(...ARROWS[event.key]), done();
    else if (event.key === "Enter" && this.walked) this.pick(this.walked), done();
    else if (!this.data.zoom) return;
    else if ("+=".includes(event.key)) this.zoom(1 / STEP), done();
    else if (event.key === "-") this.zoom(STEP), done();
    else if (event.key === "Escape" || event.key === "0") this.look(WHOLE), done();
  }

  // To the next song in that direction: as near as can be, and rather straight on.
  walk(right, up) {
    const songs = this.songs();
    const seed = songs.find((song) => song.name === "seed");
    const from = this.walked ?? seed ?? middle(this.view);
    const ahead = (song) => (song.x - from.x) * right + (song.y - from.y) * up;
    const aside = (song) => Math.abs((song.x - from.x) * up) + Math.abs((song.y - from.y) * right);
    const effort = (song) => (ahead(song) > APART ? ahead(song) + 3 * aside(song) : Infinity);
    const next = nearest(songs, effort, Infinity);
    if (!next) return this.say("No song is further that way.");
    this.stand(next);
  }

  stand(song) {
    this.unpoint();
    this.library.Fx.unhover(this.chart);
    this.walked = song;
    const [left, top] = this.pixels(song.x, song.y);
    this.ring.style.left = `${left}px`;
    this.ring.style.top = `${top}px`;
    this.ring.hidden = false;
    const told = (one) => {
      if (this.walked !== song) return;
      this.tell({ songs: [one], count: 1 }, [left, top]);
      const by = one.artists ? ` by ${one.artists}` : "";
      this.say(`${one.title}${by}, ${spokenPlace(song.x, song.y)}`);
    };
    if (song.title) told(song);
    else this.ask("hover", { row: song.row }, ({ songs }) => songs.length && told(songs[0]));
  }

  saySeed() {
    const seed = this.data.overlay.data.find(({ name }) => name === "seed");
    if (seed) this.say(`The seed lies at ${spokenPlace(seed.x[0], seed.y[0])}`);
  }

  say(text) {
    this.spoken.textContent = text;
  }
}

// ---- Small things.

// What tells which song each point of a trace is; nothing for a trace that holds none.
function identity(trace) {
  const size = typeof trace.marker?.size === "number" ? trace.marker.size : 0;
  const { name } = trace;
  if (name === CLOSER) return (i) => ({ row: trace.customdata[i], size });
  if (!trace.customdata) return trace.ids && ((i) => ({ id: trace.ids[i], size, name }));
  const title = (i) => {
    const [title, artists, mood, livelier] = trace.customdata[i];
    return { title: plain(title), artists: plain(artists), mood, livelier };
  };
  if (name === DOTS) return (i) => ({ dot: i, size, ...title(i) });
  return (i) => ({ id: trace.ids?.[i], size, name, ...title(i) });
}

// Text without the escapes that Plotly's markup needs.
function plain(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function spokenPlace(x, y) {
  return `valence ${x.toFixed(2)}, energy ${y.toFixed(2)}`;
}

// A trace of the backdrop that no answer changes and Plotly need not name.
function isStill({ name, hoverinfo }) {
  return name === DOTS || (name !== CLOSER && hoverinfo === "skip");
}

function parted(all, test) {
  return [all.filter(test), all.filter((one) => !test(one))];
}

// The layout of a chart that lies on one with the same axes: what is drawn there is left out.
function bare({ shapes, annotations, xaxis, yaxis, ...layout }) {
  const none = { showticklabels: false, ticks: "", showline: false, title: { text: "" } };
  return { ...layout, xaxis: { ...xaxis, ...none }, yaxis: { ...yaxis, ...none } };
}

function nearest(songs, distance, within) {
  let best = null;
  for (const song of songs) {
    const away = distance(song);
    if (away < within) [best, within] = [song, away];
  }
  return best;
}

function ranges({ left, bottom, side }) {
  return { x: { range: [left, left + side] }, y: { range: [bottom, bottom + side] } };
}

function whole({ side }) {
  return side > WHOLE.side * 0.999;
}

function middle({ left, bottom, side }) {
  return { x: left + side / 2, y: bottom + side / 2 };
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
