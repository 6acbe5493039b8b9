/** The part of JSON Schema that `/openapi.json` uses for parameters and bodies. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

interface Described {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** A parameter or body field of a request. */
export interface Field {
  readonly place: 'path' | 'query' | 'header' | 'body';
  /** In a body with its path: `propertyIds`, `events[].detail`. */
  readonly name: string;
  /** With references resolved. */
  readonly schema: JsonSchema;
}

/** A route as described in `/openapi.json`. */
export interface Operation {
  /** `PATCH /tasks/{taskId}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly fields: readonly Field[];
  /** With references resolved; the first of several alternatives. */
  readonly body: JsonSchema | undefined;
  readonly opensTo: 'everyone' | 'sessions' | 'api-keys';
}

export function operationsOf({ paths, components }: OpenApi): readonly Operation[] {
  const resolve = (schema: JsonSchema): JsonSchema => {
    const named = schema.$ref === undefined ? schema : components.schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (!named) throw new Error(`${schema.$ref} is not in the document`);
    const { oneOf, items, properties, ...rest } = named;
    if (oneOf?.[0]) return resolve(oneOf[0]);
    const inner = Object.entries(properties ?? {}).map(([name, property]) => [name, resolve(property)] as const);
    return {
      ...rest,
      ...(items && { items: resolve(items) }),
      ...(properties && { properties: Object.fromEntries(inner) }),
    };
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, { parameters = [], requestBody, security = [] }]): Operation => {
      const schema = requestBody?.content['application/json']?.schema;
      const body = schema && resolve(schema);
      const said = parameters.map((parameter): Field => {
        return { place: parameter.in as Field['place'], name: parameter.name, schema: resolve(parameter.schema) };
      });
      const method = verb.toUpperCase();
      const fields = [...said, ...(body ? fieldsOf(body, '') : [])];
      return { name: `${method} ${path}`, method, path, fields, body, opensTo: opensTo(security) };
    }),
  );
}

function opensTo(security: readonly Readonly<Record<string, unknown>>[]): Operation['opensTo'] {
  if (security.some((way) => 'session' in way)) return 'sessions';
  return security.some((way) => 'apiKey' in way) ? 'api-keys' : 'everyone';
}

function fieldsOf({ properties, items }: JsonSchema, way: string): Field[] {
  if (items?.properties) return fieldsOf(items, `${way}[].`);
  return Object.entries(properties ?? {}).flatMap(([property, schema]): Field[] => {
    const name = `${way}${property}`;
    const isNested = schema.properties !== undefined || schema.items?.properties !== undefined;
    return isNested ? fieldsOf(schema, schema.items ? name : `${name}.`) : [{ place: 'body', name, schema }];
  });
}

/** Names a parameter as expectations and findings do: `GET /tasks query propertyId`. */
export const nameOf = ({ name }: Operation, field: Field): string => `${name} ${field.place} ${field.name}`;

/** Whether the field takes an id or a list of ids. */
export const takesAnId = ({ schema }: Field): boolean => (schema.items ?? schema).format === 'uuid';

/**
 * Finds what the tests cannot cover: undocumented routes, and ids without the format `uuid`.
 * @param routes method and path of each, with parameters as `:name`
 */
export function undescribed(
  routes: readonly { readonly method: string; readonly path: string }[],
  operations: readonly Operation[],
  pages: ReadonlySet<string>,
): readonly string[] {
  const known = new Set([...operations.map(({ name }) => name), ...pages]);
  const unknown = routes
    .map(({ method, path }) => `${method === 'HEAD' ? 'GET' : method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    .filter((name) => !known.has(name))
    .map((name) => `${name} is not in /openapi.json: add @Answers, or no test requests another tenant's rows from it`);
  const nameless = operations.flatMap(({ name, fields }) =>
    fields
      .filter((field) => /(?:^id|Ids?)$/.test(field.name) && !takesAnId(field))
      .map((field) => `${name} has ${field.place} ${field.name}, whose schema is no uuid: add @IsUUID to its DTO`),
  );
  return [...new Set([...unknown, ...nameless])];
}
