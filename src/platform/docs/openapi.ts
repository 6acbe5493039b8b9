import type { INestApplication } from '@nestjs/common';
import { HTTP_CODE_METADATA, INTERCEPTORS_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { CURSOR_HEADER, PROBLEM_CODES, type ProblemCode } from '@bellhop/contracts';
import { ACCEPTS_API_KEY, ACCEPTS_TICKET, SnapshotCursor } from '@bellhop/realtime';
import { PUBLIC, ROLES_ALLOWED } from '../auth/access.decorators.js';
import { PROBLEM_TITLES } from '../http/problem.js';
import { type Answer, ANSWERS, refTo } from './answers.js';
import { describeFields } from './field-schemas.js';
import { realtimeOperation } from './realtime-operations.js';
import { type Route, routesOf } from './routes.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  schema?: object;
}

interface Operation {
  tags?: string[];
  operationId?: string;
  summary?: string;
  parameters?: Parameter[];
  requestBody?: object;
  responses: Record<string, object>;
  security?: object[];
}

const DESCRIPTION = `What happens in a hotel group, on the screen of everyone who may see it.

Errors are \`application/problem+json\` with a stable \`code\`. What belongs to another organisation is 404.`;

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEM_CODES), description: 'A client decides by this.' },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' } },
        required: ['field', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code'],
};

/**
 * The OpenAPI 3.1 document, from the routes themselves: their parameters and DTOs by the generator, limits from the
 * validators, rights from what the guards read, answers from `@Answers`.
 */
export function createOpenApi(app: INestApplication, version: string): OpenAPIObject {
  const routes = routesOf(app.get(DiscoveryService, { strict: false }));
  for (const { parameters } of routes) for (const type of parameters) if (type.prototype) describeFields(type);
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Bellhop')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'session')
    .addSecurity('apiKey', { type: 'http', scheme: 'bearer', description: 'A key of `POST /v2/realtime/keys`.' })
    .addSecurity('metricsToken', { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN, where it is set.' })
    .addSecurity('ticket', { type: 'apiKey', in: 'query', name: 'ticket', description: 'Works once, within 30 s.' })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const generated = document.paths as Record<string, Record<string, Operation>>;
  const schemas: Record<string, unknown> = { ...document.components?.schemas, Problem: PROBLEM_SCHEMA };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const operation = complete(route, generated[route.path]?.[route.method] ?? { responses: {} });
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

function complete(route: Route, generated: Operation): Operation {
  const { method, path } = route;
  const library = realtimeOperation(method, path);
  const answer = answerOf(route);
  const parameters = [...(library?.parameters ?? generated.parameters ?? [])] as Parameter[];
  // Ids in paths are looked at by a pipe, of which the generator knows nothing.
  for (const parameter of parameters) {
    if (parameter.in === 'path') parameter.schema = { type: 'string', format: 'uuid' };
  }
  const body = library?.requestBody ?? generated.requestBody;
  const { summary, responses } = answered(route, answer);
  for (const code of problemsOf(route, parameters, body !== undefined)) {
    responses[PROBLEM_CODES[code]] ??= {
      description: PROBLEM_TITLES[code],
      content: { 'application/problem+json': { schema: refTo('Problem') } },
    };
  }
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

function answerOf({ method, path, handler }: Route): Answer | undefined {
  return realtimeOperation(method, path)?.answer ?? (Reflect.getMetadata(ANSWERS, handler) as Answer | undefined);
}

function answered(
  route: Route,
  answer: Answer | undefined,
): { summary: string | undefined; responses: Record<string, object> } {
  const set = Reflect.getMetadata(HTTP_CODE_METADATA, route.handler) as number | undefined;
  const status = set ?? (route.method === 'post' ? 201 : 200);
  const interceptors = (Reflect.getMetadata(INTERCEPTORS_METADATA, route.handler) ?? []) as unknown[];
  const headers = interceptors.includes(SnapshotCursor)
    ? { [CURSOR_HEADER]: { description: 'The stream from here misses nothing.', schema: { type: 'string' } } }
    : undefined;
  const response = {
    description: answer?.description ?? 'Done.',
    ...(headers && { headers }),
    ...(answer?.schema && { content: { [answer.contentType ?? 'application/json']: { schema: answer.schema } } }),
  };
  return { summary: answer?.description, responses: { [status]: response } };
}

function problemsOf(route: Route, parameters: readonly Parameter[], hasBody: boolean): ProblemCode[] {
  const has = (name: string): boolean => parameters.some((parameter) => parameter.name.toLowerCase() === name);
  const codes: ProblemCode[] = [];
  if (hasBody || parameters.some((parameter) => parameter.in === 'query')) codes.push('validation_failed');
  if (!metadata<boolean>(PUBLIC, route)) codes.push('unauthenticated');
  if (metadata<readonly string[]>(ROLES_ALLOWED, route)) codes.push('forbidden');
  if (parameters.some((parameter) => parameter.in === 'path') || has('propertyid')) codes.push('not_found');
  if (route.path.endsWith('/events/subscribe')) codes.push('gone');
  if (has('if-match')) codes.push('version_conflict');
  if (has('idempotency-key')) codes.push('idempotency_key_reused');
  return codes;
}

function securityOf(route: Route): object[] {
  if (route.path === '/metrics') return [{}, { metricsToken: [] }];
  if (metadata<boolean>(PUBLIC, route)) return [];
  if (metadata<boolean>(ACCEPTS_API_KEY, route)) return [{ apiKey: [] }];
  const session = [{ session: [] }];
  return metadata<boolean>(ACCEPTS_TICKET, route) ? [...session, { ticket: [] }] : session;
}

/** As the guards read it: the handler's own wins over its controller's. */
const metadata = <T>(key: string, { handler, controller }: Route): T | undefined =>
  (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller)) as T | undefined;

/** Domains have their own paths; what is common to all of them is below `/v2/realtime`. */
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
