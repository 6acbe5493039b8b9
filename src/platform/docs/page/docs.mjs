/** The filter of /docs, and links that open what they point to. The page is whole without it. */
const filter = document.querySelector('#filter');
const entries = [...document.querySelectorAll('details')];
const nothing = document.querySelector('#nothing');

function apply() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const entry of entries) {
    const text = entry.dataset.find.toLowerCase();
    entry.hidden = !words.every((word) => text.includes(word));
    if (!entry.hidden) found += 1;
  }
  for (const part of document.querySelectorAll('section, article')) {
    part.hidden = !part.querySelector('details:not([hidden])');
  }
  nothing.hidden = found > 0;
}

function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

filter.hidden = false;
filter.addEventListener('input', apply);
addEventListener('hashchange', open);
open();
