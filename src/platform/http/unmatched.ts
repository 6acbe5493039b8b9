import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from './problem.js';
import type { RouteTable } from './route-table.js';

/** Why no route took a request: the path is unknown, or known for other methods only. */
export function unmatched(routes: RouteTable, request: FastifyRequest, reply: FastifyReply): ProblemException {
  const methods = routes.methodsOf(request.url);
  // A path that fits and was still not taken was refused by the router itself.
  if (methods.length === 0 || methods.includes(request.method)) return new ProblemException('not_found');
  void reply.header('allow', methods.join(', '));
  return new ProblemException('method_not_allowed', `Allowed methods: ${methods.join(', ')}.`);
}
