// The script of the report, which adds search, filters and colours. Without it the page can be read, too.

/** The elements that can be filtered: objects, images and hazards. */
const rows = [...document.querySelectorAll('[data-find]')].map((element) => {
  const { find = '', severities, change } = /** @type {HTMLElement} */ (element).dataset;
  return {
    element: /** @type {HTMLElement} */ (element),
    text: find.toLowerCase(),
    severities: severities === undefined ? undefined : new Set(severities.split(' ')),
    change,
  };
});
const objects = rows.filter(({ element }) => element instanceof HTMLDetailsElement);
const groups = [...document.querySelectorAll('[data-group]')];
const form = document.querySelector('form');
const search = /** @type {HTMLInputElement | null} */ (document.querySelector('input[type=search]'));
const status = document.querySelector('#status');

/** @param {HTMLFormElement} form */
function readFilter(form) {
  const data = new FormData(form);
  return {
    words: String(data.get('find')).toLowerCase().split(/\s+/).filter(Boolean),
    severities: data.getAll('severity').map(String),
    changes: data.getAll('change').map(String),
  };
}

/**
 * Whether a row matches all words, one of the chosen severities, and one of the chosen kinds of change. Images have
 * neither severity nor kind, so that only the words count.
 *
 * @param {(typeof rows)[number]} row
 * @param {ReturnType<typeof readFilter>} filter
 */
function matches({ text, severities: found, change }, { words, severities, changes }) {
  if (!words.every((word) => text.includes(word))) return false;
  if (found === undefined || change === undefined) return true;
  return (
    (severities.length === 0 || severities.some((severity) => found.has(severity))) &&
    (changes.length === 0 || changes.includes(change))
  );
}

function filter() {
  if (form === null || status === null) return;
  const chosen = readFilter(form);
  for (const row of rows) row.element.hidden = !matches(row, chosen);
  for (const group of groups) {
    group.toggleAttribute('hidden', group.querySelector('[data-find]:not([hidden])') === null);
  }
  const shown = objects.filter(({ element }) => !element.hidden).length;
  const all = `${objects.length} ${objects.length === 1 ? 'object' : 'objects'}`;
  status.textContent = shown === objects.length ? all : `${shown} of ${all}`;
}

function clear() {
  form?.reset();
  filter();
}

const lineClasses = new Map([
  ['+', 'plus'],
  ['-', 'minus'],
  ['@', 'hunk'],
]);

/**
 * Colours the lines of a diff.
 *
 * @param {Element} code
 */
function colorLines(code) {
  const lines = (code.textContent ?? '').split('\n').map((line) => {
    const span = document.createElement('span');
    span.className = `line ${lineClasses.get(line.charAt(0)) ?? ''}`;
    span.textContent = `${line}\n`;
    return span;
  });
  const all = document.createDocumentFragment();
  for (const line of lines) all.append(line);
  code.replaceChildren(all);
}

// Thousands of diffs can be open at once, so that only those on or near the screen are coloured.
const visibleDiffs = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      visibleDiffs.unobserve(target);
      colorLines(target);
    }
  },
  { rootMargin: '50%' },
);

/** Opens the object that the URL's hash names. If a filter hides it, the filters are cleared. */
function openLinkedObject() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const object = target?.closest('details');
  if (!target || !object) return;
  if (object.hidden) clear();
  object.open = true;
  target.focus();
}

form?.addEventListener('input', filter);
form?.addEventListener('submit', (event) => event.preventDefault());
form?.querySelector('[data-clear]')?.addEventListener('click', clear);
form?.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLElement) || target.dataset['open'] === undefined) return;
  for (const { element } of objects) {
    if (!element.hidden) element.toggleAttribute('open', target.dataset['open'] === 'true');
  }
});

document.addEventListener(
  'toggle',
  ({ target }) => {
    const code =
      target instanceof HTMLDetailsElement && target.open ? target.querySelector('pre code') : null;
    if (code !== null && code.childElementCount === 0) visibleDiffs.observe(code);
  },
  true,
);
document.addEventListener('click', ({ target }) => {
  const link = target instanceof Element ? target.closest('a') : null;
  // There is no hashchange event for a link to the current hash, whose object may have been closed.
  if (link !== null && link.hash === location.hash) openLinkedObject();
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !(event.target instanceof HTMLInputElement) && search !== null) {
    event.preventDefault();
    search.select();
  }
});
addEventListener('hashchange', openLinkedObject);

filter();
openLinkedObject();
