import type { INestApplication } from '@nestjs/common';
import { HTTP_CODE_METADATA, INTERCEPTORS_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { CURSOR_HEADER, PROBLEM_CODES, type ProblemCode } from '@bellhop/protocol';
import { ACCEPTS_API_KEY, ACCEPTS_TICKET, SnapshotCursor } from '@bellhop/realtime';
import { PUBLIC, ROLES_ALLOWED } from '../access/access.decorators.js';
import { isKeptFromOtherSites } from '../http/cross-site.js';
import { PROBLEM_TITLES } from '../http/problem.js';
import { type DocumentedResponse, RESPONSES, PROBLEMS, refTo } from '../openapi/responses.js';
import { PROBLEM_SCHEMA } from '../openapi/problem-schema.js';
import { describeFields } from './field-schemas.js';
import { realtimeOperation } from './realtime-operations.js';
import { type Route, routesOf } from './routes.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  schema?: object;
}

interface Body {
  readonly content?: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
}

interface Operation {
  tags?: string[];
  operationId?: string;
  summary?: string;
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, object>;
  security?: object[];
}

const DESCRIPTION = `Operations of a hotel group, with realtime events for everyone who may see them.

Errors are \`application/problem+json\` with a stable \`code\`. Rows of other organisations respond with 404.`;

const OF_EVERY_ROUTE =
  'Any route may respond with: a malformed HTTP request, too many requests, or a server that is unavailable.';

/**
 * Builds the OpenAPI 3.1 document from the routes: parameters and DTOs by the generator, limits from validators, rights from
 * the metadata that guards read, responses from `@Answers`, problems from all of these and `@Problems`.
 * @param publicUrl where clients reach the server
 */
export function createOpenApi(app: INestApplication, version: string, publicUrl: string): OpenAPIObject {
  const routes = routesOf(app.get(DiscoveryService, { strict: false }));
  for (const { parameters } of routes) for (const type of parameters) if (type.prototype) describeFields(type);
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Bellhop')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .addServer(publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'session')
    .addSecurity('apiKey', { type: 'http', scheme: 'bearer', description: 'A key from `POST /v2/realtime/keys`.' })
    .addSecurity('metricsToken', { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN, if it is set.' })
    .addSecurity('ticket', { type: 'apiKey', in: 'query', name: 'ticket', description: 'Works once, within 30 s.' })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const generated = document.paths as Record<string, Record<string, Operation>>;
  const schemas: Record<string, unknown> = { ...document.components?.schemas, Problem: PROBLEM_SCHEMA };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const operation = complete(route, generated[route.path]?.[route.method] ?? { responses: {} }, schemas);
    (paths[route.path] ??= {})[route.method] = operation;
    Object.assign(schemas, answerOf(route)?.components);
  }
  const ordered = Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b)));
  return {
    ...document,
    paths: ordered,
    components: { ...document.components, schemas: schemas as never },
  };
}

