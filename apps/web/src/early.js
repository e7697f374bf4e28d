// Runs before the first paint: the page must not flash in the wrong theme, density or language.
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
  root.lang = language.slice(0, 2) === 'en' ? 'en' : 'es';
})();
