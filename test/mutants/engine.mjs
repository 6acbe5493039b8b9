/** The log in memory, channels, rights and the writer: events lost, doubled, reordered, or shown to the wrong person. */

const CHANNELS = 'libs/realtime/src/channels';
const ORG_CHANNEL = `${CHANNELS}/org-channel.spec.ts`;
const CHANNEL_MODEL = `${CHANNELS}/channel.model.spec.ts`;
const ACCESS_MODEL = `${CHANNELS}/access.model.spec.ts`;
const VIEW = `${CHANNELS}/view.spec.ts`;
const SESSIONS = `${CHANNELS}/session-registry.spec.ts`;

/** @type {readonly import('../../tools/lib/mutants.mjs').Mutant[]} */
export const mutants = [
  {
    name: 'the log gives two events of one transaction the same seq',
    file: 'libs/realtime/src/log/memory.event-log.ts',
    find: 'next.set(record.orgId, placed);',
    replace: '',
    specs: [ORG_CHANNEL],
  },
  {
    name: 'a ring claims to reach back to an event that it has dropped',
    file: `${CHANNELS}/domain-ring.ts`,
    find: 'this.#floor = oldest.seq;',
    replace: 'this.#floor = oldest.seq - 1;',
    specs: [CHANNEL_MODEL],
  },
  {
    name: 'a ring returns the event at the cursor once more',
    file: `${CHANNELS}/domain-ring.ts`,
    find: 'if (this.#at(middle).seq > seq) high = middle;',
    replace: 'if (this.#at(middle).seq >= seq) high = middle;',
    specs: [ORG_CHANNEL],
  },
  {
    name: 'events of several domains leave the buffer domain by domain',
    file: `${CHANNELS}/org-buffer.ts`,
    find: 'return rings > 1 ? frames.sort((a, b) => a.seq - b.seq) : frames;',
    replace: 'return rings > 2 ? frames.sort((a, b) => a.seq - b.seq) : frames;',
    specs: [CHANNEL_MODEL],
  },
  {
    name: 'the tail takes an event that it has applied meanwhile for another history',
    file: `${CHANNELS}/log-tail.ts`,
    find: 'if (record.seq <= this.applied) continue;',
    replace: 'if (record.seq < this.applied) continue;',
    specs: [ORG_CHANNEL],
  },
  {
    name: 'the tail never reads the last event whose hint was lost',
    file: `${CHANNELS}/log-tail.ts`,
    find: 'this.#known = Math.max(this.#known, told.seq);',
    replace: 'this.#known = Math.max(this.#known, told.seq - 1);',
    specs: [CHANNEL_MODEL],
  },
  {
    name: 'the tail does not notice a log that went back by one event',
    file: `${CHANNELS}/log-tail.ts`,
    find: 'const wentBack = told.seq < asked.head.seq ||',
    replace: 'const wentBack = told.seq < asked.head.seq - 1 ||',
    specs: [CHANNEL_MODEL],
  },
  {
    name: 'the tail applies an early hint of another history',
    file: `${CHANNELS}/log-tail.ts`,
    find: 'if (record.prevMark === this.#head.mark) this.#apply(record);\n      else this.verify()',
    replace: 'if (record.seq === this.applied + 1) this.#apply(record);\n      else this.verify()',
    specs: [CHANNEL_MODEL],
  },
  {
    name: 'a reopened channel delivers before the rights are reloaded',
    file: `${CHANNELS}/log-tail.ts`,
    find: '!this.isClosed()) await this.projection.restore();',
    replace: '!this.isClosed()) void this.projection.restore();',
    specs: [ORG_CHANNEL],
  },
  {
    name: 'a cursor of a lost history passes where its seq exists again',
    file: `${CHANNELS}/cursor-resolver.ts`,
    find: 'if (seq === this.tail.applied) return this.tail.head.mark;',
    replace: 'if (seq === this.tail.applied) return undefined;',
    specs: [ORG_CHANNEL],
  },
  {
    name: 'a cursor ahead of the log by one event is continued without a gap',
    file: `${CHANNELS}/cursor-resolver.ts`,
    find: "if (seq > this.tail.applied) return 'ahead';",
    replace: "if (seq > this.tail.applied + 1) return 'ahead';",
    specs: [CHANNEL_MODEL],
  },
  {
    name: 'a subscriber far behind skips what did not fit into one step',
    file: `${CHANNELS}/subscriber.ts`,
    find: 'last && step.length < frames.length ? last.position : this.channel.head;',
    replace: 'last && step.length > frames.length ? last.position : this.channel.head;',
    specs: [ORG_CHANNEL],
  },
  {
    name: 'a full connection is written to all the same',
    file: `${CHANNELS}/subscriber.ts`,
    find: "return this.#state === 'behind' && !this.#full && this.channel.isOpen;",
    replace: "return this.#state === 'behind' && this.channel.isOpen;",
    specs: [ORG_CHANNEL],
  },
  {
    name: 'events before a change of rights are handed over under the rights after it',
    file: `${CHANNELS}/org-channel.ts`,
    find: 'this.#collector.flush();\n      this.sessions.apply(change);',
    replace: 'this.sessions.apply(change);\n      this.#collector.flush();',
    specs: [ACCESS_MODEL],
  },
  {
    name: 'of several changes of rights during a read the first is lost',
    file: `${CHANNELS}/session-registry.ts`,
    find: 'for (const change of this.#meanwhile.slice(from)) this.#applyTo(entry, change);',
    replace: 'for (const change of this.#meanwhile.slice(from + 1)) this.#applyTo(entry, change);',
    specs: [SESSIONS],
  },
  {
    name: 'of several ended sessions only the first loses its streams',
    file: `${CHANNELS}/session-registry.ts`,
    find: 'if (change.sessionIds.includes(viewer.sessionId)) this.#end',
    replace: 'if (change.sessionIds[0] === viewer.sessionId) this.#end',
    specs: [SESSIONS],
  },
  {
    name: 'the streams of an ended session count against the limits for ever',
    file: `${CHANNELS}/session-registry.ts`,
    find: '      this.#release(entry, registration);\n      this.#guarded(() => registration.end(reason));',
    replace: '      this.#guarded(() => registration.end(reason));',
    specs: [SESSIONS],
  },
  {
    name: 'one stream more than the limit is admitted',
    file: `${CHANNELS}/subscriber-count.ts`,
    find: 'if (this.of(transport, userId) >= perUser)',
    replace: 'if (this.of(transport, userId) > perUser)',
    specs: [SESSIONS],
  },
  {
    name: 'a filter by property shows one that the user has no right to',
    file: `${CHANNELS}/view.ts`,
    find: "rights === 'all' || rights.has(propertyId) ? new Set([propertyId]) : new Set()",
    replace: "rights === 'all' || rights.size > 0 ? new Set([propertyId]) : new Set()",
    specs: [VIEW],
  },
  {
    name: 'users with equally many properties get each other’s events',
    file: `${CHANNELS}/view.ts`,
    find: "propertyIds === 'all' ? '*' : [...propertyIds].sort().join(',');",
    replace: "propertyIds === 'all' ? '*' : String(propertyIds.size);",
    specs: [VIEW],
  },
  {
    name: 'the writer repeats what a socket took of a partly taken event',
    file: 'libs/realtime/src/wire/fan-out-writer.ts',
    find: 'taken > 0 ? bytes.subarray(taken) : bytes',
    replace: 'bytes',
    specs: ['libs/realtime/src/wire/fan-out-writer.spec.ts'],
  },
  {
    name: 'the writer overtakes bytes that the socket still buffers',
    file: 'libs/realtime/src/wire/fan-out-writer.ts',
    find: 'if (to.socket.writableLength > 0) return',
    replace: 'if (to.socket.writableLength > bytes.length) return',
    specs: ['libs/realtime/src/wire/fan-out-writer.spec.ts'],
  },
  {
    name: 'the writer does not tell a stream that its socket is full',
    file: 'libs/realtime/src/wire/fan-out-writer.ts',
    find: 'taken > 0 ? bytes.subarray(taken) : bytes)) to.full();',
    replace: 'taken > 0 ? bytes.subarray(taken) : bytes)) return;',
    specs: ['libs/realtime/src/wire/fan-out-writer.spec.ts'],
  },
  {
    name: 'retention drops a younger segment before an older one that must stay',
    file: 'libs/realtime/src/log/segments.ts',
    find: 'if (at >= expiredBefore) break;',
    replace: 'if (at > expiredBefore) continue;',
    specs: ['libs/realtime/src/log/segments.model.spec.ts'],
  },
  {
    name: 'retention drops events that a durable subscriber still needs',
    file: 'libs/realtime/src/log/segments.ts',
    find: 'Math.max(Math.min(now - keepMs, neededFrom), now - Math.max(maxKeepMs, keepMs));',
    replace: 'Math.max(now - keepMs, now - Math.max(maxKeepMs, keepMs));',
    specs: ['libs/realtime/src/log/segments.model.spec.ts'],
  },
  {
    name: 'the SQL log passes the mark of the wrong event to the next',
    file: 'libs/realtime/src/log/sql-append.ts',
    find: '(array_agg(mark order by place desc))[1]',
    replace: '(array_agg(mark order by place))[1]',
    specs: ['test/contract/event-log.spec.ts'],
  },
];
