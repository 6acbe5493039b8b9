import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = new URL('../../', import.meta.url);

/** Files that do not know the organisation before the transaction begins. */
const UNKEYED: ReadonlySet<string> = new Set([
  // Knows the token only, and updates the session’s row in one statement.
  'src/platform/auth/sessions/session-renewal.ts',
  // The organisation does not exist yet.
  'src/platform/auth/accounts/sign-up.ts',
]);

function sources(...folders: readonly string[]): { readonly path: string; readonly text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ts$/.test(name) && !/\.(?:spec|suite|stage)\.ts$|testing\/|node_modules|dist\//.test(name))
      .map((name) => `${folder}${name}`)
      .map((path) => ({ path, text: readFileSync(new URL(path, ROOT), 'utf8') })),
  );
}

/** Returns the number of arguments of each call of a `transaction` method. */
function transactions({ path, text }: { readonly path: string; readonly text: string }): number[] {
  const found: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      if (node.expression.name.text === 'transaction') found.push(node.arguments.length);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

describe('transactions of the application', () => {
  it('name their organisation, so that one organisation cannot take every connection', () => {
    const all = sources('src/domains/', 'src/platform/').map((source) => ({ ...source, calls: transactions(source) }));
    const unkeyed = all.filter(({ calls }) => calls.some((args) => args < 2)).map(({ path }) => path);
    expect(unkeyed.filter((path) => !path.startsWith('src/platform/database/')).toSorted()).toEqual(
      [...UNKEYED].toSorted(),
    );
    expect(all.flatMap(({ calls }) => calls).length).toBeGreaterThan(20);
  });
});

describe('advisory locks', () => {
  const numbered = sources('src/', 'libs/realtime/src/').flatMap(({ path, text }) =>
    [...text.matchAll(/\b7_?245_?\d{3}\b/g)].map(([number]) => ({ path, number: number.replaceAll('_', '') })),
  );

  it('have one number each: two with the same number would exclude each other', () => {
    const twice = numbered.filter(({ number }, at) => numbered.findIndex((other) => other.number === number) !== at);
    expect(twice).toEqual([]);
    expect(numbered.length).toBeGreaterThan(3);
  });
});
