/**
 * What the fault specs are for. Their rounds are few, so each of them has a bug here that it must find with those: clients that
 * leave, stall, half-close or send nonsense, a database that fails, and processes that are killed.
 */

const HTTP = 'libs/realtime/src/http';
const DATABASE = 'src/platform/database';
const STREAM_ENDS = 'test/faults/stream-ends.spec.ts';
const KEEP_ALIVE = 'test/faults/keep-alive-storm.spec.ts';
const CONNECTS = 'test/faults/connects.spec.ts';
const HOSTILE = 'test/faults/hostile.spec.ts';
const FAILING_DATABASE = 'test/faults/database.spec.ts';
const KILL = 'test/faults/kill.spec.ts';
const DELIVERY_KILL = 'test/faults/delivery-kill.spec.ts';

/** @type {readonly import('../../tools/lib/mutants.mjs').Mutant[]} */
export const mutants = [
  {
    name: 'a reset after a stream’s connection was taken over ends the process',
    file: `${HTTP}/stream-socket.ts`,
    find: "    socket.on('error', () => socket.destroy());\n",
    replace: '',
    specs: [STREAM_ENDS],
  },
  {
    name: 'a client that half-closes its stream keeps it',
    file: `${HTTP}/stream-socket.ts`,
    find: "    socket.on('end', () => socket.destroy());\n",
    replace: '',
    specs: [STREAM_ENDS],
  },
  {
    name: 'a compressed stream ends without its trailer',
    file: `${HTTP}/stream-socket.ts`,
    find: 'return Buffer.concat([this.encode(text), this.encodeEnd()]);',
    replace: 'return this.encode(text);',
    specs: [STREAM_ENDS],
  },
  {
    name: 'requests behind a stream wait on its connection for ever',
    file: `${HTTP}/take-over-socket.ts`,
    find: '  taken.add(socket);\n  tellGone(socket);\n',
    replace: '  taken.add(socket);\n',
    specs: [STREAM_ENDS],
  },
  {
    name: 'a refused stream keeps its channel in memory',
    file: `${HTTP}/stream.controller.ts`,
    find: '      registration?.release();\n      handle.release();\n      if (!(error',
    replace: '      registration?.release();\n      if (!(error',
    specs: [STREAM_ENDS],
  },
  {
    name: 'a stream says that its connection stays open after it',
    file: `${HTTP}/take-over-socket.ts`,
    find: "head['connection'] = 'close';",
    replace: "head['connection'] = 'keep-alive';",
    specs: [KEEP_ALIVE],
  },
  {
    name: 'a poll waits on after its client has left',
    file: `${HTTP}/poll.service.ts`,
    find: 'watchClient(request.raw, () => gone.abort());',
    replace: 'watchClient(request.raw, () => undefined);',
    specs: [CONNECTS],
  },
  {
    name: 'a stream begins on a connection that its client has half-closed',
    file: `${HTTP}/take-over-socket.ts`,
    find: 'if (!socket?.writable || !socket.readable) {',
    replace: 'if (!socket) {',
    specs: [STREAM_ENDS],
  },
  {
    name: 'a parameter given twice is a server error',
    file: `${HTTP}/subscribe-query.ts`,
    find: "if (typeof value === 'string' && value.length <= MAX_PARAMETER) return value;",
    replace: 'if (String(value).length <= MAX_PARAMETER) return value as string;',
    specs: [HOSTILE],
  },
  {
    name: 'a failed transaction goes back to the pool with its locks',
    file: `${DATABASE}/postgres.transaction.ts`,
    find: "if (failedAt === 'begun' && !session.isLost) await this.connection.rollback();",
    replace: "if (failedAt === 'committing' && !session.isLost) await this.connection.rollback();",
    specs: [FAILING_DATABASE],
  },
  {
    name: 'a commit whose outcome is unknown counts as refused',
    file: `${DATABASE}/postgres.driver.ts`,
    find: 'if (!session.isLost || query?.isRefused) throw error;',
    replace: 'if (query) throw error;',
    specs: ['test/faults/database-requests.spec.ts'],
  },
  {
    name: 'a write is acknowledged before it is in a file',
    file: `${DATABASE}/pglite.worker.ts`,
    find: "report({ kind: 'open' });",
    replace: "await pglite.exec('set synchronous_commit = off');\nreport({ kind: 'open' });",
    specs: ['test/faults/publish-kill.spec.ts'],
    built: true,
  },
  {
    name: 'an event is logged in another transaction than its row, which a kill may prevent',
    file: 'libs/realtime/src/log/sql.event-log.ts',
    find: '    const text = this.#texts.of(shape, append?.which);\n',
    replace: `    if (records.length > 0) {
      const { result, logged } = await this.commitWith<R>({ shape, params }, orgId, []);
      return { result, logged: logged && (await this.commit(records, { onDuplicate: 'unchecked' })) };
    }
    const text = this.#texts.of(shape, append?.which);
`,
    specs: [KILL],
    built: true,
  },
  {
    name: 'an attempt that ended with its process is not counted',
    file: 'libs/realtime/src/delivery/sql-delivery.statements.ts',
    find: 'failures = p.failures + (p.held and p.trying is not null)::int,',
    replace: 'failures = p.failures,',
    specs: [DELIVERY_KILL],
    built: true,
  },
  {
    name: 'a crash is blamed on whatever event is next',
    file: 'libs/realtime/src/delivery/partition-consumer.ts',
    find: 'if (claim.crashes > 0 && !this.alone) {',
    replace: 'if (claim.crashes > 10 && !this.alone) {',
    specs: [DELIVERY_KILL],
    built: true,
  },
];
