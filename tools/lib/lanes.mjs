import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * @typedef {object} Lane
 * @property {string} name
 * @property {() => Promise<void>} work
 */

/** @type {AsyncLocalStorage<string>} */
const laneName = new AsyncLocalStorage();
const NAME_WIDTH = 7;

/**
 * Does several long pieces of work side by side. What each of them prints comes line by line, with its name before it.
 * @param {Lane[]} lanes
 * @returns {Promise<void>} when all are over
 * @throws what the first of them failed with, when the others are over too
 */
export async function runLanes(lanes) {
  const [first, ...others] = lanes;
  if (first && others.length === 0) return first.work();
  const ends = await Promise.allSettled(lanes.map(({ name, work }) => laneName.run(name, work)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/**
 * Prints lines for a person, under the name of the lane that this is called in.
 * @param {string} text
 */
export function say(text) {
  const name = laneName.getStore();
  console.log(name === undefined ? text : text.replaceAll(/^/gm, `${name.padEnd(NAME_WIDTH)} │ `));
}

/**
 * Passes on what a command prints while it runs: as it comes or, in a lane, each line when it is whole.
 * @param {NodeJS.WriteStream} stream
 * @returns {{ write(chunk: Buffer): void, end(): void }}
 */
export function passOn(stream) {
  const name = laneName.getStore();
  if (name === undefined) return { write: (chunk) => void stream.write(chunk), end: () => undefined };
  let rest = Buffer.alloc(0);
  return {
    write(chunk) {
      const all = Buffer.concat([rest, chunk]);
      const whole = all.lastIndexOf('\n') + 1;
      rest = all.subarray(whole);
      if (whole > 0) laneName.run(name, () => say(all.toString('utf8', 0, whole - 1)));
    },
    end() {
      if (rest.length > 0) laneName.run(name, () => say(rest.toString('utf8')));
      rest = Buffer.alloc(0);
    },
  };
}
