/**
 * Bugs planted in the built server, one for each rule of the checker, to prove that the harness finds them. They are
 * patched onto the server’s classes in a process of the harness; the server itself has no switch for them.
 */

const REALTIME = new URL('../../../libs/realtime/dist/', import.meta.url);
const SERVER = new URL('../../../dist/', import.meta.url);

/** A planted bug: the fault that reveals it, and the rules that it may break. */
/** @typedef {{ fault: string, database: 'embedded' | 'postgres', breaks: readonly string[], put: () => Promise<void> }} Plant */

/** Commits of the setup before the writers start. */
const COMMITS_BEFORE = 20;

/** Returns a function that is true every `times`th call. @param {number} times */
const everyNth = (times) => {
  let count = 0;
  return () => (count += 1) % times === 0;
};

/**
 * Replaces a method. @throws Error when it no longer exists: a plant without effect would prove nothing
 * @param {{ prototype: any }} type a class of the built server
 * @param {string} name
 * @param {(original: Function) => Function} change
 */
function replace(type, name, change) {
  const original = type.prototype[name];
  if (typeof original !== 'function') throw new Error(`the bug cannot be planted: there is no method ${name}`);
  type.prototype[name] = change(original);
}

/**
 * Receives a subscriber’s events.
 * @typedef {object} Connection
 * @property {(selection: unknown) => boolean} deliver
 * @property {(...told: unknown[]) => boolean} gap
 * @property {() => void} caughtUp
 * @property {(error: unknown) => void} failed
 */

/**
 * Replaces every subscriber’s connection when its channel adds the subscriber.
 * @param {{ prototype: any }} OrgChannel
 * @param {(connection: Connection) => Connection} change
 */
function replaceConnections(OrgChannel, change) {
  replace(
    OrgChannel,
    'addSubscriber',
    (addSubscriber) =>
      /** @this {unknown} @param {{ connection?: any }} subscriber */
      function (subscriber) {
        const { connection } = subscriber;
        if (typeof connection?.deliver !== 'function')
          throw new Error('the bug cannot be planted: no subscriber has a connection');
        subscriber.connection = change({
          deliver: (selection) => connection.deliver(selection),
          gap: (...told) => connection.gap(...told),
          caughtUp: () => connection.caughtUp?.(),
          failed: (error) => connection.failed(error),
        });
        return addSubscriber.call(this, subscriber);
      },
  );
}

/** @param {string} path @returns {Promise<any>} */
const realtime = (path) => import(new URL(path, REALTIME).href);

/** @param {string} path @returns {Promise<any>} */
const server = (path) => import(new URL(path, SERVER).href);

