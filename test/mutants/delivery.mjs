/** Durable subscribers: an event skipped, handled twice by two instances, retried for ever or lost as a dead letter. */

const DELIVERY = 'libs/realtime/src/delivery';
const WORKER = `${DELIVERY}/delivery-worker.spec.ts`;
const MODEL = `${DELIVERY}/delivery-worker.model.spec.ts`;
const STORE = 'test/contract/delivery-store.spec.ts';

/** @type {readonly import('../../tools/lib/mutants.mjs').Mutant[]} */
export const mutants = [
  {
    name: 'a failing event gets one attempt too many',
    file: `${DELIVERY}/partition-consumer.ts`,
    find: 'if (failures >= this.subscription.maxAttempts) {',
    replace: 'if (failures > this.subscription.maxAttempts) {',
    specs: [WORKER],
  },
  {
    name: 'a shutdown passes the event whose handler it cancelled',
    file: `${DELIVERY}/partition-consumer.ts`,
    find: '          if (this.#isCancelled()) break;\n',
    replace: '',
    specs: [MODEL],
  },
  {
    name: 'a process that stood still goes on after the end of its lease',
    file: `${DELIVERY}/partition-consumer.ts`,
    find: 'if (this.deps.clock.monotonic() >= this.#heldUntil) this.lose();',
    replace: 'if (this.deps.clock.monotonic() >= this.#heldUntil + this.deps.leaseMs) this.lose();',
    specs: [WORKER],
  },
  {
    name: 'after a restore a subscriber goes back by the margin only',
    file: `${DELIVERY}/partition-consumer.ts`,
    find: 'const ageMs = Math.ceil(clock.monotonic() - this.#provenAt) + REWIND_MARGIN_MS;',
    replace: 'const ageMs = REWIND_MARGIN_MS;',
    specs: ['test/contract/delivery-restored.spec.ts'],
  },
  {
    name: 'retries wait for the last bound at once',
    file: `${DELIVERY}/backoff.ts`,
    find: 'Math.min(maxMs, firstMs * 2 ** (failures - 1))',
    replace: 'Math.max(maxMs, firstMs * 2 ** (failures - 1))',
    specs: [WORKER],
  },
  {
    name: 'a handler that ran out of time holds its partition',
    file: `${DELIVERY}/attempt.ts`,
    find: "      timedOut({ kind: 'failed', error });\n",
    replace: '',
    specs: [WORKER],
  },
  {
    name: 'one slow subscription takes the slots reserved for the others',
    file: `${DELIVERY}/partition-queue.ts`,
    find: 'return this.#slots - this.#running > keptFree;',
    replace: 'return this.#slots - this.#running >= keptFree;',
    specs: [`${DELIVERY}/partition-queue.spec.ts`],
  },
  {
    name: 'an instance writes with the token of a claim that it has released',
    file: `${DELIVERY}/sql-delivery.statements.ts`,
    find: "const LET_GO = 'held = false, token = token + 1';",
    replace: "const LET_GO = 'held = false';",
    specs: [STORE],
  },
  {
    name: 'an instance that lost its lease still sets an event aside',
    file: `${DELIVERY}/sql-delivery.statements.ts`,
    find: '$14::bigint, $15::bigint from moved returning 1`',
    replace: '$14::bigint, $15::bigint returning 1`',
    specs: [STORE],
  },
  {
    name: 'two operators redeliver one dead letter at the same time',
    file: `${DELIVERY}/sql-delivery.statements.ts`,
    find: 'where org_id = $1 and id = $2 and taken_until <= ${now(4)} returning',
    replace: 'where org_id = $1 and id = $2 and taken_until <= ${now(4)} + $3::bigint returning',
    specs: [STORE],
  },
  {
    name: 'dead letters of another organisation are listed',
    file: `${DELIVERY}/sql-delivery.statements.ts`,
    find: 'where org_id = $1 and ($2::uuid is null or id > $2::uuid) order by id',
    replace: 'where $1::text is not null and ($2::uuid is null or id > $2::uuid) order by id',
    specs: [STORE],
  },
  {
    name: 'a failure before a step forward counts against the next event',
    file: `${DELIVERY}/sql-delivery.statements.ts`,
    find: '  failures = case when position = $4::bigint then failures else 0 end,',
    replace: '  failures = failures,',
    specs: [STORE],
  },
];
