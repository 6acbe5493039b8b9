import type { FieldError } from '@bellhop/protocol';
import { BadRequestException } from '@nestjs/common';

/**
 * Returns a 400 that names each field. The application's exception filter puts `code` and `errors` into its response.
 */
export function invalidRequest(errors: readonly FieldError[]): BadRequestException {
  return new BadRequestException({
    statusCode: 400,
    code: 'validation_failed',
    message: errors.map(({ message }) => message),
    errors,
  });
}
