import { queryClient } from './query-client.js';
import { whenAnswered } from './when-answered.js';

let demand = (): void => undefined;
const demanded = new Promise<void>((resolve) => {
  demand = resolve;
});
const firstRows = Promise.race([whenAnswered(queryClient), demanded]);

/** Says that somebody waits for what is loaded behind the first rows. */
export const demandNow = (): void => demand();

/**
 * @returns a function that loads what a page can do without until its rows are there: on a slow network they would come later by
 *   as much as it takes
 */
export const behindRows =
  <Module>(load: () => Promise<Module>) =>
  async (): Promise<Module> => {
    await firstRows;
    return load();
  };
