import type { Schema } from '@bellhop/protocol';
import { defineDomain } from '@bellhop/realtime';

const changed: Schema<{ readonly keyId: string }> = {
  type: 'object',
  properties: { keyId: { type: 'string', format: 'uuid' } },
  required: ['keyId'],
  additionalProperties: false,
};

/**
 * What became of API keys, told to the servers alone: no role reads the domain. It travels in the org's log, so that every
 * instance forgets what it knew of them.
 */
export const apiKeysDomain = defineDomain(
  'api-keys',
  { ApiKeyCreated: changed, ApiKeyDeleted: changed },
  { roles: [], publishable: false },
);
