import { SchematicsException } from '@angular-devkit/schematics';
import ts from 'typescript';
import { Source, stringOf } from './source.mjs';

/** @typedef {import('./index.mjs').Domain} Domain */

const DOMAINS = 'libs/hotel/DOMAINS.md';
/** Follows the table of domains. */
const MARK = '<!-- npm run new:domain adds a row to the table above this line. -->';

/**
 * Adds a domain’s lines to the files that all domains share.
 * @param {Domain} domain
 * @returns {import('@angular-devkit/schematics').Rule}
 */
export const sharedFiles = (domain) => (tree) => {
  /** @param {string} path @param {(source: Source) => void} change */
  const edit = (path, change) => {
    const source = new Source(tree, path);
    change(source);
    source.save();
  };
  const { many, one } = domain;
  const key = many.kebab === many.camel ? many.camel : `'${many.kebab}'`;

  edit('libs/hotel/src/catalogue.ts', (source) => {
    const events = `${many.camel}Events`;
    source.import(`./${many.kebab}.js`, [events]);
    source.addAfter(source.constant('catalogue', ts.isObjectLiteralExpression).properties, `${key}: ${events}`);
    const described = source.find('interface EventCatalogue', isInterface('EventCatalogue'));
    source.addMember(described, `${key}: PayloadsOf<typeof ${events}>;`);
  });
  edit('libs/hotel/src/index.ts', (source) => {
    source.export(`./${many.kebab}.js`, [`${one.camel}Fields`, `${one.camel}Schema`, `type ${one.pascal}`]);
  });
  edit('src/app.module.ts', (source) => {
    const module = `${many.pascal}Module`;
    source.import(`./domains/${many.kebab}/${many.kebab}.module.js`, [module]);
    const imports = source.find('imports of AppModule', isImports).initializer.elements;
    const domains = source.importedFrom('./domains/');
    source.addAfter(imports, module, (element) => domains.has(element.getText()));
  });
  edit('apps/web/src/pages/domains.ts', (source) => {
    source.import('@tabler/icons-react', [domain.icon]);
    const pages = source.constant('DOMAIN_PAGES', ts.isArrayLiteralExpression).elements;
    const page = `{ path: '/app/${many.kebab}', name: '${many.camel}', icon: ${domain.icon}, roles: ['owner', 'manager', 'staff'] }`;
    source.addAhead(pages, page, (element) => stringOf(element, 'path') === '/app/users');
    const { type } = source.find('path of DomainPage', isPath);
    if (type && ts.isUnionTypeNode(type)) source.addType(type, `'/app/${many.kebab}'`);
    const names = source.find('name of DomainPage', isNameOfPages).type;
    if (names && ts.isUnionTypeNode(names)) source.addType(names, `'${many.camel}'`);
  });
  edit('apps/web/src/app/router.tsx', (source) => {
    const users = source.find('route of users', isConstant('users'));
    source.addBefore(
      users,
      `const ${many.camel} = createRoute({
  getParentRoute: () => app,
  path: '/${many.kebab}',
  component: lazyRouteComponent(() => import('../features/${many.kebab}/${many.kebab}-page.js'), '${many.pascal}Page'),
});`,
    );
    const children = source.find('list of the pages below /app', isChildrenOfApp).arguments[0];
    if (!children || !ts.isArrayLiteralExpression(children))
      throw new SchematicsException('router.tsx has no list of the pages below /app.');
    source.addAhead(children.elements, many.camel, (element) => element.getText() === 'users');
  });

  const described = tree.readText(DOMAINS);
  if (!described.includes(MARK))
    throw new SchematicsException(`${DOMAINS} lacks the line "${MARK}". Put it back after the table of domains.`);
  const readers = domain.isPlaced ? 'everyone who may see the property' : 'every member';
  const events = ['Created', 'Updated', 'Deleted'].map((what) => `\`${one.pascal}${what}\``).join(', ');
  const row = `| \`${many.kebab}\` | ${readers} | ${events} |`;
  tree.overwrite(DOMAINS, described.replace(`\n\n${MARK}`, `\n${row}\n\n${MARK}`));
};

/** @param {string} name @returns {(node: ts.Node) => node is ts.InterfaceDeclaration} */
const isInterface =
  (name) =>
  /** @returns {node is ts.InterfaceDeclaration} */
  (node) =>
    ts.isInterfaceDeclaration(node) && node.name.text === name;

/** @param {string} name @returns {(node: ts.Node) => node is ts.VariableStatement} */
const isConstant =
  (name) =>
  /** @returns {node is ts.VariableStatement} */
  (node) =>
    ts.isVariableStatement(node) && node.declarationList.declarations.some((each) => each.name.getText() === name);

/** @param {ts.Node} node @returns {node is ts.PropertyAssignment & { initializer: ts.ArrayLiteralExpression }} */
const isImports = (node) =>
  ts.isPropertyAssignment(node) && node.name.getText() === 'imports' && ts.isArrayLiteralExpression(node.initializer);

/** @param {ts.Node} node @returns {node is ts.PropertySignature} */
const isPath = (node) => ts.isPropertySignature(node) && node.name.getText() === 'path';

/** @param {ts.Node} node @returns {node is ts.PropertySignature} */
const isNameOfPages = (node) => ts.isPropertySignature(node) && node.name.getText() === 'name';

/** @param {ts.Node} node @returns {node is ts.CallExpression} */
const isChildrenOfApp = (node) => ts.isCallExpression(node) && node.expression.getText() === 'app.addChildren';
