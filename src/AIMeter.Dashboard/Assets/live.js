// Follows a session over Server-Sent Events. The browser comes back by itself and asks for what it has missed.
(() => {
  'use strict';
  const charts = AIMeterCharts, { make, format } = charts;
  const NAMES = { User: 'Recorded by the program' }, ORDER = ['Energy', 'Compute', 'Memory', 'Communication', 'System', 'User'];
  const by = id => document.getElementById(id);
  const times = [], watts = new Map(), values = new Map(), cells = new Map();
  let run = null, lastId = null, power = null, ended = false, waiting = null, last = null, phases = [];

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
      tell({ phases: [], more: 0 });
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

  // A row for each phase and unit; a phase without units has one.
  function tell(told) {
    phases = told.phases;
    by('phases').hidden = !phases.length;
    by('phases-more').textContent = told.more ? told.more + ' more phases are not shown; the report has them.' : '';
    by('phase-rows').replaceChildren(...phases.flatMap((phase, i) => (phase.units.length ? phase.units : [null]).map((unit, n) => line(phase, i, unit, n))));
  }

  function line(phase, i, unit, n) {
    const row = make('tr', { 'data-phase': phase.path }), head = row.appendChild(make('th', { scope: 'row' }));
    const number = (value, text) => {
      const data = row.appendChild(make('td', { class: 'number' })).appendChild(document.createElement('data'));
      data.value = value === null ? '' : String(value);
      data.textContent = value === null ? '' : text;
    };
    const energy = (joules, bound, of) => {
      const [text, limits] = joules === null ? ['unknown', ''] : charts.withBound(joules, bound, 'J');
      number(joules ?? '', text + (joules === null ? '' : of));
      number(bound, limits);
    };
    if (n === 0) head.append(make('span', { class: 'swatch phase-' + i % charts.COLOURS, 'aria-hidden': 'true' }), '\u2002' + '\u2003'.repeat(phase.depth) + phase.name);
    if (n === 0 && phase.depth) head.title = phase.path;
    if (n === 0) number(phase.count, String(phase.count)); else number(null);
    if (n === 0) number(phase.open, String(phase.open)); else number(null);
    if (n === 0) number(phase.seconds, format(phase.seconds, 's')); else number(null);
    if (n === 0) energy(phase.energy.joules, phase.energy.bound, ''); else { number(null); number(null); }
    number(unit ? unit.count : null, unit ? (Number.isInteger(unit.count) ? unit.count : format(unit.count, '')) + ' ' + unit.unit : '');
    if (unit) energy(unit.joules, unit.bound, '/' + unit.unit.replace(/s$/, '')); else { number(null); number(null); }
    return row;
  }

  function price(told) {
    by('carbon').hidden = false;
    if (!by('grams')) by('grams-place').append(make('data', { id: 'grams' }));
    const [text, limits] = told.grams === null ? ['unknown', ''] : charts.withBound(told.grams, told.bound, 'g');
    by('grams').value = told.grams === null ? '' : String(told.grams);
    by('grams').textContent = text;
    by('grams-bound').textContent = limits;
    by('grams-how').textContent = told.reason ?? [told.region, told.intensity === null ? '' : format(told.intensity, 'g/kWh'), told.basis].filter(Boolean).join(' · ');
  }

  // What is under way is shaded up to the last frame.
  const shades = now => phases.map((phase, i) => ({ path: phase.path, depth: phase.depth, colour: i, runs: phase.runs.map((at, place) => at ?? Math.max(now, phase.runs[place - 1])) }));

  function take(frame) {
    times.push(frame.t);
    frame.devices.forEach((device, i) => keep(watts, run.devices[i].id)[times.length - 1] = device.watts);
    for (let i = 0; i < frame.values.length; i += 2) keep(values, nameOf(run.series[frame.values[i]]))[times.length - 1] = frame.values[i + 1];
    for (const list of [...watts.values(), ...values.values()]) while (list.length < times.length) list.push(undefined);
    if (times.length > run.keep) [times, ...watts.values(), ...values.values()].forEach(list => list.shift());
    last = frame;
    waiting ??= requestAnimationFrame(draw);
  }

  function draw() {
    waiting = null;
    show();
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
    charts.shade(shades(frame.t));
    charts.extend(times[0], times[times.length - 1]);
    document.documentElement.dataset.frames = String(times.length);
  }

  const events = new EventSource('/events');
  events.addEventListener('open', () => status('live'));
  events.addEventListener('error', () => { if (!ended) status(events.readyState === EventSource.CLOSED ? 'not admitted: open the address with its token again' : 'connection lost, trying again'); });
  events.addEventListener('run', event => begin(JSON.parse(event.data)));
  events.addEventListener('phases', event => tell(JSON.parse(event.data)));
  events.addEventListener('carbon', event => price(JSON.parse(event.data)));
  events.addEventListener('message', event => {
    if (event.lastEventId === lastId) return;
    lastId = event.lastEventId;
    take(JSON.parse(event.data));
    status('live');
  });
  events.addEventListener('end', () => {
    ended = true;
    events.close();
    if (waiting !== null) { // what the words below say is so when they stand there
      cancelAnimationFrame(waiting);
      draw();
    }
    status('the run has ended; these are its last figures');
  });
})();
