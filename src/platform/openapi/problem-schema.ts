import { CONFLICT_REASONS, FIELD_CODES } from '@bellhop/hotel';
import { PROBLEM_CODES } from '@bellhop/protocol';

/** JSON Schema of all error responses. */
export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEM_CODES), description: 'Stable code for clients to act on.' },
    detail: { type: 'string' },
    reason: {
      type: 'string',
      examples: CONFLICT_REASONS,
      description: 'Which conflict it is, if `code` is `conflict`.',
    },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          field: { type: 'string' },
          message: { type: 'string', description: 'In English, for logs.' },
          code: { type: 'string', examples: FIELD_CODES, description: 'Stable code, to say it in any language.' },
          limit: { type: 'number', description: 'The limit that the value exceeds, such as the maximum length.' },
        },
        required: ['field', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code'],
};
