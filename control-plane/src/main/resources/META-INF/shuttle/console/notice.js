// What a form has done is told once, and not again when the page is loaded again or bookmarked.
'use strict';
(function () {
  var url = new URL(location.href);
  url.searchParams.delete('notice');
  history.replaceState(history.state, '', url);
}());
