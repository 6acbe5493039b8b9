import { persistentLoad } from './persistent-load.js';
import { queryClient } from './query-client.js';
import { whenAnswered } from './when-answered.js';

const firstRows = whenAnswered(queryClient);

/**
 * @returns a function that loads what a page can do without until its rows are there: on a slow network they would come later by
 *   as much as it takes. It does not fail: the page must not, when the network goes away in between
 */
export const behindRows =
  <Module>(load: () => Promise<Module>) =>
  async (): Promise<Module> => {
    await firstRows;
    return persistentLoad(load);
  };
