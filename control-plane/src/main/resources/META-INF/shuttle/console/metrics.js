// Draws a project's metrics with uPlot, and asks for new points now and then. The table has the same for who has no script.
'use strict';
(function () {
  var host = document.getElementById('charts');
  if (!host || !window.uPlot) { return; }
  var plots = [];

  function color(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function digits(value, unit) {
    if (value === null || value === undefined) { return '–'; }
    var text = value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(2) : value.toFixed(3);
    return (text.indexOf('.') < 0 ? text : text.replace(/\.?0+$/, '')) + unit;
  }
  function plain(value) { return digits(value, ''); }
  function time(value) { return value >= 1000 ? digits(value / 1000, ' s') : digits(value, ' ms'); }
  function bytes(value) {
    var units = ['B', 'KiB', 'MiB', 'GiB'];
    var unit = 0;
    while (value >= 1024 && unit < 3) { value /= 1024; unit += 1; }
    return digits(value, ' ' + units[unit]);
  }
  function powers() {
    var all = [];
    for (var power = 1; power < Math.pow(2, 45); power *= 2) { all.push(power); }
    return all;
  }
  function rate(member) { return function (p) { return p.seconds ? p[member] / p.seconds : null; }; }
  function member(name) { return function (p) { return p[name]; }; }

  var charts = {
    requests: { format: plain, series: [
      ['all', '--accent', rate('requests')], ['4xx', '--warn', rate('clientError')], ['5xx', '--bad', rate('serverError')]] },
    latency: { format: time, series: [
      ['p50', '--good', member('p50Millis')], ['p95', '--accent', member('p95Millis')], ['p99', '--warn', member('p99Millis')]] },
    processor: { format: plain, series: [['processors', '--accent', rate('cpuSeconds')]] },
    memory: { format: bytes, steps: powers(), series: [['memory', '--accent', member('memoryBytes')]] }
  };

  // A step without a point is a gap: nothing ran, or the server did not.
  function data(metrics, series) {
    var step = metrics.stepSeconds;
    var from = Math.ceil(Date.parse(metrics.from) / 1000 / step) * step;
    var to = Date.parse(metrics.to) / 1000;
    var known = new Map(metrics.points.map(function (p) { return [Date.parse(p.at) / 1000, p]; }));
    var table = [[]].concat(series.map(function () { return []; }));
    for (var at = from; at <= to; at += step) {
      var point = known.get(at);
      table[0].push(at);
      series.forEach(function (each, i) {
        var value = point ? each[2](point) : null;
        table[i + 1].push(value === undefined ? null : value);
      });
    }
    return table;
  }

  // In the browser's own time; a day begins with its date.
  function moments(u, ticks, axis, space, step) {
    return ticks.map(function (at) {
      var time = new Date(at * 1000);
      var isDate = step >= 86400 || (time.getHours() === 0 && time.getMinutes() === 0);
      return isDate
        ? time.toLocaleDateString('en', { day: 'numeric', month: 'short' })
        : String(time.getHours()).padStart(2, '0') + ':' + String(time.getMinutes()).padStart(2, '0');
    });
  }

  // A value between gaps has no line, and is a point.
  function alone(u, series) {
    var values = u.data[series];
    var found = [];
    values.forEach(function (value, i) {
      if (value !== null && (i === 0 || values[i - 1] === null) && (i === values.length - 1 || values[i + 1] === null)) { found.push(i); }
    });
    return found;
  }

  function options(chart, width) {
    var axis = { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
    return {
      width: width,
      height: 190,
      padding: [8, 20, 0, 0],
      cursor: { sync: { key: 'metrics' }, points: { size: 7 } },
      scales: { y: { range: function (u, low, high) { return [0, high > 0 ? high * 1.1 : 1]; } } },
      axes: [
        Object.assign({ space: 64, size: 32, values: moments }, axis),
        Object.assign({ size: 72, incrs: chart.steps, values: function (u, ticks) { return ticks.map(chart.format); } }, axis)],
      series: [{ label: 'at' }].concat(chart.series.map(function (each) {
        return { label: each[0], stroke: color(each[1]), width: 1.75, points: { show: false, size: 5, filter: alone }, spanGaps: false, value: function (u, v) { return v === null || v === undefined ? '' : chart.format(v); } };
      }))
    };
  }

  function figures() { return Array.from(host.querySelectorAll('[data-chart]')); }

  function draw(metrics) {
    plots.forEach(function (plot) { plot.destroy(); });
    host.hidden = false;
    plots = figures().map(function (figure) {
      var chart = charts[figure.dataset.chart];
      figure.classList.toggle('single', chart.series.length === 1);
      return new uPlot(options(chart, figure.clientWidth - 24), data(metrics, chart.series), figure);
    });
  }

  function load() {
    return fetch(host.dataset.points, { credentials: 'same-origin' }).then(function (answer) {
      if (!answer.ok || !(answer.headers.get('Content-Type') || '').includes('json')) { throw new Error('status ' + answer.status); }
      return answer.json();
    });
  }

  var last = null;
  function update() {
    load().then(function (metrics) {
      if (last) {
        figures().forEach(function (figure, i) { plots[i].setData(data(metrics, charts[figure.dataset.chart].series)); });
      } else {
        draw(metrics);
        document.getElementById('table').open = false;
      }
      last = metrics;
    }).catch(function () { /* The next round asks again; the table stays. */ });
  }
  update();
  setInterval(function () { if (!document.hidden) { update(); } }, 10000);
  new ResizeObserver(function () {
    figures().forEach(function (figure, i) {
      var width = figure.clientWidth - 24;
      if (plots[i] && width > 0 && plots[i].width !== width) { plots[i].setSize({ width: width, height: 190 }); }
    });
  }).observe(host);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function () { if (last) { draw(last); } });
}());
