/**
 * Bugs that are put into the built server, one for each rule of the checker, to show that the harness finds them. They are
 * patched onto the server's classes in a process of the harness; the product has no switch for them.
 */

const REALTIME = new URL('../../../libs/realtime/dist/', import.meta.url);
const SERVER = new URL('../../../dist/', import.meta.url);

/** What a planted bug looks like: which fault brings it out, and which rules it may break. */
/** @typedef {{ fault: string, database: 'embedded' | 'postgres', breaks: readonly string[], put: () => Promise<void> }} Plant */

/** Of what is needed before anybody writes. */
const COMMITS_BEFORE = 20;

/** Every so manieth time. @param {number} times */
const everyNth = (times) => {
  let count = 0;
  return () => (count += 1) % times === 0;
};

/**
 * Replaces a method. @throws Error when it is not there any more: a plant that does nothing proves nothing
 * @param {{ prototype: any }} type a class of the built server
 * @param {string} name
 * @param {(original: Function) => Function} change
 */
function replace(type, name, change) {
  const original = type.prototype[name];
  if (typeof original !== 'function') throw new Error(`the plant has nothing to grow on: there is no ${name}`);
  type.prototype[name] = change(original);
}

/**
 * What a reader hands events to.
 * @typedef {object} Sink
 * @property {(selection: unknown) => boolean} deliver
 * @property {(...told: unknown[]) => boolean} gap
 * @property {() => void} caughtUp
 * @property {(error: unknown) => void} failed
 */

/**
 * Gives every reader another sink, when its channel takes it in.
 * @param {{ prototype: any }} OrgChannel
 * @param {(sink: Sink) => Sink} change
 */
function replaceSinks(OrgChannel, change) {
  replace(
    OrgChannel,
    'addReader',
    (addReader) =>
      /** @this {unknown} @param {{ sink?: any }} reader */
      function (reader) {
        const { sink } = reader;
        if (typeof sink?.deliver !== 'function')
          throw new Error('the plant has nothing to grow on: no reader has a sink');
        reader.sink = change({
          deliver: (selection) => sink.deliver(selection),
          gap: (...told) => sink.gap(...told),
          caughtUp: () => sink.caughtUp?.(),
          failed: (error) => sink.failed(error),
        });
        return addReader.call(this, reader);
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
    // Nothing tells of a commit, and nobody looks.
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
    // A cursor that cannot be served is led to the head in silence, when it comes and while it is read with.
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
      replaceSinks(OrgChannel, (sink) => ({ ...sink, gap: () => true }));
    },
  },
  'ignored-write': {
    fault: 'stop',
    database: 'embedded',
    breaks: ['loss', 'silence'],
    // A socket is full every fifteenth time, takes nothing and says so, and nobody listens.
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
    // The head is read from a replica that is behind, every second time.
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
    const isDue = everyNth(15);
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
    // What is pushed is not what was committed.
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
    // What an organisation's transaction or statement did is rolled back, and the driver says that it was committed. At the
    // driver's own door: below it, the server notices. Not at the start: people have to sign in first.
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

/** The names of the bugs. */
export const PLANTS = Object.keys(PLANTED);

/**
 * A bug in handing events to one reader.
 * @param {readonly string[]} breaks
 * @param {(deliver: Sink['deliver']) => Sink['deliver']} change called once a reader
 * @returns {Plant}
 */
function inDelivery(breaks, change) {
  return {
    fault: 'stop',
    database: 'embedded',
    breaks,
    put: async () => {
      const { OrgChannel } = await realtime('channels/org-channel.js');
      replaceSinks(OrgChannel, (sink) => ({ ...sink, deliver: change(sink.deliver) }));
    },
  };
}

/**
 * Puts a bug into this process, before the server starts in it.
 * @param {string} name
 */
export async function plant(name) {
  const planted = PLANTED[name];
  if (!planted) throw new Error(`there is no plant ${name}; there are ${PLANTS.join(', ')}`);
  await planted.put();
}
