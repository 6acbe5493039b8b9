import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';

interface Operation {
  readonly segments: readonly string[];
  readonly statuses: ReadonlySet<string>;
}

/**
 * Finds problem statuses that a server returns but its OpenAPI document does not list for the route. Refusals by HTTP
 * and the server itself are covered by each route’s `default`.
 */
export class Undocumented {
  readonly #found = new Set<string>();
  #operations: ReadonlyMap<string, readonly Operation[]> | undefined;

  /** @param document read at the first problem, because it takes a while to create */
  constructor(private readonly document: () => OpenAPIObject) {}

  watch(server: Server): void {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const { url = '/' } = request;
      response.once('finish', () => this.#note(request.method ?? 'GET', url, response));
    });
  }

  /** Routes with one status each: `POST /tasks: 404`. */
  get found(): readonly string[] {
    return [...this.#found].sort();
  }

  #note(method: string, url: string, response: ServerResponse): void {
    const { statusCode } = response;
    if (!String(response.getHeader('content-type')).startsWith('application/problem+json')) return;
    if (OF_EVERY_ROUTE.has(statusCode)) return;
    this.#operations ??= operationsOf(this.document());
    const path = (url.split(/[?#]/, 1)[0] ?? '').split('/').slice(1);
    const verb = method === 'HEAD' ? 'GET' : method;
    const [operation] = (this.#operations.get(verb) ?? []).filter(({ segments }) => fits(path, segments));
    if (!operation || operation.statuses.has(String(statusCode))) return;
    this.#found.add(`${verb} /${operation.segments.join('/')}: ${statusCode}`);
  }
}

/** Statuses unrelated to a route’s purpose: malformed requests, rate limits, the state of the server. */
const OF_EVERY_ROUTE: ReadonlySet<number> = new Set([405, 406, 408, 413, 414, 415, 429, 431, 500, 503]);

const fits = (path: readonly string[], segments: readonly string[]): boolean =>
  path.length === segments.length &&
  segments.every((segment, index) => (segment.startsWith('{') ? path[index] !== '' : segment === path[index]));

/** By method; routes without parameters come before others that would match too. */
function operationsOf({ paths }: OpenAPIObject): Map<string, Operation[]> {
  const operations = new Map<string, Operation[]>();
  const byParameters = Object.entries(paths).sort(([a], [b]) => a.split('{').length - b.split('{').length);
  for (const [path, methods] of byParameters) {
    for (const [method, { responses }] of Object.entries(methods as Record<string, { responses: object }>)) {
      const operation = { segments: path.split('/').slice(1), statuses: new Set(Object.keys(responses)) };
      const verb = method.toUpperCase();
      operations.set(verb, [...(operations.get(verb) ?? []), operation]);
    }
  }
  return operations;
}
