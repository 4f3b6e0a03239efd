// A log that goes on: lines come as events, 100,000 of them are kept, and only those in sight are in the page.
'use strict';
(function () {
  var box = document.getElementById('log');
  if (!box || !window.EventSource) { return; }
  var MOST = 100000;
  var form = document.querySelector('.log-bar');
  var searchField = form.elements.namedItem('search');
  var sourceField = form.elements.namedItem('source');
  var pauseButton = document.getElementById('log-pause');
  var status = document.getElementById('log-status');
  // Control sequences of ECMA-48, and what else would not show or would turn the text around.
  var SEQUENCE = /\u001b(?:\[[0-?]*[ -\/]*[@-~]|\][^\u0007\u001b]*\u0007?|.)/g;
  var UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;

  var lines = [];
  var shown = [];
  var dropped = 0;
  var paused = false;
  var missed = 0;
  var wanted = { search: '', source: '' };
  var broken = false;

  box.textContent = '';
  box.classList.add('live');
  var space = document.createElement('div');
  space.className = 'log-space';
  var rows = document.createElement('div');
  rows.className = 'log-rows';
  space.appendChild(rows);
  box.appendChild(space);
  document.getElementById('log-search').hidden = true;
  pauseButton.hidden = false;

  function clean(text) { return text.replace(SEQUENCE, '').replace(/\t/g, '    ').replace(UNSEEN, '\ufffd'); }

  // Another day's line has its date too.
  var today = new Date().toISOString().slice(0, 10);
  function moment(at) { return (at.slice(0, 10) === today || at < '1971' ? '' : at.slice(0, 10) + ' ') + at.slice(11, 19); }

  function row(line) {
    var element = document.createElement('div');
    element.className = 'log-row stream-' + (line.stream === 'err' ? 'err' : 'out');
    var time = document.createElement('time');
    time.dateTime = line.at;
    time.textContent = moment(line.at);
    time.title = line.at;
    var source = document.createElement('span');
    source.className = 'log-source';
    source.textContent = line.source;
    source.title = line.stream === 'err' ? 'standard error' : '';
    var text = document.createElement('span');
    text.className = 'log-text';
    text.textContent = line.line;
    element.append(time, source, text);
    return element;
  }

  rows.appendChild(row({ at: '1970-01-01T00:00:00Z', source: 'service', stream: 'out', line: 'x' }));
  var HEIGHT = rows.firstChild.getBoundingClientRect().height || 20;
  rows.textContent = '';

  function accepts(line) {
    return (!wanted.source || line.source === wanted.source) && (!wanted.search || line.line.toLowerCase().includes(wanted.search));
  }

  var drawn = { from: -1, to: -1, version: -1 };
  var version = 0;
  function draw() {
    space.style.height = (shown.length * HEIGHT) + 'px';
    var from = Math.max(0, Math.floor(box.scrollTop / HEIGHT) - 20);
    var to = Math.min(shown.length, Math.ceil((box.scrollTop + box.clientHeight) / HEIGHT) + 20);
    if (from === drawn.from && to === drawn.to && version === drawn.version) { return; }
    drawn = { from: from, to: to, version: version };
    var fragment = document.createDocumentFragment();
    for (var i = from; i < to; i += 1) { fragment.appendChild(row(shown[i])); }
    rows.style.transform = 'translateY(' + (from * HEIGHT) + 'px)';
    rows.replaceChildren(fragment);
  }

  function toEnd() {
    space.style.height = (shown.length * HEIGHT) + 'px';
    box.scrollTop = box.scrollHeight;
  }

  // Whoever reads further up is left there.
  var stuck = true;
  function atEnd() { return box.scrollTop + box.clientHeight >= box.scrollHeight - 2 * HEIGHT; }

  function tell() {
    var text = shown.length.toLocaleString('en') + (shown.length === 1 ? ' line' : ' lines');
    if (dropped) { text += ', ' + dropped.toLocaleString('en') + ' older ones dropped'; }
    if (paused) { text += missed ? ' · paused, ' + missed.toLocaleString('en') + ' new' : ' · paused'; }
    if (broken) { text += ' · connecting again'; }
    status.textContent = text + ' · UTC';
    if (shown.length) { delete box.dataset.none; } else { box.dataset.none = lines.length ? 'No line matches.' : 'No line yet.'; }
  }

  // While it is paused, lines wait here, and the bound holds for them too.
  var coming = [];
  var planned = false;
  function plan() {
    if (!planned) {
      planned = true;
      requestAnimationFrame(take);
    }
  }

  // All that came since the last frame, at once.
  function take() {
    planned = false;
    if (paused) {
      if (coming.length > MOST) {
        dropped += coming.length - MOST;
        coming = coming.slice(coming.length - MOST);
      }
      missed = coming.length;
      tell();
      return;
    }
    var follow = stuck;
    var batch = coming;
    coming = [];
    for (var i = 0; i < batch.length; i += 1) {
      lines.push(batch[i]);
      if (accepts(batch[i])) { shown.push(batch[i]); }
    }
    version += 1;
    if (lines.length > MOST) { forget(lines.length - MOST + MOST / 10, follow); }
    if (follow) { toEnd(); }
    draw();
    tell();
  }

  // A tenth at a time, since it moves all others.
  function forget(over, follow) {
    var count = Math.min(over, lines.length);
    var gone = 0;
    for (var i = 0; i < count; i += 1) { if (shown[gone] === lines[i]) { gone += 1; } }
    lines = lines.slice(count);
    shown = shown.slice(gone);
    dropped += count;
    if (!follow) { box.scrollTop = Math.max(0, box.scrollTop - gone * HEIGHT); }
  }

  function filter() {
    wanted = { search: searchField.value.trim().toLowerCase(), source: sourceField.value };
    shown = lines.filter(accepts);
    version += 1;
    stuck = true;
    toEnd();
    draw();
    tell();
  }

  var typing = null;
  searchField.addEventListener('input', function () {
    clearTimeout(typing);
    typing = setTimeout(filter, 150);
  });
  sourceField.addEventListener('change', filter);
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    filter();
  });
  pauseButton.addEventListener('click', function () {
    paused = !paused;
    missed = 0;
    pauseButton.textContent = paused ? 'Go on' : 'Pause';
    if (!paused) {
      toEnd();
      plan();
    }
    tell();
  });
  var scrolled = false;
  box.addEventListener('scroll', function () {
    stuck = atEnd();
    if (!scrolled) {
      scrolled = true;
      requestAnimationFrame(function () { scrolled = false; draw(); });
    }
  }, { passive: true });
  new ResizeObserver(function () {
    if (stuck) { toEnd(); }
    draw();
  }).observe(box);

  // A broken stream goes on at the time of its last line; what is known of that time comes again, and is left out.
  var lastAt = '';
  var ofLast = 0;
  var again = '';
  var skip = 0;
  var stream = new EventSource(box.dataset.lines + '?follow=true&lines=10000');
  stream.addEventListener('line', function (event) {
    var line = JSON.parse(event.data);
    if (again && line.at === again && skip > 0) {
      skip -= 1;
      return;
    }
    ofLast = line.at === lastAt ? ofLast + 1 : 1;
    lastAt = line.at;
    line.line = clean(line.line);
    coming.push(line);
    plan();
  });
  stream.addEventListener('open', function () {
    if (broken) { again = lastAt; skip = ofLast; }
    broken = false;
    tell();
  });
  stream.addEventListener('error', function () {
    broken = true;
    tell();
    if (stream.readyState === EventSource.CLOSED) { setTimeout(function () { location.reload(); }, 3000); }
  });
  filter();
}());
