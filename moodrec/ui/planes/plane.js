// A figure that stays in the browser and takes over what each answer changes.
//
// A click means the song under it, else the very spot; a closer look, by wheel, box, pinch or key,
// asks the server for the songs inside; arrow keys walk from song to song.

const CLOSEST = 0.0005; // of an axis: the smallest side of a closer look
const CELLS = 50; // hovered cells to a side
const REACH = { mouse: 7, touch: 14 }; // pixels from a click to the song that it means
const REST = 120; // milliseconds a pointer has to rest before anybody is asked
const DOUBLE = 500; // milliseconds between the clicks of a double one
const STILL = 4; // pixels that a pointer may move during a click
const NOWHERE = { x: [], y: [], customdata: [] };
const STEP = 1.6; // of a zoom by key or button
const TURN = 0.6; // the most that one turn of the wheel does, as a logarithm
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const views = new Map(); // what each figure showed last, also when Streamlit has drawn it anew

class MoodPlane {
  constructor(parent) {
    this.view = WHOLE;
    this.layers = new Layers();
    this.ring = make("div", { className: "moodrec-ring", hidden: true });
    this.card = make("div", { className: "moodrec-card", hidden: true });
    this.spoken = make("div", { className: "moodrec-spoken" });
    this.spoken.setAttribute("aria-live", "polite");
    this.closer = button("+", "Look closer", () => this.zoom(1 / STEP));
    this.back = button("⤢", "Back to the whole plane", () => this.look(WHOLE));
    this.more = make("button", { type: "button", onclick: () => this.nextSongs(), hidden: true });
    const buttons = make("div", { className: "moodrec-buttons" });
    buttons.append(this.closer, this.back);
    const rest = make("div", { className: "moodrec-buttons moodrec-rest" });
    rest.append(this.more);
    const { below, above } = this.layers;
    this.root = make("div", { className: "moodrec-plane" });
    this.root.append(below, above, this.ring, this.card, buttons, rest, this.spoken);
    parent.append(this.root);
    this.sizes = new ResizeObserver(() => this.layers.fit());
    this.attend();
  }

  begin(data, choose) {
    if (this.data?.backdrop !== data.backdrop) this.places = null;
    this.view = views.get(data.key) ?? WHOLE;
    this.data = data;
    this.choose = choose;
    this.root.setAttribute("aria-label", data.about);
    this.root.setAttribute("role", data.clicks ? "application" : "img");
    if (data.clicks) this.root.tabIndex = 0;
    this.closer.hidden = !data.zoom;
    this.offer();
  }

  offer() {
    this.closer.disabled = this.view.side <= CLOSEST;
    this.back.hidden = whole(this.view);
  }

  // A message comes with every run of the page, and mostly says what the last one said.
  isNew({ backdrop, overlay }) {
    const drawn = JSON.stringify([backdrop, overlay]);
    const other = drawn !== this.drawn;
    this.drawn = drawn;
    return other;
  }

  leave() {
    this.sizes.disconnect();
    this.layers.leave();
    this.root.remove();
  }

  async draw(library, backdrop) {
    this.unpoint();
    const seen = this.data.zoom ? axes(this.view) : {};
    const box = this.data.zoom && matchMedia("(pointer: fine)").matches;
    await this.layers.draw(library, backdrop, this.data.overlay, seen, {
      dragmode: box ? "zoom" : false,
    });
    if (this.listening) this.saySeed();
    else this.follow();
    if (!this.places && !whole(this.view)) this.closerLook();
  }

  follow() {
    this.listening = true;
    this.sizes.observe(this.root);
    const { above } = this.layers;
    above.on("plotly_hover", () => {
      this.unpoint();
      this.named = true;
    });
    above.on("plotly_unhover", () => (this.named = false));
    above.on("plotly_relayout", (changed) => this.moved(changed));
  }

  // -- Pointers.

  attend() {
    const { root } = this;
    const { above } = this.layers;
    above.addEventListener("pointerdown", (event) => this.pressed(event), true);
    above.addEventListener("pointercancel", () => (this.down = null), true);
    above.addEventListener("pointermove", (event) => this.rest(event), true);
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
    clearTimeout(this.resting);
    const once = { once: true, capture: true };
    window.addEventListener("pointerup", (end) => this.released(end), once);
  }

