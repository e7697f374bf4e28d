// Runs before the first paint: the page must not flash in the wrong theme, density or language. And before any module:
// what will be needed is asked for now, rather than when the application has found out that it is.
(function () {
  var root = document.documentElement;
  var read = function (key) {
    try {
      return localStorage.getItem('noxdesk.' + key);
    } catch {
      return null;
    }
  };
  var theme = read('theme');
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  root.dataset.density = read('density') === 'comfortable' ? 'comfortable' : 'compact';
  var language = read('locale') || navigator.language || 'es';
  try {
    var style = document.createElement('style');
    style.id = 'brand';
    style.textContent = JSON.parse(read('brand') || '{}').css || '';
    document.head.append(style);
  } catch {
    // The usual colours will do.
  }
  language = language.slice(0, 2) === 'en' ? 'en' : 'es';
  root.lang = language;

  // The groups of files that the build has named at this script's tag; none while developing.
  var script = document.currentScript;
  var load = function (group) {
    var files = script.getAttribute('data-' + group);
    (files ? files.split(' ') : []).forEach(function (file) {
      var link = document.createElement('link');
      link.rel = 'modulepreload';
      link.crossOrigin = '';
      link.href = new URL(file, script.src).href;
      document.head.append(link);
    });
  };
  load(language);
  // Who was last signed in here; `1`: somebody who has only just signed in.
  var role = read('session');
  if (role !== 'staff' && role !== 'customer') return;
  load(role);
  load(role + '-' + language);
  var page = location.pathname.replace(/^\/tickets\/?/, '');
  if (page === '') load(role + '-list');
  else if (/^[0-9a-f-]{36}\/?$/i.test(page)) {
    load(role + '-ticket');
    load(role + '-ticket-' + language);
  }
})();
