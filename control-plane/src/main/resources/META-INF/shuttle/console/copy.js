// A button beside each command copies it, where the browser lets a page do so: over TLS, and on this machine.
'use strict';
(function () {
  function add(code) {
    var pre = code.parentElement;
    if (pre.querySelector('button')) {
      return;
    }
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy-button';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy ' + code.textContent.trim());
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(code.textContent.trim()).then(function () {
        button.textContent = 'Copied';
        setTimeout(function () { button.textContent = 'Copy'; }, 2000);
      });
    });
    pre.appendChild(button);
  }

  function all() {
    document.querySelectorAll('pre > code.copy').forEach(add);
  }

  if (navigator.clipboard) {
    all();
    document.addEventListener('htmx:afterSettle', all);
  }
}());