  released(event) {
    const { down } = this;
    this.down = null;
    if (!down || !this.layers.drawn || event.button) return;
    const moved = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
    if (moved > STILL || this.twice(event)) return;
    const spot = this.layers.place(event);
    const reach = event.pointerType === "touch" ? REACH.touch : REACH.mouse;
    const song = this.layers.songNear(event, reach);
    if (!song && !spot) return;
    this.clicked = event;
    this.pick(song ?? spot);
  }

  // Whether this is the second click of a double one, which means what the first meant.
  twice({ timeStamp, clientX, clientY }) {
    if (!this.clicked || timeStamp - this.clicked.timeStamp > DOUBLE) return false;
    return Math.hypot(clientX - this.clicked.clientX, clientY - this.clicked.clientY) <= STILL;
  }

  // Also marks the place at once: the answer takes a moment.
  pick({ x, y, id, dot, row }) {
    if (!this.data.clicks) return;
    this.unpoint();
    this.mark({ x, y });
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
    const spot = this.layers.drawn && this.layers.place(event);
    if (!spot || this.named) return this.unpoint();
    const song = this.layers.songNear(event, REACH.mouse);
    const where = this.layers.pixelsOf(event);
    if (song?.title) return this.tell({ songs: [song], count: 1 }, where);
    if (song) return this.ask("hover", { row: song.row }, (told) => this.tell(told, where));
    const cell = this.view.side / CELLS;
    const edges = [spot.x, spot.y].map((part) => Math.floor(part / cell) * cell);
    const asked = [...edges, edges[0] + cell, edges[1] + cell].map((edge) => +edge.toFixed(6));
    this.ask("hover", { cell: asked }, (told) => this.tell(told, where));
  }

  tell({ songs, count }, [left, top]) {
    if (!songs.length || !this.root.matches(":hover, :focus")) return this.unpoint();
    const rows = songs.flatMap(({ title, artists, about = [] }) => {
      const row = make("div", {});
      row.append(make("b", { textContent: title }), artists ? ` – ${artists}` : "");
      return [row, ...about.map((told) => make("div", { textContent: told }))];
    });
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
    ask(kind, { ...question, of: this.data.backdrop }, (told) => this.layers.library && done(told));
  }

  // -- A closer look.

  wheel(event) {
    const focused = this.root.contains(document.activeElement);
    const out = event.deltaY > 0;
    if (!this.data.zoom || !(event.ctrlKey || focused) || (out && whole(this.view))) return;
    event.preventDefault();
    event.stopPropagation();
    const spot = this.layers.place(event);
    const turned = clamp(event.deltaY / (event.ctrlKey ? 100 : 400), -TURN, TURN);
    if (spot) this.zoom(Math.exp(turned), spot);
  }

  pinch(event) {
    if (!this.data.zoom || event.touches.length !== 2) return;
    event.preventDefault();
    this.down = null;
    const [one, two] = event.touches;
    const width = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
    const middle = this.layers.place({
      clientX: (one.clientX + two.clientX) / 2,
      clientY: (one.clientY + two.clientY) / 2,
    });
    if (event.type === "touchmove" && middle && this.width) this.zoom(this.width / width, middle);
    this.width = width;
  }

