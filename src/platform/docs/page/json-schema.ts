import type { Html } from './html.js';
import { html } from './html.js';

/** What of JSON Schema the two documents use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly (string | null)[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Finds what a `$ref` names. */
export type Resolve = (ref: string) => JsonSchema | undefined;

const follow = (schema: JsonSchema, resolve: Resolve): JsonSchema =>
  schema.$ref === undefined ? schema : { ...resolve(schema.$ref), ...omitRef(schema) };
const omitRef = ({ $ref: _, ...rest }: JsonSchema): JsonSchema => rest;
const alternatives = ({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] | undefined => anyOf ?? oneOf;
const nameOf = ({ $ref }: JsonSchema): string | undefined => $ref?.split('/').at(-1);

/** A type in a few words: `uuid | null`, `list of Event`. */
export function typeOf(schema: JsonSchema, resolve: Resolve): string {
  const name = nameOf(schema);
  if (name !== undefined) return name;
  const choices = alternatives(schema);
  if (choices) return choices.map((choice) => typeOf(choice, resolve)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = [schema.type ?? 'any'].flat();
  return types
    .map((type) => {
      if (type === 'array') return `list of ${schema.items ? typeOf(schema.items, resolve) : 'anything'}`;
      return type === 'string' && schema.format !== undefined ? schema.format : type;
    })
    .join(' | ');
}

/** Limits of a value: `1 to 200 characters`. */
function limitsOf(schema: JsonSchema): string[] {
  const only = alternatives(schema)?.find(({ type }) => type !== 'null');
  if (only) return limitsOf(only);
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, pattern } = schema;
  return [
    range(minLength === 0 ? undefined : minLength, maxLength, ' characters'),
    range(minimum, maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum, ''),
    range(minItems, maxItems, ' items'),
    pattern === undefined ? '' : `matches ${pattern}`,
    schema.default === undefined ? '' : `default ${JSON.stringify(schema.default)}`,
  ].filter(Boolean);
}

function range(from: number | undefined, to: number | undefined, unit: string): string {
  if (from === undefined && to === undefined) return '';
  if (from === to) return `exactly ${from}${unit}`;
  if (to === undefined) return from === Number.MIN_SAFE_INTEGER ? '' : `at least ${from}${unit}`;
  return from === undefined ? `at most ${to}${unit}` : `${from} to ${to}${unit}`;
}

/** One value: its type, limits, choices and meaning. */
export function describeValue(schema: JsonSchema, resolve: Resolve): Html {
  const limits = limitsOf(schema);
  const values = schema.enum ?? alternatives(schema)?.find((choice) => choice.enum)?.enum;
  return html`<span class="type">${typeOf(schema, resolve)}</span
    >${limits.map((limit) => html` <span class="limit">${limit}</span>`)}${
      values && html`<span class="values">${values.map((value) => html`<code>${String(value)}</code> `)}</span>`
    }${schema.description !== undefined && html`<span class="about">${schema.description}</span>`}`;
}

/** The fields of an object, nested ones indented; of anything else its one line. */
export function renderSchema(schema: JsonSchema, resolve: Resolve, seen: readonly string[] = []): Html {
  const name = nameOf(schema);
  if (name !== undefined && seen.includes(name)) return html`<p>${name}</p>`;
  const path = name === undefined ? seen : [...seen, name];
  const found = follow(schema, resolve);
  const choices = alternatives(found)?.filter(({ type }) => type !== 'null');
  if (choices && choices.length > 1) {
    return html`<div class="choices">
      ${choices.map((choice) => html`<div>${renderSchema(choice, resolve, path)}</div>`)}
    </div>`;
  }
  const inner = choices?.[0] ?? found;
  if (inner.type === 'array' && inner.items) {
    return html`<p class="value">${describeValue(schema, resolve)}</p>
      ${nested(inner.items, resolve, path)}`;
  }
  if (!inner.properties) return html`<p class="value">${describeValue(inner, resolve)}</p>`;
  const required = new Set(inner.required);
  return html`<ul class="fields">
    ${Object.entries(inner.properties).map(
      ([field, value]) =>
        html`<li>
          <code class="field">${field}</code>${required.has(field) ? '' : html` <span class="optional">optional</span>`}
          ${describeValue(value, resolve)}${nested(value, resolve, path)}
        </li>`,
    )}
  </ul>`;
}

function nested(schema: JsonSchema, resolve: Resolve, seen: readonly string[]): Html {
  const name = nameOf(schema);
  if (name !== undefined && seen.includes(name)) return html``;
  const found = follow(schema, resolve);
  const inner = found.type === 'array' && found.items ? found.items : found;
  const target = follow(inner, resolve);
  return target.properties ? renderSchema(inner, resolve, name === undefined ? seen : [...seen, name]) : html``;
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: '01980f3e-7c1a-7d52-9b6e-2f4c8a1d0e37',
  date: '2026-11-21',
  'date-time': '2026-11-21T09:30:00.000Z',
  email: 'owner@aurora.test',
};

/** A value that fits the schema, the same every time. */
export function exampleOf(schema: JsonSchema, resolve: Resolve, field = ''): unknown {
  const found = follow(schema, resolve);
  if (found.const !== undefined) return found.const;
  if (found.default !== undefined) return found.default;
  const [first] = found.enum ?? [];
  if (first !== undefined) return first;
  const [choice] = alternatives(found) ?? [];
  if (choice) return exampleOf(choice, resolve, field);
  switch ([found.type].flat()[0]) {
    case 'string':
      return FORMATS[found.format ?? ''] ?? (found.pattern === '^[A-Z]{3}$' ? 'EUR' : field || 'text');
    case 'integer':
    case 'number':
      return field === 'timestamp' || field.endsWith('Time') ? 1_795_228_622_000 : Math.max(found.minimum ?? 0, 1);
    case 'boolean':
      return true;
    case 'array':
      return found.items ? [exampleOf(found.items, resolve, field)] : [];
    case 'object':
      return Object.fromEntries(
        Object.entries(found.properties ?? {}).map(([name, value]) => [name, exampleOf(value, resolve, name)]),
      );
    default:
      return null;
  }
}