/** @type {Record<string, Plant>} */
export const PLANTED = {
  'dropped-hints': {
    fault: 'stop',
    database: 'embedded',
    breaks: ['silence'],
    // Commits cause no hint, and the log is not polled.
    put: async () => {
      const { LogTail } = await realtime('channels/log-tail.js');
      replace(LogTail, 'accept', () => () => undefined);
      replace(LogTail, 'acceptHead', () => () => undefined);
    },
  },
  'skipped-gap': {
    fault: 'restore',
    database: 'postgres',
    breaks: ['silence', 'other-life', 'loss', 'phantom'],
    // A cursor that cannot be served is moved to the head without a gap, on arrival and while reading.
    put: async () => {
      const { OrgChannel } = await realtime('channels/org-channel.js');
      replace(
        OrgChannel,
        'resolve',
        (resolve) =>
          /** @this {unknown} @param {unknown[]} given */
          async function (...given) {
            const start = { ...(await resolve.apply(this, given)) };
            delete start.gap;
            return start;
          },
      );
      replaceConnections(OrgChannel, (connection) => ({ ...connection, gap: () => true }));
    },
  },
  'ignored-write': {
    fault: 'stop',
    database: 'embedded',
    breaks: ['loss', 'silence'],
    // Every 15th write finds the socket full, and its refusal is ignored.
    put: async () => {
      const { FanOutWriter } = await realtime('wire/fan-out-writer.js');
      const isFull = everyNth(15);
      replace(
        FanOutWriter,
        'write',
        (write) =>
          /** @this {unknown} @param {unknown[]} given */
          function (...given) {
            return isFull() || write.apply(this, given);
          },
      );
    },
  },
  'lower-head': {
    fault: 'kill',
    database: 'postgres',
    breaks: ['needless-gap', 'doubling', 'order', 'silence', 'loss'],
    // Every second read of the head comes from a replica that lags.
    put: async () => {
      const { SqlEventLog } = await realtime('log/sql.event-log.js');
      const isStale = everyNth(2);
      replace(
        SqlEventLog,
        'bounds',
        (bounds) =>
          /** @this {unknown} @param {unknown[]} given */
          async function (...given) {
            const read = await bounds.apply(this, given);
            return isStale() ? { ...read, head: Math.max(read.floor, read.head - 5) } : read;
          },
      );
    },
  },
  'doubled-event': inDelivery(['doubling'], (deliver) => {
    // Often enough for a loaded machine, where a run delivers little.
    const isDue = everyNth(5);
    return (selection) => (isDue() && deliver(selection), deliver(selection));
  }),
  'wrong-order': inDelivery(['order', 'loss'], (deliver) => {
    const isDue = everyNth(15);
    /** @type {unknown} */
    let held;
    return (selection) => {
      if (isDue() && held === undefined) {
        held = selection;
        return true;
      }
      const hasRoom = deliver(selection);
      const late = held;
      held = undefined;
      return late === undefined ? hasRoom : deliver(late);
    };
  }),
  'lost-event': inDelivery(['loss'], (deliver) => {
    const isDue = everyNth(15);
    return (selection) => isDue() || deliver(selection);
  }),
  phantom: {
    fault: 'stop',
    database: 'embedded',
    breaks: ['phantom'],
    // Delivers other events than were committed.
    put: async () => {
      const { OrgChannel } = await realtime('channels/org-channel.js');
      const isDue = everyNth(10);
      replace(
        OrgChannel,
        'accept',
        (accept) =>
          /** @this {unknown} @param {{ eventId: string }} record */
          function (record) {
            const eventId = '00000000-0000-7000-8000-000000000000';
            return accept.call(this, isDue() ? { ...record, eventId } : record);
          },
      );
    },
  },
  'lost-write': {
    fault: 'stop',
    database: 'postgres',
    breaks: ['lost-write'],
    // An organisation’s transaction or statement is rolled back, and the driver reports a commit. In the driver’s public
    // methods, since the server would notice it below them; and not at the start, because users must sign in first.
    put: async () => {
      const { PostgresDriver } = await server('platform/database/postgres.driver.js');
      const isFifth = everyNth(5);
      let commits = 0;
      /** @param {{ orgId?: string }} [options] */
      const isDue = (options) => options?.orgId !== undefined && (commits += 1) > COMMITS_BEFORE && isFifth();
      const { transaction } = PostgresDriver.prototype;
      /** @param {unknown} driver @param {Function} work @param {unknown} options */
      const rollBack = async (driver, work, options) => {
        const planted = new Error('planted');
        let result;
        try {
          await transaction.call(
            driver,
            /** @param {unknown} run */
            async (run) => {
              result = await work(run);
              throw planted;
            },
            options,
          );
        } catch (error) {
          if (error !== planted) throw error;
        }
        return result;
      };
      replace(
        PostgresDriver,
        'transaction',
        () =>
          /** @this {unknown} @param {Function} work @param {{ orgId?: string }} [options] */
          function (work, options) {
            return isDue(options) ? rollBack(this, work, options) : transaction.call(this, work, options);
          },
      );
      replace(
        PostgresDriver,
        'commit',
        (commit) =>
          /** @this {unknown} @param {string} text @param {unknown} params @param {unknown} rows @param {{ orgId?: string }} [options] */
          function (text, params, rows, options) {
            if (!isDue(options)) return commit.call(this, text, params, rows, options);
            /** @param {Function} run */
            const work = (run) => run(text, params, rows);
            return rollBack(this, work, options);
          },
      );
    },
  },
};

/** Names of the planted bugs. */
export const PLANTS = Object.keys(PLANTED);

/**
 * A bug in the delivery of events to one subscriber.
 * @param {readonly string[]} breaks
 * @param {(deliver: Connection['deliver']) => Connection['deliver']} change called once per subscriber
 * @returns {Plant}
 */
function inDelivery(breaks, change) {
  return {
    fault: 'stop',
    database: 'embedded',
    breaks,
    put: async () => {
      const { OrgChannel } = await realtime('channels/org-channel.js');
      replaceConnections(OrgChannel, (connection) => ({ ...connection, deliver: change(connection.deliver) }));
    },
  };
}

/**
 * Plants a bug in this process before the server starts in it.
 * @param {string} name
 */
export async function plant(name) {
  const planted = PLANTED[name];
  if (!planted) throw new Error(`unknown bug ${name}; known are ${PLANTS.join(', ')}`);
  await planted.put();
}
