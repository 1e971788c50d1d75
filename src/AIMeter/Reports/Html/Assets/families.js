// The families of metrics: pick metrics and devices, a chart for each unit. Used by the report and the live page.
// model: { traces: [{ id, device, metric, label, unit, family, first }], devices: [{ id }] }; line(trace, colour, dash, label) gives a line.
var AIMeterFamilies = (model, line) => {
  'use strict';
  const charts = AIMeterCharts, { make } = charts;
  const MOST_LINES = 8;
  const shown = new Set();
  const families = [];

  const perFamily = (family, unit) => model.traces.filter(t => t.family === family && t.unit === unit);

  // One chart per unit, so that no chart has two scales. Colour tells the device, or the metric where there is one device only.
  async function draw(family) {
    const turn = ++family.turn;
    const wanted = [];
    for (const unit of family.units) {
      const traces = perFamily(family.name, unit).filter(t => family.picked.has(t.metric) && shown.has(t.device));
      const devices = new Set(traces.map(t => t.device)), metrics = [...new Set(traces.map(t => t.metric))];
      const lines = await Promise.all(traces.map(t => {
        const metric = metrics.indexOf(t.metric), single = devices.size === 1;
        const dash = single && metric < charts.COLOURS ? [] : charts.DASHES[(single ? Math.floor(metric / charts.COLOURS) : metric) % charts.DASHES.length];
        return line(t, single ? metric : t.device, dash, metrics.length > 1 || single ? model.devices[t.device].id + ' ' + t.label : model.devices[t.device].id);
      }));
      if (lines.length) wanted.push({ title: (metrics.length === 1 ? traces[0].label : family.title) + ' (' + (unit || 'number') + ')', unit, lines, height: 200 });
    }
    if (turn !== family.turn) return;
    family.panels.forEach(charts.drop);
    family.panels = wanted.map(each => charts.panel(family.host, each));
    family.note.hidden = wanted.length > 0;
  }

  function pick(legend, entries, isOn, change) {
    const set = make('fieldset', { class: 'pick' });
    set.append(make('legend', {}, legend));
    for (const [value, words] of entries) {
      const label = make('label'), box = make('input', { type: 'checkbox' });
      box.checked = isOn(value);
      box.addEventListener('change', () => change(value, box.checked));
      label.append(box, words);
      set.append(label);
    }
    return set;
  }

  function first(family) {
    for (const unit of family.units) {
      let lines = 0;
      for (const metric of new Set(perFamily(family.name, unit).filter(t => t.first).map(t => t.metric))) {
        const more = perFamily(family.name, unit).filter(t => t.metric === metric).length;
        if (lines && lines + more > MOST_LINES) break;
        family.picked.add(metric);
        lines += more;
      }
    }
    if (!family.picked.size) family.picked.add(model.traces.find(t => t.family === family.name).metric);
  }

  /** Prepares a section with the class family for its charts; they are drawn by show. */
  function prepare(section) {
    const name = section.dataset.family, traces = model.traces.filter(t => t.family === name);
    const family = {
      name, title: section.getAttribute('aria-label'), host: section.querySelector('.panels'), turn: 0, drawn: false, panels: [], picked: new Set(),
      units: [...new Set(traces.map(t => t.unit))], note: make('p', { class: 'quiet' }, 'Pick a metric and a device to see its line.'),
    };
    first(family);
    const labels = new Map(traces.map(t => [t.metric, t.label]));
    const picker = pick('Metrics', labels, m => family.picked.has(m), (metric, on) => {
      if (on) family.picked.add(metric); else family.picked.delete(metric);
      draw(family);
    });
    family.note.hidden = true;
    section.insertBefore(picker, family.host);
    section.insertBefore(family.note, family.host);
    families.push(family);
    return family;
  }

  function pickDevices(host) {
    const used = [...new Set(model.traces.map(t => t.device))];
    used.forEach(d => shown.add(d));
    if (used.length < 2) return;
    host.append(pick('Devices', used.map(d => [d, model.devices[d].id]), () => true, (device, on) => {
      if (on) shown.add(device); else shown.delete(device);
      families.filter(f => f.drawn).forEach(draw);
    }));
  }

  function show(family) {
    if (family.drawn) return Promise.resolve();
    family.drawn = true;
    return draw(family);
  }

  return { families, prepare, pickDevices, show };
};
