import { appendFileSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { addEventHandler } from 'jest-circus';

/*
 * Processor time per spec file, its ended children included. With BELLHOP_TEST_CPU=<path>, each line of that file is one
 * spec file of a run: seconds of this process, of its imports alone, and of the processes that it started.
 */

const report = process.env.BELLHOP_TEST_CPU;
/** Of Linux on every usual processor. */
const TICKS_PER_SECOND = 100;

/** @returns {{ own: number, children: number }} seconds so far */
function used() {
  const { user, system } = process.cpuUsage();
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { own: (user + system) / 1e6, children: (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND };
}

if (report !== undefined) {
  /** @type {{ file: string, start: ReturnType<typeof used>, imported?: number } | undefined} */
  let current;
  const end = () => {
    if (!current) return;
    const { own, children } = used();
    const { file, start, imported } = current;
    current = undefined;
    const line = { file, own: own - start.own, imports: imported ?? 0, children: children - start.children };
    appendFileSync(report, `${JSON.stringify(line)}\n`);
  };
  const { expect } = /** @type {{ expect: { setState(state: object): void } }} */ (/** @type {unknown} */ (globalThis));
  const setState = expect.setState.bind(expect);
  // The runner's first call for each file.
  expect.setState = (/** @type {{ testPath?: string }} */ state) => {
    if (state.testPath !== undefined) {
      end();
      current = { file: relative(process.cwd(), state.testPath), start: used() };
    }
    setState(state);
  };
  addEventHandler(() => {
    if (current) current.imported ??= used().own - current.start.own;
  });
  process.once('disconnect', end);
  process.once('exit', end);
}
