import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { headerParameter } from '../openapi/header-parameter.js';
import { ProblemException } from './problem.js';

const VERSION = /^(?:W\/)?(?:"(\d{1,9})"|(\d{1,9}))$/;

/** The version an update is based on, from `If-Match`: `"3"`, `3` or `W/"3"`. Absent or `*`: any version. */
export const IfMatch = createParamDecorator(versionOf, [
  headerParameter(
    'If-Match',
    'The version the update is based on. The response is 412 if the row has another version.',
    {
      type: 'string',
    },
  ),
]);

function versionOf(_: unknown, context: ExecutionContext): number | undefined {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  const [, quoted, bare] = VERSION.exec(header.trim()) ?? [];
  const version = quoted ?? bare;
  if (version === undefined) {
    throw new ProblemException('malformed_request', 'If-Match must be the version of the row, such as "3".');
  }
  return Number(version);
}

/**
 * Refuses an update based on another version. Call with the row locked.
 * @throws ProblemException `version_conflict`
 */
export function requireVersion(row: { readonly version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== row.version) {
    throw new ProblemException(
      'version_conflict',
      `The current version is ${row.version}. Read the row again before changing it.`,
    );
  }
}
