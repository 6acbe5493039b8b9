import { HttpException } from '@nestjs/common';

/** Returns a stable code for an error: the `code` of an HTTP exception, else `http_<status>`, else `internal`. */
export function errorCode(error: unknown): string {
  if (!(error instanceof HttpException)) return 'internal';
  const body = error.getResponse();
  if (typeof body === 'object' && 'code' in body && typeof body.code === 'string') return body.code;
  return `http_${error.getStatus()}`;
}
