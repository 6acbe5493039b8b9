import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';

interface Operation {
  readonly segments: readonly string[];
  readonly statuses: ReadonlySet<string>;
}

/**
 * Watches what a server answers, and finds the problems that its OpenAPI document does not name for the route. What HTTP
 * and the server itself refuse, whatever the route, is what each route's `default` stands for.
 */
export class Undocumented {
  readonly #found = new Set<string>();
  #operations: ReadonlyMap<string, readonly Operation[]> | undefined;

  /** @param document asked for when the first problem is answered: few tests answer none, and it takes a while to make */
  constructor(private readonly document: () => OpenAPIObject) {}

  watch(server: Server): void {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const { url = '/' } = request;
      response.once('finish', () => this.#note(request.method ?? 'GET', url, response));
    });
  }

  /** Routes with a status each: `POST /tasks: 404`. */
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

/** What has nothing to do with what a route is for: how the request was written, how many came, how the server is. */
const OF_EVERY_ROUTE: ReadonlySet<number> = new Set([405, 406, 408, 413, 414, 415, 429, 431, 500, 503]);

const fits = (path: readonly string[], segments: readonly string[]): boolean =>
  path.length === segments.length &&
  segments.every((segment, index) => (segment.startsWith('{') ? path[index] !== '' : segment === path[index]));

/** By method; routes without parameters come before those they would fit as well. */
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
