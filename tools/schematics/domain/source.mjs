import { SchematicsException } from '@angular-devkit/schematics';
import ts from 'typescript';

/** A file with lines of every domain, inserted at places found in its syntax tree. */
export class Source {
  #tree;
  #path;
  #file;
  /** @type {import('@angular-devkit/schematics').UpdateRecorder} */
  #update;

  /** @param {import('@angular-devkit/schematics').Tree} tree @param {string} path */
  constructor(tree, path) {
    this.#tree = tree;
    this.#path = path;
    this.#file = parse(path, tree.readText(path));
    this.#update = tree.beginUpdate(path);
  }

  /**
   * Finds the first node that fits, anywhere in the file.
   * @template {ts.Node} T
   * @param {string} what named in the error
   * @param {(node: ts.Node) => node is T} fits
   * @returns {T}
   * @throws {SchematicsException} when there is none
   */
  find(what, fits) {
    /** @param {ts.Node} node @returns {T | undefined} */
    const search = (node) => (fits(node) ? node : ts.forEachChild(node, search));
    const found = search(this.#file);
    if (!found)
      throw new SchematicsException(
        `${this.#path} no longer has ${what}: adapt tools/schematics/domain/shared-files.mjs.`,
      );
    return found;
  }

  /**
   * Returns the value of a module constant.
   * @template {ts.Expression} T
   * @param {string} name
   * @param {(node: ts.Node) => node is T} fits
   * @returns {T}
   */
  constant(name, fits) {
    const { initializer } = this.find(
      `constant ${name}`,
      /** @returns {node is ts.VariableDeclaration} */
      (node) => ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name,
    );
    const value = initializer && ts.isAsExpression(initializer) ? initializer.expression : initializer;
    if (!value || !fits(value))
      throw new SchematicsException(
        `${name} in ${this.#path} has another shape: adapt tools/schematics/domain/shared-files.mjs.`,
      );
    return value;
  }

  /** Imports names, in the import of the same module or sorted among those of the same folder. @param {string} from @param {readonly string[]} names */
  import(from, names) {
    const imports = this.#file.statements.filter(ts.isImportDeclaration);
    const same = imports.find((statement) => moduleOf(statement) === from)?.importClause?.namedBindings;
    if (same && ts.isNamedImports(same)) {
      const there = same.elements.map((element) => element.name.text);
      for (const name of names) {
        if (!there.includes(name)) this.addAhead(same.elements, name, (element) => element.name.text > name);
      }
      return;
    }
    const [folder = from] = /^(?:\.{1,2}\/)+(?:[^/]+\/)?/.exec(from) ?? [];
    const siblings = imports.filter((statement) => moduleOf(statement).startsWith(folder));
    const line = `import { ${names.join(', ')} } from '${from}';`;
    this.#between(siblings.length > 0 ? siblings : imports, (statement) => moduleOf(statement) > from, line);
  }

  /** Exports names of a module, sorted among the exports. @param {string} from @param {readonly string[]} names */
  export(from, names) {
    const exports = this.#file.statements.filter(ts.isExportDeclaration);
    this.#between(exports, (statement) => moduleOf(statement) > from, `export { ${names.join(', ')} } from '${from}';`);
  }

  /** Names imported from below a folder. @param {string} folder */
  importedFrom(folder) {
    const imports = this.#file.statements.filter(
      (each) => ts.isImportDeclaration(each) && moduleOf(each).startsWith(folder),
    );
    return new Set(imports.flatMap(namesOf));
  }

  /**
   * Adds an element to an array, or a property to an object, after the last one that fits.
   * @template {ts.Node} T
   * @param {ts.NodeArray<T>} list
   * @param {string} text
   * @param {(node: T) => boolean} [fits] default: every one
   */
  addAfter(list, text, fits = () => true) {
    const last = list.findLast(fits);
    this.#update.insertLeft(last?.end ?? list.end, last ? `, ${text}` : text);
  }

  /**
   * Adds an element to an array before the first one that fits, or at the end.
   * @template {ts.Node} T
   * @param {ts.NodeArray<T>} list
   * @param {string} text
   * @param {(node: T) => boolean} fits
   */
  addAhead(list, text, fits) {
    const next = list.find(fits);
    if (next) this.#update.insertLeft(next.getStart(this.#file), `${text}, `);
    else this.addAfter(list, text);
  }

  /** Adds a type to a union. @param {ts.UnionTypeNode} union @param {string} text */
  addType(union, text) {
    this.#update.insertLeft(union.end, ` | ${text}`);
  }

  /** Adds a member to an interface. @param {ts.InterfaceDeclaration} owner @param {string} text */
  addMember(owner, text) {
    this.#update.insertLeft(owner.members.end, `\n${text}`);
  }

  /** Inserts a statement before another. @param {ts.Node} next @param {string} text */
  addBefore(next, text) {
    this.#update.insertLeft(next.getStart(this.#file), `${text}\n\n`);
  }

  save() {
    this.#tree.commitUpdate(this.#update);
  }

  /**
   * @param {readonly ts.Statement[]} statements
   * @param {(statement: ts.Statement) => boolean} comesLater
   * @param {string} line
   */
  #between(statements, comesLater, line) {
    const next = statements.find(comesLater);
    const last = statements.at(-1);
    if (next) this.#update.insertLeft(next.getStart(this.#file), `${line}\n`);
    else this.#update.insertLeft(last?.end ?? 0, last ? `\n${line}` : `${line}\n`);
  }
}

/** @param {string} path @param {string} text */
export const parse = (path, text) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

/** @param {ts.Statement} statement an import, or an export of another module's names */
function moduleOf(statement) {
  const named =
    ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined;
  return named && ts.isStringLiteral(named) ? named.text : '';
}

/** Returns the string value of an object literal’s property. @param {ts.Node} object @param {string} name */
export function stringOf(object, name) {
  if (!ts.isObjectLiteralExpression(object)) return undefined;
  const property = object.properties.find(
    (each) => ts.isPropertyAssignment(each) && ts.isIdentifier(each.name) && each.name.text === name,
  );
  return property && ts.isPropertyAssignment(property) && ts.isStringLiteral(property.initializer)
    ? property.initializer.text
    : undefined;
}

/**
 * Names declared at the top level of a module, including imports and repetitions.
 * @param {ts.SourceFile} file
 */
export function declaredIn(file) {
  return file.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement)) return namesOf(statement);
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
    }
    const isNamed =
      ts.isClassDeclaration(statement) ||
      ts.isFunctionDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement);
    return isNamed && statement.name ? [statement.name.text] : [];
  });
}

/** Names of an import. @param {ts.Statement} statement */
function namesOf(statement) {
  const { namedBindings, name } = (ts.isImportDeclaration(statement) && statement.importClause) || {};
  const named = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
  return [...(name ? [name.text] : []), ...named.map((each) => each.name.text)];
}

/** @param {ts.BindingName} name @returns {string[]} */
function namesIn(name) {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesIn(element.name)));
}
