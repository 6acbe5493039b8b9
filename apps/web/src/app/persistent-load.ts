/** Between two tries, at first and at most; milliseconds. */
const WAIT_MS = { least: 1_000, most: 60_000 };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Loads what a page can do without: again and again if it cannot be loaded, as when the network or the server is away, for as long
 * as the page is open.
 * @param wait resolves after so many milliseconds
 */
export async function persistentLoad<Module>(
  load: () => Promise<Module>,
  wait: (ms: number) => Promise<void> = sleep,
): Promise<Module> {
  for (let ms = WAIT_MS.least; ; ms = Math.min(2 * ms, WAIT_MS.most)) {
    try {
      return await load();
    } catch {
      await wait(ms);
    }
  }
}
