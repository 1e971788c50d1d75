// Follows a session over Server-Sent Events. The browser comes back by itself and asks for what it has missed.
(() => {
  'use strict';
  const charts = AIMeterCharts, { make, format } = charts;
  const NAMES = { User: 'Recorded by the program' }, ORDER = ['Energy', 'Compute', 'Memory', 'Communication', 'System', 'User'];
  const by = id => document.getElementById(id);
  const times = [], watts = new Map(), values = new Map(), cells = new Map();
  let run = null, lastId = null, power = null, ended = false, waiting = null, last = null;

  charts.setup(1, []);
  charts.buttons();
  charts.themes(by('theme'));

  function figure(element, value, unit, unknown) {
    element.value = value === null || value === undefined ? '' : String(value);
    element.textContent = value === null || value === undefined ? unknown : format(value, unit);
  }

  function figures(value, bound, energy) {
    const [text, limits] = energy.joules === null ? ['unknown', ''] : charts.withBound(energy.joules, energy.bound, 'J');
    [value.value, value.textContent] = [energy.joules === null ? '' : String(energy.joules), text];
    if ('value' in bound) bound.value = energy.bound === null ? '' : String(energy.bound);
    bound.textContent = limits;
  }

  const keep = (map, key) => map.get(key) ?? map.set(key, new Array(times.length).fill(undefined)).get(key);
  const nameOf = series => series.device + '.' + series.metric;

  function status(words) {
    if (by('status').textContent !== words) by('status').textContent = words;
  }

  // The run is told anew when a series joins: lines keep what they have, charts are made again.
  function begin(told) {
    if (run && run.run !== told.run) {
      times.length = 0;
      watts.clear();
      values.clear();
    }
    run = told;
    by('name').textContent = told.name;
    document.title = told.name + ' · AIMeter live';
    build();
  }

  function build() {
    if (power) charts.drop(power);
    power = null;
    by('devices').replaceChildren(...run.devices.map(device => {
      const row = make('tr'), cell = kind => row.appendChild(make('td', { class: kind }));
      const head = row.appendChild(make('th', { scope: 'row' }, device.id));
      if (device.name !== device.id) head.append(make('small', {}, device.name));
      const data = [0, 1, 2].map(() => cell('number').appendChild(document.createElement('data')));
      const words = [cell('words'), cell('words')];
      cell('words').textContent = device.inTotal ? 'yes' : 'no';
      device.cells = { data, words };
      return row;
    }));
    if (run.devices.length) {
      const any = run.devices.some(d => d.inTotal);
      power = charts.panel(by('power-chart'), {
        title: 'Power of each device (W)', unit: 'W', height: 300,
        lines: run.devices.map((d, i) => ({ label: d.id, unit: 'W', colour: i, dash: [], step: false, times, values: keep(watts, d.id), hidden: any && !d.inTotal })),
      });
    }
    metrics();
  }

  function metrics() {
    const ids = [...new Set([...run.devices.map(d => d.id), ...run.series.map(s => s.device)])];
    const order = run.series.map((s, place) => ({ ...s, place })).sort((a, b) => a.rank - b.rank);
    const model = {
      devices: ids.map(id => ({ id })),
      traces: order.map(s => ({ ...s, id: s.place, name: nameOf(s), device: ids.indexOf(s.device) })),
    };
    const families = AIMeterFamilies(model, (trace, colour, dash, label) => ({
      label, unit: trace.unit, colour, dash, step: trace.step, times, values: keep(values, trace.name), hidden: false,
    }));
    const panels = document.querySelectorAll('#families .plot');
    panels.forEach(plot => charts.drop([...charts.panels].find(p => p.plot === plot)));
    by('device-pick').replaceChildren();
    cells.clear();
    by('families').replaceChildren(...ORDER.filter(name => model.traces.some(t => t.family === name)).map(name => section(name, model.traces.filter(t => t.family === name))));
    families.pickDevices(by('device-pick'));
    document.querySelectorAll('section.family').forEach(each => families.show(families.prepare(each)));
  }

  function section(family, traces) {
    const title = NAMES[family] ?? family, host = make('section', { class: 'family', 'data-family': family, 'aria-label': title });
    const details = make('details'), scroll = make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title + ': latest values' });
    const table = make('table'), head = make('tr'), body = make('tbody');
    head.append(make('th', { scope: 'col' }, 'Series'), make('th', { scope: 'col', class: 'number' }, 'Latest'));
    for (const trace of traces) {
      const row = make('tr'), cell = make('td', { class: 'number' });
      const exact = cell.appendChild(document.createElement('data'));
      row.append(make('th', { scope: 'row' }, trace.name), cell);
      body.append(row);
      cells.set(trace.name, { exact, unit: trace.unit });
    }
    const thead = make('thead');
    thead.append(head);
    table.append(make('caption', {}, title + ': latest values'), thead, body);
    scroll.append(table);
    details.append(make('summary', {}, 'Table: latest values'), scroll);
    host.append(make('h3', {}, title), make('div', { class: 'panels' }), details);
    return host;
  }

  function take(frame) {
    times.push(frame.t);
    frame.devices.forEach((device, i) => keep(watts, run.devices[i].id)[times.length - 1] = device.watts);
    for (let i = 0; i < frame.values.length; i += 2) keep(values, nameOf(run.series[frame.values[i]]))[times.length - 1] = frame.values[i + 1];
    for (const list of [...watts.values(), ...values.values()]) while (list.length < times.length) list.push(undefined);
    if (times.length > run.keep) [times, ...watts.values(), ...values.values()].forEach(list => list.shift());
    last = frame;
    waiting ??= requestAnimationFrame(() => { waiting = null; show(); });
  }

  function show() {
    const frame = last;
    figures(by('energy'), by('bound'), frame.energy);
    if (frame.energy.method) by('how').replaceChildren(make('span', { class: 'chip ' + frame.energy.method }, frame.energy.method), 'by ' + frame.energy.source);
    else by('how').textContent = frame.energy.reason ?? '';
    figure(by('watts'), frame.watts, 'W', 'unknown');
    figure(by('elapsed'), frame.t, 's', '');
    by('missing').hidden = !frame.energy.missing.length;
    if (by('missing').textContent !== frame.energy.missing.join('')) by('missing').replaceChildren(...frame.energy.missing.map(part => make('li', {}, 'The total lacks ' + part)));
    frame.devices.forEach((device, i) => {
      const { data, words } = run.devices[i].cells;
      figures(data[0], data[1], device.energy);
      figure(data[2], device.watts, 'W', 'unknown');
      words[0].textContent = device.energy.method ?? '';
      words[1].textContent = device.energy.source;
    });
    for (const [name, { exact, unit }] of cells) {
      const list = values.get(name);
      let at = list ? list.length - 1 : -1;
      while (at >= 0 && list[at] === undefined) at--;
      if (at >= 0) figure(exact, list[at], unit, 'gap');
    }
    charts.extend(times[0], times[times.length - 1]);
    document.documentElement.dataset.frames = String(times.length);
  }

  const events = new EventSource('/events');
  events.addEventListener('open', () => status('live'));
  events.addEventListener('error', () => { if (!ended) status(events.readyState === EventSource.CLOSED ? 'not admitted: open the address with its token again' : 'connection lost, trying again'); });
  events.addEventListener('run', event => begin(JSON.parse(event.data)));
  events.addEventListener('message', event => {
    if (event.lastEventId === lastId) return;
    lastId = event.lastEventId;
    take(JSON.parse(event.data));
    status('live');
  });
  events.addEventListener('end', () => {
    ended = true;
    events.close();
    status('the run has ended; these are its last figures');
  });
})();
