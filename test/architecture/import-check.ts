import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** One forbidden import; paths are relative to the checked folder. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface ImportCheck {
  /** Names of all applied rules. */
  readonly rules: readonly string[];
  readonly violations: readonly Violation[];
}

interface CruiseReport {
  readonly summary: {
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

/** Applies the repository’s import rules to a tree; `npm run check` applies them to the repository, with the same program. */
export const checkImports = (folder: string): Promise<ImportCheck> =>
  check(folder, '.dependency-cruiser.mjs', ['libs', 'src', 'apps', 'test']);

/** Applies the rule about folders; in its violations, `from` and `to` are folders. */
export const checkFloors = (folder: string): Promise<ImportCheck> =>
  check(folder, '.dependency-cruiser.folders.mjs', ['libs', 'src', 'apps']);

async function check(folder: string, rules: string, places: readonly string[]): Promise<ImportCheck> {
  const program = resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', resolve(root, rules), '--output-type', 'json', ...places];
  const output = await new Promise<string>((settle, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      // The exit code is the number of violations; only a run without a report is an error here.
      if (stdout.startsWith('{')) settle(stdout);
      else reject(new Error(`dependency-cruiser wrote no report: ${stderr}`, { cause: error }));
    });
  });
  const { summary } = JSON.parse(output) as CruiseReport;
  return {
    rules: summary.ruleSetUsed.forbidden.map((rule) => rule.name),
    violations: summary.violations.map(({ from, to, rule }) => ({ rule: rule.name, from, to })),
  };
}
