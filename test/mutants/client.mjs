/** The browser client: who leads, what each tab has had, one refresh for all tabs, and sign-out everywhere. */

const CLIENT = 'libs/client/src';
const ELECTION = `${CLIENT}/leadership/election.spec.ts`;
const TAB_GROUP = `${CLIENT}/leadership/tab-group.spec.ts`;
const DELIVERY = `${CLIENT}/delivery/delivery.spec.ts`;
const SESSION = `${CLIENT}/session/tab-session.spec.ts`;

/** @type {readonly import('../../tools/lib/mutants.mjs').Mutant[]} */
export const mutants = [
  {
    name: 'a tab whose lock was stolen goes on leading',
    file: `${CLIENT}/leadership/lock-election.ts`,
    find: 'if (turn.held) return this.candidate.deposed();',
    replace: 'if (turn.held) return;',
    specs: [ELECTION],
  },
  {
    name: 'a lease written by a clock that was set back locks every tab out',
    file: `${CLIENT}/environment/lease.ts`,
    find: 'leftMs > 0 && leftMs <= LEASE_MS',
    replace: 'leftMs > 0',
    specs: [`${CLIENT}/environment/exclusive.spec.ts`],
  },
  {
    name: 'two tabs that claim the lease at once both get it',
    file: `${CLIENT}/environment/lease.ts`,
    find: 'await pause(this.environment, settled, new AbortController().signal);',
    replace: 'void pause(this.environment, settled, new AbortController().signal);',
    specs: [`${CLIENT}/environment/exclusive.spec.ts`],
  },
  {
    name: 'a tab that lost the lease takes it back by renewing it',
    file: `${CLIENT}/environment/lease.ts`,
    find: 'if (!this.isMine) return false;\n    this.#write();',
    replace: 'this.#write();',
    specs: [ELECTION],
  },
  {
    name: 'two leaders of the same term both go on',
    file: `${CLIENT}/leadership/tab-group.ts`,
    find: 'term.number > mine.number || (term.number === mine.number && term.leader !== mine.leader);',
    replace: 'term.number > mine.number;',
    specs: [TAB_GROUP],
  },
  {
    name: 'a new leader connects at its own position, past what another tab lacks',
    file: `${CLIENT}/leadership/tab-group.ts`,
    find: 'this.member.lead(lowest(this.member.cursor(), this.#roll), isTakeover);',
    replace: 'this.member.lead(this.member.cursor(), isTakeover);',
    specs: [TAB_GROUP],
  },
  {
    name: 'a tab further behind than the leader’s history gets nothing',
    file: `${CLIENT}/leadership/tab-group.ts`,
    find: 'if (missed) this.pass(missed);\n    else this.member.rewind(cursor);',
    replace: 'if (missed) this.pass(missed);',
    specs: [TAB_GROUP],
  },
  {
    name: 'a batch that begins after the tab’s position is applied',
    file: `${CLIENT}/delivery/delivery.ts`,
    find: '} else if (!reaches(this.#cursor, from ?? to) ||',
    replace: '} else if (!reaches(this.#cursor, from ?? this.#cursor) && reaches(this.#cursor, to) ||',
    specs: [DELIVERY],
  },
  {
    name: 'an event that a tab has had moves its position back',
    file: `${CLIENT}/delivery/delivery.ts`,
    find: 'if (this.#cursor === undefined || reaches(this.#cursor, after)) return;',
    replace: 'if (this.#cursor === undefined) return;',
    specs: [DELIVERY],
  },
  {
    name: 'an ephemeral event from two leaders is passed on twice',
    file: `${CLIENT}/delivery/delivery.ts`,
    find: '      if (this.#isNew(event.eventId)) this.listener.event(event);\n      return;',
    replace: '      this.listener.event(event);\n      return;',
    specs: [DELIVERY],
  },
  {
    name: 'a gap for tabs further behind makes one refetch that lacks nothing',
    file: `${CLIENT}/delivery/delivery.ts`,
    find: "ahead >= 0 && gap.reason !== 'ahead'",
    replace: "ahead > 0 && gap.reason !== 'ahead'",
    specs: [DELIVERY],
  },
  {
    name: 'the history claims to reach one event further back than it does',
    file: `${CLIENT}/delivery/history.ts`,
    find: 'missed === undefined || missed < 0) return undefined;',
    replace: 'missed === undefined || missed < -1) return undefined;',
    specs: [DELIVERY],
  },
  {
    name: 'every tab asks the server for a token of its own',
    file: `${CLIENT}/session/token-renewal.ts`,
    find: '      if (await this.#wasRenewed(before)) return true;\n      const retry',
    replace: '      const retry',
    specs: [SESSION],
  },
  {
    name: 'a token that another tab sent before the sign-out signs in again',
    file: `${CLIENT}/session/tab-session.ts`,
    find: 'if (message.mark !== control.mark || message.signedIn.accessToken === this.#token) return;',
    replace: 'if (message.signedIn.accessToken === this.#token) return;',
    specs: [SESSION],
  },
  {
    name: 'a sign-out does not reach the other tabs’ channel',
    file: `${CLIENT}/session/auth-control.ts`,
    find: "    this.post({ kind: 'sign-out', mark: this.#mark });\n",
    replace: '',
    specs: [SESSION],
  },
  {
    name: 'two requests refused with the same token refresh it twice',
    file: `${CLIENT}/session/authorized-fetch.ts`,
    find: 'if (session.token === token && !(await session.refresh())) return response;',
    replace: 'if (!(await session.refresh())) return response;',
    specs: [SESSION],
  },
  {
    name: 'the time that the server asked to wait for is ignored',
    file: `${CLIENT}/transports/retry-policy.ts`,
    find: 'Math.min(LONGEST_MS, Math.max(this.#retryMs, askedMs));',
    replace: 'Math.min(LONGEST_MS, this.#retryMs || askedMs);',
    specs: [`${CLIENT}/transports/retry-policy.spec.ts`],
  },
  {
    name: 'failures before a connection opened lengthen the next wait',
    file: `${CLIENT}/transports/retry-policy.ts`,
    find: '  opened(): void {\n    this.#failures = 0;',
    replace: '  opened(): void {',
    specs: [`${CLIENT}/transports/retry-policy.spec.ts`],
  },
  {
    name: 'events before a gap are passed on after it',
    file: `${CLIENT}/transports/frame-reader.ts`,
    find: '    this.flush();\n    if (cursor === undefined) return;',
    replace: '    if (cursor === undefined) return;',
    specs: [`${CLIENT}/transports/frame-reader.spec.ts`],
  },
  {
    name: 'a server that answers polls at once is asked in a loop',
    file: `${CLIENT}/transports/pacing.ts`,
    find: 'isEmpty && !more && elapsedMs < Math.min(FAST_MS, 0.9 * timeoutMs);',
    replace: 'isEmpty && !more && elapsedMs > Math.min(FAST_MS, 0.9 * timeoutMs);',
    specs: [`${CLIENT}/transports/pacing.spec.ts`],
  },
  {
    name: 'a slow snapshot overwrites the row of a newer event',
    file: `${CLIENT}/live/rows.ts`,
    find: 'byId.set(id, known && known.version > row.version ? known : row);',
    replace: 'byId.set(id, row);',
    specs: [`${CLIENT}/live/rows.spec.ts`],
  },
];
