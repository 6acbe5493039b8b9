/** The live cache behind the dashboard's hooks: rows patched, writes shown before their response, and losses made good. */

const REACT = 'libs/react/src';
const PAGES = `${REACT}/live/row-pages.spec.ts`;
const PENDING = `${REACT}/live/pending-writes.spec.ts`;
const CACHE = `${REACT}/live/live-cache.spec.ts`;
const KNOWN = `${REACT}/live/known-rows.spec.ts`;

/** @type {readonly import('../../tools/lib/mutants.mjs').Mutant[]} */
export const mutants = [
  {
    name: 'an event that comes late overwrites a newer row',
    file: `${REACT}/live/row-pages.ts`,
    find: 'if (now.version <= item.version) return [item];',
    replace: 'if (now.version === item.version) return [item];',
    specs: [PAGES],
  },
  {
    name: 'a row that belongs to a page not loaded yet is shown at the end',
    file: `${REACT}/live/row-pages.ts`,
    find: 'compare(row, end) <= 0));',
    replace: 'compare(row, end) <= 0)) ?? pages.at(-1);',
    specs: [PAGES],
  },
  {
    name: 'a row that is deleted by the time of a page comes back into it',
    file: `${REACT}/live/row-pages.ts`,
    find: 'if (!page || isIn(page)) return false;',
    replace: 'if (!page) return false;',
    specs: [PAGES],
  },
  {
    name: 'a page read exactly at a row’s event is taken for an older one',
    file: `${REACT}/live/known-rows.ts`,
    find: 'return ahead === undefined ? moment < reading.moment : ahead >= 0;',
    replace: 'return ahead === undefined ? moment < reading.moment : ahead > 0;',
    specs: [KNOWN],
  },
  {
    name: 'a read that is older than a forgotten row counts as complete',
    file: `${REACT}/live/known-rows.ts`,
    find: 'isPast(reading, this.#lost) && isPast(reading, this.#forgotten) &&',
    replace: 'isPast(reading, this.#lost) &&',
    specs: [KNOWN],
  },
  {
    name: 'a refused change takes later changes of the same row off the screen',
    file: `${REACT}/live/pending-writes.ts`,
    find: 'const states = this.#snapshot.states.filter((other) => other !== state);',
    replace: 'const states = this.#snapshot.states.filter((other) => other.id !== state.id);',
    specs: [PENDING],
  },
  {
    name: 'after a refused write the next one to the row is never sent',
    file: `${REACT}/live/pending-writes.ts`,
    find: 'const own = earlier.then(send, send);',
    replace: 'const own = earlier.then(send);',
    specs: [PENDING],
  },
  {
    name: 'an expected state stays on top of the server’s',
    file: `${REACT}/live/pending-writes.ts`,
    find: 'state.id !== id || state.version > version);',
    replace: 'state.id !== id || state.version >= version);',
    specs: [PENDING],
  },
  {
    name: 'an event delivered twice refetches aggregates twice',
    file: `${REACT}/live/live-cache.ts`,
    find: 'if (!this.#seen.add(event.eventId)) return;',
    replace: 'this.#seen.add(event.eventId);',
    specs: [CACHE],
  },
  {
    name: 'the next user sees the rows of the one before',
    file: `${REACT}/live/live-cache.ts`,
    find: 'for (const query of cache.findAll({ queryKey: liveKeys.domain(domain) })) query.reset();',
    replace: 'for (const query of cache.findAll({ queryKey: liveKeys.domain(domain) })) query.invalidate();',
    specs: [CACHE],
  },
  {
    name: 'rows of a property that was taken away stay in the lists',
    file: `${REACT}/live/reread.ts`,
    find: "return typeof propertyId !== 'string' || propertyIds.includes(propertyId);",
    replace: "return typeof propertyId !== 'string' || propertyIds.length > 0;",
    specs: [CACHE],
  },
  {
    name: 'an aggregate is never refetched while events keep coming',
    file: `${REACT}/live/aggregate-refresh.ts`,
    find: 'Math.min(last + QUIET_MS + spread, since + PATIENCE_MS)',
    replace: 'Math.max(last + QUIET_MS + spread, since + PATIENCE_MS)',
    specs: [`${REACT}/live/aggregate-refresh.spec.ts`],
  },
  {
    name: 'each change of status while offline adds a reload of everything',
    file: `${REACT}/live/safe-refetch.ts`,
    find: 'this.#timer ??= this.environment.after(',
    replace: 'this.#timer = this.environment.after(',
    specs: [`${REACT}/live/safe-refetch.spec.ts`],
  },
  {
    name: 'a proxy’s error page looks like an unreachable server',
    file: `${REACT}/rest/request.ts`,
    find: 'await response.json().catch(() => undefined);',
    replace: 'await response.json();',
    specs: [`${REACT}/rest/request.spec.ts`],
  },
  {
    name: 'a conflict of versions is told like any other refusal',
    file: `${REACT}/live/row-mutations.ts`,
    find: "if (isRefusal(error, 'version_conflict')) return",
    replace: "if (isRefusal(error, 'conflict')) return",
    specs: [`${REACT}/hooks/hooks.dom.spec.ts`],
  },
];
