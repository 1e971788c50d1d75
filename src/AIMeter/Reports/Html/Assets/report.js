// Puts the samples of the page into charts: power at once, the families as they come into sight or the browser has time.
(() => {
  'use strict';
  const charts = AIMeterCharts;
  const model = JSON.parse(document.getElementById('model').textContent);
  const cache = new Map();

  charts.setup(model.duration, model.phases);
  charts.buttons();
  charts.themes(document.getElementById('theme'));

  const text = id => document.getElementById(id).textContent;
  function once(key, load) {
    if (!cache.has(key)) cache.set(key, load());
    return cache.get(key);
  }

  async function line(trace, colour, dash, label) {
    const [times, values] = await Promise.all([
      once('axis-' + trace.axis, () => charts.times(text('axis-' + trace.axis))),
      once('trace-' + trace.id, () => charts.samples(text('trace-' + trace.id))),
    ]);
    return { label, unit: trace.unit, colour, dash, step: trace.step, times, values, hidden: false };
  }

  async function power() {
    const traces = model.traces.filter(t => t.power).sort((a, b) => a.device - b.device);
    if (!traces.length) return;
    const lines = await Promise.all(traces.map(async t => ({ ...await line(t, t.device, [], model.devices[t.device].id), hidden: !t.shown })));
    charts.panel(document.getElementById('power-chart'), { title: 'Power of each device (W)', unit: 'W', lines, height: 300 });
  }

  // For whoever waits or measures: an attribute and a mark in the browser's own timeline.
  function ready(stage) {
    performance.mark('aimeter-' + stage);
    document.documentElement.dataset.ready = stage;
  }

  const idle = window.requestIdleCallback ?? (work => setTimeout(work, 50));
  async function begin() {
    const { families, prepare, pickDevices, show } = AIMeterFamilies(model, line);
    pickDevices(document.getElementById('device-pick'));
    document.querySelectorAll('section.family').forEach(prepare);
    await power();
    ready('power');
    const watch = new IntersectionObserver(seen => seen.filter(s => s.isIntersecting).forEach(s => show(families.find(f => f.host === s.target))), { rootMargin: '300px' });
    families.forEach(f => watch.observe(f.host));
    for (const family of families) {
      await new Promise(done => idle(done));
      await show(family);
    }
    ready('all');
  }

  begin();
})();