function complete(route: Route, generated: Operation, schemas: Readonly<Record<string, unknown>>): Operation {
  const { method, path } = route;
  const library = realtimeOperation(method, path);
  const answer = answerOf(route);
  const parameters = [...(library?.parameters ?? generated.parameters ?? [])] as Parameter[];
  // Path ids are checked by a pipe, which the generator does not see.
  for (const parameter of parameters) {
    if (parameter.in === 'path') parameter.schema = { type: 'string', format: 'uuid' };
  }
  const body = library?.requestBody ?? generated.requestBody;
  const { summary, responses } = answered(route, answer);
  Object.assign(responses, refused(problemsOf(route, parameters, body && fieldsOf(body, schemas))));
  return {
    tags: [tagOf(path)],
    operationId: operationId(method, path),
    ...(summary !== undefined && { summary }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses,
    security: securityOf(route),
  };
}

function answerOf({ method, path, handler }: Route): DocumentedResponse | undefined {
  return (
    realtimeOperation(method, path)?.answer ??
    (Reflect.getMetadata(RESPONSES, handler) as DocumentedResponse | undefined)
  );
}

function answered(
  route: Route,
  answer: DocumentedResponse | undefined,
): { summary: string | undefined; responses: Record<string, object> } {
  const set = Reflect.getMetadata(HTTP_CODE_METADATA, route.handler) as number | undefined;
  const status = set ?? (route.method === 'post' ? 201 : 200);
  const interceptors = (Reflect.getMetadata(INTERCEPTORS_METADATA, route.handler) ?? []) as unknown[];
  const headers = interceptors.includes(SnapshotCursor)
    ? {
        [CURSOR_HEADER]: {
          description: 'Cursor of the snapshot: a stream from here misses nothing.',
          schema: { type: 'string' },
        },
      }
    : undefined;
  const response = {
    description: answer?.description ?? 'Done.',
    ...(headers && { headers }),
    ...(answer?.schema && { content: { [answer.contentType ?? 'application/json']: { schema: answer.schema } } }),
  };
  return { summary: answer?.description, responses: { [status]: response } };
}

function problemsOf(
  route: Route,
  parameters: readonly Parameter[],
  body: ReadonlySet<string> | undefined,
): ProblemCode[] {
  const has = (name: string): boolean => parameters.some((parameter) => parameter.name.toLowerCase() === name);
  const says = (place: string): boolean => parameters.some((parameter) => parameter.in === place);
  const codes: ProblemCode[] = [];
  if (body || has('if-match') || has('idempotency-key')) codes.push('malformed_request');
  if (body || says('query')) codes.push('validation_failed');
  if (!metadata<boolean>(PUBLIC, route)) codes.push('unauthenticated');
  if (metadata<boolean>(ACCEPTS_TICKET, route)) codes.push('invalid_ticket');
  if (metadata<readonly string[]>(ROLES_ALLOWED, route) || isKeptFromOtherSites(route.method, route.path))
    codes.push('forbidden');
  if (says('path') || has('propertyid') || body?.has('propertyId') || body?.has('propertyIds')) codes.push('not_found');
  if (route.path.endsWith('/events/subscribe')) codes.push('gone');
  if (has('if-match')) codes.push('version_conflict');
  if (has('idempotency-key')) codes.push('idempotency_key_reused');
  const own = Reflect.getMetadata(PROBLEMS, route.handler) as readonly ProblemCode[] | undefined;
  return [...new Set([...codes, ...(own ?? []), ...(realtimeOperation(route.method, route.path)?.problems ?? [])])];
}

/** Returns the field names of a JSON body. */
function fieldsOf({ content }: Body, schemas: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const name = content?.['application/json']?.schema?.$ref?.split('/').at(-1) ?? '';
  const schema = schemas[name] as { readonly properties?: object } | undefined;
  return new Set(Object.keys(schema?.properties ?? {}));
}

/** Groups problems by status, with the codes of each. */
function refused(codes: readonly ProblemCode[]): Record<string, object> {
  const content = { 'application/problem+json': { schema: refTo('Problem') } };
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const status = PROBLEM_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${PROBLEM_TITLES[code]} (${code}).`]);
  }
  const responses: Record<string, object> = { default: { description: OF_EVERY_ROUTE, content } };
  for (const [status, said] of byStatus) responses[status] = { description: said.join(' '), content };
  return responses;
}

function securityOf(route: Route): object[] {
  if (route.path === '/metrics') return [{}, { metricsToken: [] }];
  if (metadata<boolean>(PUBLIC, route)) return [];
  if (metadata<boolean>(ACCEPTS_API_KEY, route)) return [{ apiKey: [] }];
  const session = [{ session: [] }];
  return metadata<boolean>(ACCEPTS_TICKET, route) ? [...session, { ticket: [] }] : session;
}

/** Reads metadata as the guards do: the handler's takes precedence over its controller's. */
const metadata = <T>(key: string, { handler, controller }: Route): T | undefined =>
  (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller)) as T | undefined;

/** Domains have their own paths; routes common to all are below `/v2/realtime`. */
function tagOf(path: string): string {
  const [, first = ''] = path.split('/');
  if (first === 'v2') return 'realtime';
  if (first.endsWith('.json')) return 'docs';
  return ['metrics', 'health', 'telemetry'].includes(first) ? 'operations' : first;
}

const operationId = (method: string, path: string): string =>
  [method, ...path.split(/[^A-Za-z0-9]+/).filter(Boolean)]
    .map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
    .join('');
