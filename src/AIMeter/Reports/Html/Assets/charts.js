// Charts over a common time axis: one window and one cursor for all of them. Drawn by uPlot; used by the report and the live page.
var AIMeterCharts = (() => {
  'use strict';
  const GAP = 0x7fc00000;
  const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [14, 4], [1, 2], [6, 2, 2, 2, 2, 2]];
  const COLOURS = 10;
  const FROM_ZERO = new Set(['W', 'J', '%', 'B', 'B/s', 's', 's/s', 'count']);
  const PREFIXES = { 'W': 1, 'J': 1, 'B': 1, 'B/s': 1 };
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const panels = new Set();
  const listeners = new Set();
  const view = { min: 0, max: 1, whole: [0, 1] };
  let phases = [];

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = index => css('--s' + index % COLOURS);

  function make(tag, attributes = {}, text = '') {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  }

  // Bytes of equal weight stand side by side, gzipped, in base64 (TraceCode in the sources of AIMeter).
  async function unpack(base64, width) {
    const packed = Uint8Array.from(atob(base64.trim()), c => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    const planes = new Uint8Array(await new Response(stream).arrayBuffer());
    const count = planes.length / width;
    const bytes = new Uint8Array(planes.length);
    for (let weight = 0; weight < width; weight++) {
      for (let i = 0, from = weight * count; i < count; i++) bytes[i * width + weight] = planes[from + i];
    }
    return bytes.buffer;
  }

  const times = async base64 => Array.from(new Float64Array(await unpack(base64, 8)));

  // null is a gap, which cuts the line; undefined is a moment that the series knows nothing of.
  async function samples(base64) {
    const buffer = await unpack(base64, 4);
    const bits = new Uint32Array(buffer), values = new Float32Array(buffer), result = new Array(values.length);
    for (let i = 0; i < values.length; i++) {
      result[i] = values[i] === values[i] ? values[i] : bits[i] === GAP ? null : undefined;
    }
    return result;
  }

  const significant = (value, digits) => {
    if (value === 0) return '0';
    const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
    return places > 9 ? value.toExponential(digits - 1) : value.toFixed(places);
  };

  const steps = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, ''], [1e-3, 'm'], [1e-6, 'µ']];
  function prefix(unit, size) {
    if (!PREFIXES[unit] || !(size > 0)) return [1, ''];
    return steps.find(([factor]) => size >= factor && (factor >= 1 || !unit.startsWith('B'))) ?? (unit.startsWith('B') ? [1, ''] : steps[steps.length - 1]);
  }

  function format(value, unit) {
    if (value === null) return 'gap';
    if (value === undefined) return '';
    const [factor, letter] = prefix(unit, Math.abs(value));
    return significant(value / factor, 4) + (unit && unit !== 'count' ? ' ' + letter + unit : '');
  }

  /** A value and its bound in one unit, rounded to two digits of the bound, which is rounded up. */
  function withBound(value, bound, unit) {
    const [factor, letter] = prefix(unit, Math.max(Math.abs(value), bound)), behind = ' ' + letter + unit;
    if (!(bound > 0)) return [significant(value / factor, 4) + behind, '± 0' + behind];
    const places = 1 - Math.floor(Math.log10(bound / factor)), step = 10 ** -places, digits = Math.max(0, Math.min(9, places));
    return [(Math.round(value / factor / step) * step).toFixed(digits) + behind, '± ' + (Math.ceil(bound / factor / step - 1e-9) * step).toFixed(digits) + behind];
  }

  // As many as the distance of two ticks needs, such as one for 2.5 s.
  function decimals(step) {
    let places = 0;
    while (places < 6 && Math.abs(step * 10 ** places - Math.round(step * 10 ** places)) > 1e-6 * step * 10 ** places) places++;
    return places;
  }

  function clock(seconds, step) {
    const places = decimals(step);
    if (view.whole[1] - view.whole[0] < 120) return seconds.toFixed(places) + ' s';
    const sign = seconds < 0 ? '-' : '', all = Math.abs(seconds), h = Math.floor(all / 3600), m = Math.floor(all / 60) % 60;
    const s = (all % 60).toFixed(places).padStart(places ? places + 3 : 2, '0');
    return sign + (h ? h + ':' + String(m).padStart(2, '0') : m) + ':' + s;
  }

  // The phases behind the lines: the outermost fill the height, inner ones are strips at the top.
  function bands(u) {
    const { ctx, bbox } = u, ratio = devicePixelRatio || 1;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const phase of phases) {
      const fill = css('--p' + phase.colour % COLOURS);
      let named = -Infinity;
      for (let i = 0; i < phase.runs.length; i += 2) {
        if (phase.runs[i + 1] < view.min || phase.runs[i] > view.max) continue;
        const left = u.valToPos(phase.runs[i], 'x', true), right = Math.max(left + ratio, u.valToPos(phase.runs[i + 1], 'x', true));
        ctx.fillStyle = fill;
        ctx.globalAlpha = phase.depth ? .85 : parseFloat(css('--band'));
        const top = phase.depth ? bbox.top + (15 + 5 * Math.min(phase.depth, 4)) * ratio : bbox.top;
        ctx.fillRect(left, top, right - left, phase.depth ? 4 * ratio : bbox.height);
        if (!phase.depth) {
          ctx.globalAlpha = 1;
          ctx.fillRect(left, bbox.top, right - left, 3 * ratio);
          named = label(u, phase.path, Math.max(left, bbox.left), Math.min(right, bbox.left + bbox.width), named, ratio);
        }
      }
    }
    ctx.restore();
  }

  function label(u, name, left, right, after, ratio) {
    const { ctx, bbox } = u;
    ctx.font = 11 * ratio + 'px system-ui, sans-serif';
    const room = right - left - 8 * ratio;
    if (room < 28 * ratio || left < after || ctx.measureText(name).width > room) return after;
    ctx.fillStyle = css('--soft');
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    ctx.fillText(name, left + 4 * ratio, bbox.top + 5 * ratio);
    return left + 60 * ratio;
  }

  // Lines with axes of their own are put on one; what a line knows nothing of stays undefined and cuts nothing.
  function align(lines) {
    const groups = new Map();
    for (const line of lines) {
      if (!groups.has(line.times)) groups.set(line.times, []);
      groups.get(line.times).push(line);
    }
    const tables = [...groups].map(([axis, members]) => [axis, ...members.map(line => line.values)]);
    const order = [...groups.values()].flat();
    return { order, data: tables.length === 1 ? tables[0] : uPlot.join(tables) };
  }

  function nearest(u, series, index) {
    const values = u.data[series];
    if (values[index] !== undefined) return index;
    for (let far = 1; far < 400; far++) {
      if (index - far >= 0 && values[index - far] !== undefined) return index - far;
      if (index + far < values.length && values[index + far] !== undefined) return index + far;
    }
    return index;
  }

  function legend(panel) {
    const list = make('ul', { class: 'legend', 'aria-label': 'Lines of this chart; press to hide or show' });
    panel.lines.forEach((line, i) => {
      const item = make('li'), button = make('button', { type: 'button', 'aria-pressed': line.hidden ? 'false' : 'true' });
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg'), stroke = document.createElementNS('http://www.w3.org/2000/svg', 'line');
      for (const [name, value] of Object.entries({ x1: 0, x2: 22, y1: 5, y2: 5, 'stroke-width': 2.5, 'stroke-dasharray': line.dash.join(' ') })) stroke.setAttribute(name, value);
      stroke.style.stroke = 'var(--s' + line.colour % COLOURS + ')';
      svg.setAttribute('aria-hidden', 'true');
      svg.append(stroke);
      line.readout = make('output', { 'aria-live': 'off' });
      button.append(svg, line.label, line.readout);
      button.addEventListener('click', () => {
        line.hidden = !line.hidden;
        button.setAttribute('aria-pressed', String(!line.hidden));
        panel.u.setSeries(i + 1, { show: !line.hidden });
      });
      item.append(button);
      list.append(item);
    });
    return list;
  }

  function read(panel) {
    const { u, lines, plot } = panel, index = u.cursor.idx, parts = [];
    lines.forEach((line, i) => {
      const at = index === null || index === undefined ? null : u.cursor.idxs?.[i + 1] ?? index;
      const text = at === null ? '' : format(u.data[i + 1][at], line.unit);
      line.readout.textContent = text;
      if (text && !line.hidden) parts.push(line.label + ' ' + text);
    });
    if (index !== null && index !== undefined && u.data[0].length) {
      const now = u.data[0][index];
      plot.setAttribute('aria-valuenow', now.toFixed(3));
      plot.setAttribute('aria-valuetext', clock(now, .01) + ': ' + parts.join(', '));
    }
  }

  // Amounts begin at zero, so that heights compare; the names of the phases get room above the lines.
  function room(min, max, fromZero) {
    if (min === null || min === undefined) return [0, 1];
    const low = fromZero ? Math.min(0, min) : min, span = max - low || Math.abs(max);
    return span ? [fromZero ? low : min - span * .08, max + span * .22] : [fromZero ? 0 : -1, 1];
  }

  function options(panel, width) {
    const unit = panel.unit;
    const axis = { stroke: () => css('--soft'), grid: { stroke: () => css('--grid'), width: 1 }, ticks: { stroke: () => css('--grid'), width: 1 }, font: '12px system-ui, sans-serif' };
    return {
      width, height: panel.height,
      legend: { show: false },
      padding: [8, 12, 0, 0],
      cursor: {
        sync: { key: 'aimeter', setSeries: false, filters: { pub: type => type === 'mousemove' || type === 'mouseleave' } },
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
        dataIdx: nearest,
        bind: { dblclick: () => () => { reset(); return null; } },
      },
      scales: {
        x: { time: false, range: () => [view.min, view.max] },
        y: { range: (u, min, max) => room(min, max, FROM_ZERO.has(unit)) },
      },
      axes: [
        { ...axis, space: 70, size: 30, gap: 4, values: (u, splits, i, space, step) => splits.map(s => clock(s, step)) },
        { ...axis, size: (u, texts) => texts ? 18 + 7 * Math.max(4, ...texts.map(t => t.length)) : 60, values: (u, splits) => axisTexts(splits, unit), filter: (u, splits) => splits.map(s => unit === '%' && s > 100 ? null : s) },
      ],
      series: [{}, ...panel.lines.map(line => ({
        label: line.label, show: !line.hidden, width: 1.6, dash: line.dash, stroke: () => colour(line.colour), spanGaps: false,
        paths: line.step ? uPlot.paths.stepped({ align: -1 }) : uPlot.paths.linear(),
        points: { size: 4, ...(line.step ? { show: false } : {}), filter: alone },
      }))],
      hooks: {
        drawClear: [bands],
        setCursor: [() => panel.u && read(panel)],
        setSelect: [u => {
          if (u.select.width < 3) return;
          const from = u.posToVal(u.select.left, 'x'), to = u.posToVal(u.select.left + u.select.width, 'x');
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          zoom(from, to);
        }],
      },
    };
  }

  // A sample between two gaps has no line to either side: it is drawn as a point even where points are not.
  function alone(u, index, show, gaps) {
    if (show) return null;
    const values = u.data[index], found = [];
    if (!gaps || !gaps.length) return found;
    const [from, to] = u.series[0].idxs ?? [0, values.length - 1];
    let before = null, here = null;
    for (let i = from; i <= to + 1; i++) {
      const value = i > to ? null : values[i];
      if (value === undefined) continue;
      if (value === null) {
        if (here !== null && before === null) found.push(here);
        before = here = null;
      } else {
        before = here;
        here = i;
      }
    }
    return found.length ? found : [];
  }

  function axisTexts(splits, unit) {
    const size = Math.max(...splits.map(s => Math.abs(s ?? 0)));
    const [factor, letter] = prefix(unit, size);
    const places = splits.length > 1 ? decimals(Math.abs(splits[1] - splits[0]) / factor) : 0;
    const behind = PREFIXES[unit] || unit === '%' || unit === '°C' ? ' ' + letter + unit : '';
    return splits.map(s => s === null ? '' : (s / factor).toFixed(places) + behind);
  }

  /** Makes a chart in a host element. lines: [{ label, unit, colour, dash, step, times, values, hidden }]. */
  function panel(host, { title, unit, lines, height = 240 }) {
    const { order, data } = align(lines);
    const figure = make('figure', { class: 'panel' });
    const plot = make('div', {
      class: 'plot', tabindex: '0', role: 'slider', 'aria-label': 'Cursor in time, ' + title, 'aria-valuemin': view.whole[0].toFixed(3),
      'aria-valuemax': view.whole[1].toFixed(3), 'aria-valuenow': view.whole[0].toFixed(3), 'aria-valuetext': 'not yet placed; use the arrow keys',
    });
    const made = { host, figure, plot, unit, lines: order, height, u: null };
    figure.append(make('figcaption', {}, title), plot);
    host.append(figure);
    made.u = new uPlot(options(made, Math.max(240, plot.clientWidth)), data, plot);
    figure.append(legend(made));
    plot.uplot = made.u;
    plot.addEventListener('keydown', event => key(made, event));
    panels.add(made);
    return made;
  }

  function drop(made) {
    panels.delete(made);
    made.u.destroy();
    made.figure.remove();
  }

  function key(made, event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = {
      ArrowLeft: () => event.shiftKey ? pan(-.2) : step(made, -1), ArrowRight: () => event.shiftKey ? pan(.2) : step(made, 1),
      PageUp: () => step(made, 20), PageDown: () => step(made, -20), Home: () => place(made, 0, 1), End: () => place(made, made.u.data[0].length - 1, -1),
      '+': () => scale(.5, made), '=': () => scale(.5, made), '-': () => scale(2, made), '0': reset, Escape: reset,
    }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  }

  function step(made, by) {
    const x = made.u.data[0], now = made.u.cursor.idx;
    let at = now === null || now === undefined ? (by > 0 ? x.findIndex(v => v >= view.min) : x.length - 1) : now + by;
    place(made, Math.max(0, Math.min(x.length - 1, at)), by);
  }

  function place(made, at, by) {
    const { u } = made, x = u.data[0];
    const known = i => made.lines.some((line, n) => !line.hidden && u.data[n + 1][i] !== undefined);
    while (at > 0 && at < x.length - 1 && !known(at)) at += Math.sign(by) || 1;
    const width = view.max - view.min;
    if (x[at] < view.min || x[at] > view.max) zoom(x[at] - width / 2, x[at] + width / 2);
    u.setCursor({ left: u.valToPos(x[at], 'x'), top: u.over.clientHeight / 2 }, true, true);
  }

  function zoom(from, to) {
    const [start, end] = view.whole, least = (end - start) / 1e5;
    let width = Math.min(Math.max(to - from, least), end - start);
    from = Math.min(Math.max(from, start), end - width);
    view.min = from;
    view.max = from + width;
    for (const each of panels) each.u.setScale('x', { min: view.min, max: view.max });
    for (const listener of listeners) listener(view);
  }

  /** The run went on: whoever looks at the whole of it sees the whole of it still. */
  function extend(start, end) {
    const whole = view.max - view.min >= (view.whole[1] - view.whole[0]) * .99999;
    view.whole = [start, Math.max(end, start + 1e-3)];
    for (const each of panels) {
      const { order, data } = align(each.lines);
      if (order.some((line, i) => line !== each.lines[i])) continue;
      each.u.setData(data, false);
      each.plot.setAttribute('aria-valuemin', start.toFixed(3));
      each.plot.setAttribute('aria-valuemax', end.toFixed(3));
    }
    if (whole) reset(); else zoom(view.min, view.max);
  }

  const reset = () => zoom(view.whole[0], view.whole[1]);
  const pan = share => zoom(view.min + share * (view.max - view.min), view.max + share * (view.max - view.min));
  function scale(factor, made) {
    const at = made?.u.cursor.idx !== null && made?.u.cursor.idx !== undefined ? made.u.data[0][made.u.cursor.idx] : (view.min + view.max) / 2;
    const middle = at >= view.min && at <= view.max ? at : (view.min + view.max) / 2;
    zoom(middle - (middle - view.min) * factor, middle + (view.max - middle) * factor);
  }

  function redraw() {
    for (const each of panels) each.u.redraw(false, true);
  }

  function fit(width) {
    for (const each of panels) {
      const room = width ?? each.figure.clientWidth;
      if (room > 0 && room !== each.u.width) each.u.setSize({ width: room, height: each.height });
    }
  }

  /** Light, dark, or as the system says; print is always light. */
  function themes(button) {
    const names = ['auto', 'light', 'dark'], root = document.documentElement;
    let now = 0;
    button.addEventListener('click', () => {
      now = (now + 1) % names.length;
      if (now) root.dataset.theme = names[now]; else delete root.dataset.theme;
      button.textContent = 'Theme: ' + names[now];
      redraw();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    const paper = 660;      // an A4 page between its margins, less the border of a card
    let before;
    addEventListener('beforeprint', () => {
      before = root.dataset.theme ?? '';
      root.dataset.theme = 'light';
      document.querySelectorAll('details').forEach(d => { d.dataset.was = d.open ? 'open' : ''; d.open = true; });
      fit(paper);
      redraw();
    });
    addEventListener('afterprint', () => {
      if (before) root.dataset.theme = before; else delete root.dataset.theme;
      document.querySelectorAll('details').forEach(d => { d.open = d.dataset.was === 'open'; });
      fit();
      redraw();
    });
    let waiting;
    addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(() => fit(), 80); });
  }

  function buttons() {
    const by = id => document.getElementById(id), range = by('range');
    by('pan-left').addEventListener('click', () => pan(-.5));
    by('pan-right').addEventListener('click', () => pan(.5));
    by('zoom-in').addEventListener('click', () => scale(.5));
    by('zoom-out').addEventListener('click', () => scale(2));
    by('zoom-reset').addEventListener('click', reset);
    listeners.add(v => {
      const width = v.max - v.min, whole = width >= (v.whole[1] - v.whole[0]) * .99999;
      const step = 10 ** Math.floor(Math.log10(width / 100));
      range.textContent = whole ? 'whole run' : clock(v.min, step) + ' – ' + clock(v.max, step);
    });
  }

  function setup(duration, list) {
    view.whole = [0, duration];
    [view.min, view.max] = view.whole;
    phases = list;
  }

  /** The phases behind the lines, from now on: [{ path, depth, colour, runs: [begin, end, …] }]. */
  const shade = list => { phases = list; };

  return { panels, setup, shade, panel, drop, extend, zoom, reset, withBound, view, times, samples, make, themes, buttons, format, DASHES, COLOURS, still, redraw };
})();
