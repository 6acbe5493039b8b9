import { signedInUserSchemaFor, type EventSchemas } from '@bellhop/protocol';
import ts from 'typescript';

/** What an application says of itself. */
export interface Application {
  /** What it calls itself: the name of its workspace. */
  readonly name: string;
  readonly catalogue: Readonly<Record<string, EventSchemas>>;
  readonly roles: readonly string[];
}

/** `taskId` → `Task` */
const rowOf = (idField: string): string => idField.charAt(0).toUpperCase() + idField.slice(1, -'Id'.length);

/** Rows that the wire itself knows of: those by whose ids it says who is signed in and what they may see. */
const ROWS_OF_THE_WIRE: ReadonlySet<string> = new Set(
  Object.keys(signedInUserSchemaFor([]).properties ?? {}).flatMap((field) =>
    /Ids?$/.test(field) ? [rowOf(field.replace(/s$/, ''))] : [],
  ),
);

/**
 * Finds an application's names in TypeScript. What they are is learnt from its catalogue: domains, event types, the fields that
 * tell its rows apart (all there is of a deletion beside `version`), and by those the rows.
 *
 * Many are ordinary words, so it depends on where one stands. In a string, every domain, role, event type and id counts. In an
 * identifier, domains and rows count as words of it (`useFinanceRealtime`, `TaskStatus`, `taskId`), but not those of the wire
 * itself (`userId`, `properties` of a JSON Schema), and a row's name in lower case only in company (`task` is what a timer runs).
 * In a comment, event types and ids count, and domains in code spans.
 */
export class NamesOfAnApplication {
  readonly #anywhere: RegExp;
  readonly #inStrings: RegExp;
  readonly #inComments: RegExp;
  readonly #inCode: RegExp;
  readonly #inIdentifiers: RegExp;

  constructor({ name, catalogue, roles }: Application) {
    const domains = Object.keys(catalogue);
    const types = Object.values(catalogue).flatMap((events) => Object.keys(events));
    const rows = new Map<string, string>();
    for (const [domain, events] of Object.entries(catalogue)) {
      for (const [type, { properties = {} }] of Object.entries(events)) {
        if (type.endsWith('Deleted'))
          for (const field of Object.keys(properties)) if (field !== 'version') rows.set(rowOf(field), domain);
      }
    }
    const own = [...rows.keys()].filter((row) => !ROWS_OF_THE_WIRE.has(row));
    const ownDomains = domains.filter((domain) => own.some((row) => rows.get(row) === domain));
    const ids = own.map((row) => `${row.charAt(0).toLowerCase()}${row.slice(1)}Ids?`);
    this.#anywhere = new RegExp(name, 'i');
    this.#inStrings = words([...domains, ...roles, ...types, ...ids]);
    this.#inComments = words([...types, ...ids]);
    this.#inCode = words([...domains, ...types, ...ids]);
    this.#inIdentifiers = new RegExp(
      [
        `^(${types.join('|')})$`,
        // Words of a name in camel case: at its beginning, or with a capital.
        `^(${ownDomains.join('|')})(?![a-z])`,
        `(${ownDomains.map(capitalised).join('|')})(?![a-z])`,
        `(${own.join('|')})(?![a-z])`,
        `^(${own.map((row) => row.toLowerCase()).join('|')})(?=[A-Z])`,
      ].join('|'),
    );
  }

  /** In what people read, a comment or a page. @returns what was found where, as `line: name` */
  inProse(text: string, firstLine = 1): string[] {
    return text.split('\n').flatMap((line, index) => {
      const code = line.match(/`[^`]+`/g)?.find((span) => this.#inCode.test(span));
      const found = code ?? this.#inComments.exec(line)?.[0] ?? this.#anywhere.exec(line)?.[0];
      return found === undefined ? [] : [`${firstLine + index}: ${found}`];
    });
  }

  /** In TypeScript. @returns what was found where, as `line: name in its place` */
  in(path: string, text: string): string[] {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
    const found = new Map<number, string>();
    const look = (at: number, part: string, ...patterns: readonly RegExp[]): void => {
      if (![this.#anywhere, ...patterns].some((pattern) => pattern.test(part))) return;
      found.set(at, `${source.getLineAndCharacterOfPosition(at).line + 1}: ${part}`);
    };
    const comment = ({ pos, end }: ts.CommentRange): void => {
      const { line } = source.getLineAndCharacterOfPosition(pos);
      for (const what of this.inProse(text.slice(pos, end), line + 1)) found.set(pos, what);
    };
    const visit = (node: ts.Node): void => {
      if (ts.isJSDoc(node)) return;
      ts.getLeadingCommentRanges(text, node.pos)?.forEach(comment);
      ts.getTrailingCommentRanges(text, node.end)?.forEach(comment);
      if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
        look(node.getStart(source), node.text.replace(/^#/, ''), this.#inIdentifiers);
      } else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
        look(node.getStart(source), node.text, this.#inStrings);
      }
      node.getChildren(source).forEach(visit);
    };
    visit(source);
    return [...found].sort(([a], [b]) => a - b).map(([, what]) => what);
  }
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Whole words only: `/tasks/summary`, but not `subtasks`. */
const words = (names: readonly string[]): RegExp => new RegExp(`(?<!\\w)(${names.join('|')})(?!\\w)`);
