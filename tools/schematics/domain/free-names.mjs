import { SchematicsException } from '@angular-devkit/schematics';
import ts from 'typescript';
import { parse } from './source.mjs';
import { tablesOf } from './table.mjs';

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/** First path segments without a controller: the dashboard’s files, the transports, the documents. */
const PATHS = ['app', 'assets', 'docs', 'v2'];
/** Event names of every stream, which `defineDomain` refuses. */
const STREAM = ['ready', 'gap', 'access', 'bye', 'heartbeat', 'message', 'error', 'open'];

/**
 * @param {Tree} tree
 * @param {import('./index.mjs').Domain} domain
 * @throws {SchematicsException} when the name is used, or the icon does not exist
 */
export function requireFree(tree, { many, one, icon }) {
  if (tree.getDir(`src/domains/${many.kebab}`).subfiles.length > 0) {
    throw new SchematicsException(`Domain "${many.kebab}" already exists: src/domains/${many.kebab}.`);
  }
  if (tablesOf(tree).has(many.snake)) {
    throw new SchematicsException(`Table "${many.snake}" already exists. Choose another name.`);
  }
  if ([...PATHS, ...STREAM].includes(many.kebab) || pathsOf(tree).has(many.kebab)) {
    throw new SchematicsException(`The path /${many.kebab} is already used. Choose another name.`);
  }
  const exported = exportedNames(tree);
  for (const name of [one.pascal, `${one.camel}Fields`, `${one.camel}Schema`, `${many.camel}Events`]) {
    if (exported.has(name)) {
      throw new SchematicsException(
        `libs/hotel already has "${name}". Choose another name for one of ${many.words} with --one.`,
      );
    }
  }
  if (!/^Icon[A-Z]\w*$/.test(icon) || !tree.exists(`node_modules/@tabler/icons-react/dist/esm/icons/${icon}.mjs`)) {
    throw new SchematicsException(
      `Unknown icon "${icon}". Choose one from https://tabler.io/icons, such as --icon=IconBed.`,
    );
  }
}

/** First path segments of all controllers. @param {Tree} tree */
function pathsOf(tree) {
  /** @type {Set<string>} */
  const paths = new Set();
  tree.getDir('src').visit((path) => {
    if (!path.endsWith('.controller.ts')) return;
    /** @param {ts.Node} node */
    const visit = (node) => {
      const [path] = ts.isCallExpression(node) && node.expression.getText() === 'Controller' ? node.arguments : [];
      if (path && ts.isStringLiteral(path)) paths.add(path.text.split('/')[0] ?? '');
      ts.forEachChild(node, visit);
    };
    visit(parse(path, tree.readText(path)));
  });
  return paths;
}

/** @param {Tree} tree */
function exportedNames(tree) {
  const path = 'libs/hotel/src/index.ts';
  const { statements } = parse(path, tree.readText(path));
  const clauses = statements.flatMap((each) =>
    ts.isExportDeclaration(each) && each.exportClause ? [each.exportClause] : [],
  );
  return new Set(
    clauses.flatMap((clause) => (ts.isNamedExports(clause) ? clause.elements.map((each) => each.name.text) : [])),
  );
}
