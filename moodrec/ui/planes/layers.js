// Two Plotly charts, one upon the other, that look like one.
//
// Below lies what no answer changes: the density above all, which takes long to draw. It is drawn
// once for each version of the set, and when another part of the plane is looked at. Above, clear
// as glass and with the same axes, is what an answer brings; it takes the pointer.

const CLOSER = "closer"; // the trace below with the songs of a closer look

class Layers {
  constructor() {
    this.below = make("div", { className: "moodrec-below" });
    this.above = make("div", { className: "moodrec-above" });
  }

  get drawn() {
    return Boolean(this.above._fullLayout);
  }

  // `seen` is what the axes show in place of the layout's own.
  async draw(library, backdrop, overlay, seen, options) {
    this.library = library;
    if (backdrop !== this.backdrop) await this.drawBelow(backdrop, seen);
    const under = backdrop.data.length ? glass(backdrop.layout) : backdrop.layout;
    await library.react(
      this.above,
      overlay.data.map((trace) => (covers(trace, seen) ? { ...trace, visible: false } : trace)),
      { ...within({ ...under, ...inFull(overlay.layout) }, under, seen), ...options },
      { displayModeBar: false, doubleClick: false, showTips: false },
    );
  }

  async drawBelow(backdrop, seen) {
    this.backdrop = backdrop;
    this.names = backdrop.data.map(({ name }) => name);
    if (!backdrop.data.length) return;
    const layout = within(backdrop.layout, {}, seen);
    await this.library.react(this.below, backdrop.data, layout, { staticPlot: true });
  }

  get charts() {
    return [this.below, this.above].filter((chart) => chart._fullLayout);
  }

  look(seen) {
    this.charts.forEach((chart) => this.library.relayout(chart, flat(seen)));
    this.uncover(seen);
  }

  // Leaves out what would cover a closer look, and brings back what no longer does.
  uncover(seen) {
    const traces = this.above.data ?? []; // none before the first answer is drawn
    const hidden = traces.map((trace) => covers(trace, seen));
    const turned = [...traces.keys()].filter((i) => hidden[i] !== (traces[i].visible === false));
    if (!turned.length) return;
    this.library.restyle(this.above, { visible: turned.map((i) => !hidden[i]) }, turned);
  }

  fit() {
    const shown = this.charts.filter((chart) => chart.offsetWidth); // Plotly fails for the others
    shown.forEach((chart) => this.library.Plots.resize(chart));
  }

  // Draws the songs of a closer look: values of Plotly's by their names.
  put(places) {
    const one = Object.fromEntries(Object.entries(places).map(([name, told]) => [name, [told]]));
    return this.library.restyle(this.below, one, [this.names.indexOf(CLOSER)]);
  }

  unhover() {
    this.library.Fx.unhover(this.above);
  }

  leave() {
    this.charts.forEach((chart) => this.library.purge(chart));
    this.library = null;
  }

  // -- What is where.

  get axes() {
    const { xaxis, yaxis } = this.above._fullLayout;
    return [xaxis, yaxis];
  }

  // Where a place of the plane is, in pixels from the left and the top of the figure.
  pixels(x, y) {
    const [across, up] = this.axes;
    return [across._offset + across.d2p(x), up._offset + up.d2p(y)];
  }

  pixelsOf({ clientX, clientY }) {
    const { left, top } = this.above.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  // The place on the plane of a point of the page; null outside of the axes.
  place(point) {
    const [across, up] = this.axes;
    const pixels = this.pixelsOf(point);
    const [left, top] = [pixels[0] - across._offset, pixels[1] - up._offset];
    if (left < 0 || top < 0 || left > across._length || top > up._length) return null;
    const perPixel = (across.range[1] - across.range[0]) / across._length;
    const digits = clamp(Math.ceil(-Math.log10(perPixel)), 2, 5);
    const exact = (value) => +clamp(value, 0, 1).toFixed(digits);
    return { x: exact(across.p2d(left)), y: exact(up.p2d(top)) };
  }

  // The songs that are seen, each with what tells the server which one it is.
  songs() {
    const [across, up] = this.axes.map((axis) => axis.range);
    const traces = this.charts.flatMap((chart) => chart._fullData);
    return traces.flatMap((trace) => {
      const song = identity(trace);
      if (!song) return [];
      return Array.from(trace.x, (x, i) => ({ x, y: trace.y[i], ...song(i) })).filter(
        ({ x, y }) => across[0] <= x && x <= across[1] && up[0] <= y && y <= up[1],
      );
    });
  }

  // The song within `reach` pixels of a point of the page, the uppermost first.
  songNear(point, reach) {
    const [left, top] = this.pixelsOf(point);
    const away = (song) => {
      const [x, y] = this.pixels(song.x, song.y);
      return Math.hypot(x - left, y - top) - song.size / 2;
    };
    return nearest(this.songs().reverse(), away, reach);
  }
}

// What tells which song each point of a trace is; nothing for a trace that holds none.
function identity({ name, marker, customdata, ids }) {
  const size = typeof marker?.size === "number" ? marker.size : 0;
  if (name === CLOSER) return (i) => ({ row: customdata[i], size });
  if (!customdata) return ids && ((i) => ({ id: ids[i], size, name }));
  const told = (i) => {
    const [title, artists, mood, lively] = customdata[i];
    const about = [mood, `livelier than ${lively} %`];
    return { title: plain(title), artists: plain(artists), about };
  };
  if (name === "songs") return (i) => ({ dot: i, size, ...told(i) });
  return (i) => ({ id: ids?.[i], size, name, ...told(i) });
}

// Whether a soft area, which tells how wide it is, would cover most of a closer look.
function covers({ meta }, { x }) {
  return Boolean(x) && meta > (x.range[1] - x.range[0]) / 2;
}

// A layout whose shapes and annotations told only how each differs from the one before.
function inFull({ shapes = [], annotations = [], ...layout }) {
  const full = (parts) => {
    let before;
    return parts.map(({ like, ...part }) => (before = like ? { ...before, ...part } : part));
  };
  return { ...layout, shapes: full(shapes), annotations: full(annotations) };
}

// Text without the escapes that Plotly's markup needs.
function plain(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

// What axes show, by the names that a change of a layout has for it.
function flat(seen) {
  const named = ([axis, told]) =>
    Object.entries(told).map(([name, value]) => [`${axis}axis.${name}`, value]);
  return structuredClone(Object.fromEntries(Object.entries(seen).flatMap(named)));
}

// A layout with other ranges; what it tells of an axis is told in addition to that of `under`.
function within(layout, under, seen) {
  return {
    ...layout,
    xaxis: { ...under.xaxis, ...layout.xaxis, ...seen.x },
    yaxis: { ...under.yaxis, ...layout.yaxis, ...seen.y },
  };
}

// The layout of a chart upon one with the same axes, which are drawn there.
function glass({ shapes, annotations, xaxis, yaxis, ...layout }) {
  const unseen = { visible: false };
  return { ...layout, xaxis: { ...xaxis, ...unseen }, yaxis: { ...yaxis, ...unseen } };
}
