import { BUILT, FOLLOWED } from './.dependency-cruiser.mjs';

/** What is tested with: it stands above all that it tests, whatever folder it lies in. */
const TESTED_WITH = ['\\.(spec|fixture)\\.tsx?$', '^(src|libs/[^/]+)/.*/testing/'];

/**
 * The floors of the house (docs/decisions/0031). A run of its own, since it is about the graph of what runs: whether there is
 * a cycle cannot be asked of a part of a graph.
 * @type {import('dependency-cruiser').IConfiguration}
 */
export default {
  forbidden: [
    {
      name: 'no-folder-cycle',
      comment: 'A folder stands on others or carries them: what two need of each other belongs on a floor below both.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: { ...FOLLOWED, exclude: { path: [BUILT, ...TESTED_WITH] } },
};
