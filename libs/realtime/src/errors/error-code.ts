import { HttpException } from '@nestjs/common';

/** A stable word for an error: the `code` that an HTTP exception brings along, its status, or `internal`. */
export function errorCode(error: unknown): string {
  if (!(error instanceof HttpException)) return 'internal';
  const body = error.getResponse();
  if (typeof body === 'object' && 'code' in body && typeof body.code === 'string') return body.code;
  return `http_${error.getStatus()}`;
}
