import { signedInUserSchemaFor, type EventSchemas } from '@bellhop/protocol';
import ts from 'typescript';

/** What identifies an application. */
export interface Application {
  /** Its name for itself, as in the name of its workspace. */
  readonly name: string;
  readonly catalogue: Readonly<Record<string, EventSchemas>>;
  readonly roles: readonly string[];
}

/** `taskId` → `Task` */
const rowOf = (idField: string): string => idField.charAt(0).toUpperCase() + idField.slice(1, -'Id'.length);

/** Rows that the protocol knows itself: those whose ids say who is signed in and what they may see. */
const ROWS_OF_THE_WIRE: ReadonlySet<string> = new Set(
  Object.keys(signedInUserSchemaFor([]).properties ?? {}).flatMap((field) =>
    /Ids?$/.test(field) ? [rowOf(field.replace(/s$/, ''))] : [],
  ),
);

/** Fields of every deletion: the others are ids of rows. */
const COMMON_TO_DELETIONS: ReadonlySet<string> = new Set(['version', 'deletedBy']);

/**
 * Finds an application’s names in TypeScript. It derives them from the catalogue: domains, event types, id fields (the
 * only field that is a deletion's own), and from those the rows.
 *
 * Many of these are ordinary words, so their place decides. In a string, every domain, role, event type and id counts.
 * In an identifier, domains and rows count as words of it (`useFinanceRealtime`, `TaskStatus`, `taskId`), except the
 * protocol’s own (`userId`, `properties` of a JSON Schema), and a row’s lower-case name only next to another word (a
 * timer runs a `task`). In a comment, event types and ids count, and domains in code spans.
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
          for (const field of Object.keys(properties))
            if (!COMMON_TO_DELETIONS.has(field)) rows.set(rowOf(field), domain);
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
        // Words of a camel-case name: at its start, or capitalised.
        `^(${ownDomains.join('|')})(?![a-z])`,
        `(${ownDomains.map(capitalised).join('|')})(?![a-z])`,
        `(${own.join('|')})(?![a-z])`,
        `^(${own.map((row) => row.toLowerCase()).join('|')})(?=[A-Z])`,
      ].join('|'),
    );
  }

  /** Searches prose: a comment or a page. @returns each match as `line: name` */
  inProse(text: string, firstLine = 1): string[] {
    return text.split('\n').flatMap((line, index) => {
      const code = line.match(/`[^`]+`/g)?.find((span) => this.#inCode.test(span));
      const found = code ?? this.#inComments.exec(line)?.[0] ?? this.#anywhere.exec(line)?.[0];
      return found === undefined ? [] : [`${firstLine + index}: ${found}`];
    });
  }

  /** Searches TypeScript. @returns each match as `line: the text around the name` */
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

/** Matches whole words only: `/tasks/summary`, but not `subtasks`. */
const words = (names: readonly string[]): RegExp => new RegExp(`(?<!\\w)(${names.join('|')})(?!\\w)`);
