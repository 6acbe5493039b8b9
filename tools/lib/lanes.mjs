import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * @typedef {object} Piece of work
 * @property {string} name
 * @property {() => Promise<void>} work
 */

/** @type {AsyncLocalStorage<string>} */
const pieceName = new AsyncLocalStorage();
const NAME_WIDTH = 7;

/**
 * Does long pieces of work: those of a lane one after the other, the lanes side by side. With several lanes, what is printed comes
 * line by line, with its piece’s name before it.
 * @param {readonly (readonly Piece[])[]} lanes
 * @returns {Promise<void>} when all are over
 * @throws what the first piece failed with that failed, when the others are over too
 */
export async function runLanes(lanes) {
  const isNamed = lanes.length > 1;
  /** @type {unknown[]} */
  const failures = [];
  const inOrder = async (/** @type {readonly Piece[]} */ lane) => {
    for (const { name, work } of lane) {
      await (isNamed ? pieceName.run(name, work) : work()).catch((error) => failures.push(error));
    }
  };
  await Promise.all(lanes.map(inOrder));
  if (failures.length > 0) throw failures[0];
}

/**
 * Prints lines for a person, under the name of the piece of work that this is called in.
 * @param {string} text
 */
export function say(text) {
  const name = pieceName.getStore();
  console.log(name === undefined ? text : text.replaceAll(/^/gm, `${name.padEnd(NAME_WIDTH)} │ `));
}

/**
 * Passes on what a command prints while it runs: as it comes or, in a lane, each line when it is whole.
 * @param {NodeJS.WriteStream} stream
 * @returns {{ write(chunk: Buffer): void, end(): void }}
 */
export function passOn(stream) {
  const name = pieceName.getStore();
  if (name === undefined) return { write: (chunk) => void stream.write(chunk), end: () => undefined };
  let rest = Buffer.alloc(0);
  return {
    write(chunk) {
      const all = Buffer.concat([rest, chunk]);
      const whole = all.lastIndexOf('\n') + 1;
      rest = all.subarray(whole);
      if (whole > 0) pieceName.run(name, () => say(all.toString('utf8', 0, whole - 1)));
    },
    end() {
      if (rest.length > 0) pieceName.run(name, () => say(rest.toString('utf8')));
      rest = Buffer.alloc(0);
    },
  };
}
