// Takes the secret part of a sign-in link out of the address, and sends it by a form: what only looks at links does not spend it.
'use strict';
(function () {
  var form = document.getElementById('link');
  var secret = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  if (form && secret) {
    form.elements.namedItem('link').value = secret;
    if (form.dataset.ask) {
      form.querySelector('button').disabled = false; // another page has led here
    } else {
      form.submit();
    }
  } else {
    location.replace('/console/sign-in');
  }
}());
