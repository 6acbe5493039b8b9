/** Runs in each measured page before its own code. Times are Unix milliseconds with fractions: they compare between pages. */
const now = () => performance.timeOrigin + performance.now();

/** Resolves to the time when the next frame has been painted. */
const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(now());
      port2.postMessage(null);
    });
  });

const KEY_EVENTS = new Set(['keydown', 'keypress', 'beforeinput', 'input', 'keyup']);
const probe = {
  clickedAt: 0,
  /** The longest task and key event since {@link forget}, from the input to the painted answer; 0 if all were short. */
  longestTask: 0,
  longestKey: 0,
  /** Browsers tell of a task or key some time after it: what began before {@link forget} does not count. */
  since: 0,

  forget: () => Object.assign(probe, { longestTask: 0, longestKey: 0, since: performance.now() }),

  /**
   * Resolves to the time when a text that is not there yet has been painted. Looks only at what changes: to read a page of
   * thousands of rows would be the longest task of all.
   */
  shows: (text) =>
    new Promise((resolve) => {
      const observer = new MutationObserver((changes) => {
        // Not in a toast.
        const main = document.querySelector('main');
        const isShown = changes.some(
          ({ type, target, addedNodes }) =>
            main?.contains(target) &&
            (type === 'characterData' ? [target] : [...addedNodes]).some((node) => node.textContent.includes(text)),
        );
        if (!isShown) return;
        observer.disconnect();
        void painted().then(resolve);
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    }),

  isInSight: (selector) =>
    document.querySelector(selector)?.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) ??
    false,

  /** Resolves to the time when one may type in a form. */
  async formOpens() {
    while (!document.activeElement?.matches('[role=dialog] input')) await painted();
    return now();
  },

  /** Resolves once the service worker can bring the page. */
  hasWorker: async () => void (await navigator.serviceWorker.ready),

  /** Presses the list's button for more until it has so many rows. */
  async loadRows(list, row, count) {
    while (list.querySelectorAll(row).length < count) {
      const more = [...list.querySelectorAll('button')].find((button) => button.textContent === 'Show more');
      if (more && more.dataset.loading !== 'true') more.click();
      await painted();
    }
  },
};

addEventListener('click', ({ timeStamp }) => (probe.clickedAt = performance.timeOrigin + timeStamp), true);
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries())
    if (startTime >= probe.since) probe.longestTask = Math.max(probe.longestTask, duration);
}).observe({ type: 'longtask' });
new PerformanceObserver((list) => {
  for (const { name, startTime, duration } of list.getEntries())
    if (KEY_EVENTS.has(name) && startTime >= probe.since) probe.longestKey = Math.max(probe.longestKey, duration);
}).observe({ type: 'event', durationThreshold: 16 });
globalThis.probe = probe;
