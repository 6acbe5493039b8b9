import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from './problem.js';
import type { RouteTable } from './route-table.js';

/** Returns why no route matched: the path is unknown, or known only for other methods. */
export function unmatched(routes: RouteTable, request: FastifyRequest, reply: FastifyReply): ProblemException {
  const methods = routes.methodsOf(request.url);
  // The path matches a route, so the router itself refused the request.
  if (methods.length === 0 || methods.includes(request.method)) return new ProblemException('not_found');
  void reply.header('allow', methods.join(', '));
  return new ProblemException('method_not_allowed', `Allowed methods: ${methods.join(', ')}.`);
}