  // Makes the visible side `factor` times as long; a place stays where it is, else the song that
  // is stood on, the seed or the middle.
  zoom(factor, place) {
    if (!this.layers.drawn) return;
    const spot = place ?? this.walked ?? this.seed ?? middle(this.view);
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
      this.layers.look(axes(this.view));
    });
  }

  // After each change of the axes: a box becomes a square, and its songs are asked for.
  moved(changed) {
    if (!this.data.zoom || !Object.keys(changed).some((name) => name.includes("range"))) return;
    const [across, up] = this.layers.axes.map((axis) => axis.range);
    const sides = [across[1] - across[0], up[1] - up[0]];
    const { x, y } = axes(this.view);
    const own = across[0] === x.range[0] && up[0] === y.range[0] && across[1] === x.range[1];
    if (!own) {
      const side = clamp(Math.max(...sides), CLOSEST, WHOLE.side);
      const [left, bottom] = [across, up].map((span) => (span[0] + span[1] - side) / 2);
      return this.look({ left, bottom, side });
    }
    this.offer();
    if (this.walked) this.stand(this.walked);
    else this.unpoint();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.closerLook(), REST);
  }

  // Shows the songs inside, but for the `after` best known; no more than the server tells at once.
  async closerLook(after = 0) {
    if (whole(this.view)) return this.put({ places: NOWHERE, shown: 0, count: 0 }, 0);
    const { left, bottom, side } = this.view;
    const window = [left, bottom, left + side, bottom + side].map((edge) => +edge.toFixed(6));
    const told = await new Promise((done) => this.ask("window", { window, after }, done));
    return this.put(told, after);
  }

  put({ places, shown, count }, after) {
    const last = after + shown;
    const [from, to, all] = [after + 1, last, count].map((told) => told.toLocaleString("en"));
    this.places = { last, count };
    this.more.hidden = shown === count;
    this.more.textContent = `${from} to ${to} of ${all}: show the next`;
    return this.layers.put(places);
  }

  nextSongs() {
    const { last, count } = this.places ?? {};
    return this.closerLook(last < count ? last : 0);
  }

  // -- Keys.

  key(event) {
    if (event.target !== this.root || !this.layers.drawn || event.altKey) return;
    const done = () => event.preventDefault();
    if (event.key in ARROWS) this.walk(...ARROWS[event.key]), done();
    else if (event.key === "Enter" && this.walked) this.pick(this.walked), done();
    else if (!this.data.zoom) return;
    else if ("+=".includes(event.key)) this.zoom(1 / STEP), done();
    else if (event.key === "-") this.zoom(STEP), done();
    else if ("nN".includes(event.key)) this.next(), done();
    else if (event.key === "Escape" || event.key === "0") this.unpoint(), this.look(WHOLE), done();
  }

  // The seed, where it is in view.
  get seed() {
    return this.layers.songs().find(({ name }) => name === "seed");
  }

  // To the next song in that direction: as near as can be, and rather straight on.
  walk(right, up) {
    const songs = this.layers.songs();
    const from = this.walked ?? this.seed ?? middle(this.view);
    const ahead = (song) => (song.x - from.x) * right + (song.y - from.y) * up;
    const aside = (song) => Math.abs((song.x - from.x) * up) + Math.abs((song.y - from.y) * right);
    const effort = (song) => (ahead(song) > APART ? ahead(song) + 3 * aside(song) : Infinity);
    const next = nearest(songs, effort, Infinity);
    if (!next) return this.say("No song is further that way.");
    this.stand(next);
  }

  // To the next song at the same place; after the last of those that are drawn come others.
  async next() {
    const from = this.walked ?? middle(this.view);
    const here = () => this.layers.songs().filter((song) => song.row !== undefined && same(song, from));
    const known = here();
    const next = known[known.findIndex(({ row }) => row === from.row) + 1];
    if (next) return this.stand(next);
    await this.nextSongs();
    const [first] = here();
    if (first) this.stand(first);
  }

  stand(song) {
    this.unpoint();
    this.layers.unhover();
    this.walked = song;
    const place = this.mark(song);
    const told = (one) => {
      if (this.walked !== song) return;
      this.tell({ songs: [one], count: 1 }, place);
      const by = one.artists ? ` by ${one.artists}` : "";
      this.say(`${one.title}${by}, ${spokenPlace(song.x, song.y)}`);
    };
    if (song.title) told(song);
    else this.ask("hover", { row: song.row }, ({ songs }) => songs.length && told(songs[0]));
  }

  // A ring around a place; gives where that is in pixels.
  mark({ x, y }) {
    const [left, top] = this.layers.pixels(x, y);
    this.ring.style.left = `${left}px`;
    this.ring.style.top = `${top}px`;
    this.ring.hidden = false;
    return [left, top];
  }

  saySeed() {
    const seed = this.data.overlay.data.find(({ name }) => name === "seed");
    if (seed) this.say(`The seed lies at ${spokenPlace(seed.x[0], seed.y[0])}`);
  }

  say(text) {
    this.spoken.textContent = text;
  }
}
