import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = new URL('../../', import.meta.url);

/** Where no organisation is known before the transaction begins. */
const UNKEYED: ReadonlySet<string> = new Set([
  // By its token alone, and in one statement on the session's row.
  'src/platform/auth/sessions/session-renewal.ts',
  // There is no organisation yet.
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

/** Calls of something's `transaction`, with how many arguments they have. */
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
  it('say whose they are, so that those of one organisation can be kept from taking every connection', () => {
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

  it('have a number each: two that share one would keep each other out', () => {
    const twice = numbered.filter(({ number }, at) => numbered.findIndex((other) => other.number === number) !== at);
    expect(twice).toEqual([]);
    expect(numbered.length).toBeGreaterThan(3);
  });
});
