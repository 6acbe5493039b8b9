import type { Schema } from '@bellhop/protocol';
import { defineDomain } from '@bellhop/realtime';

const changed: Schema<{ readonly keyId: string }> = {
  type: 'object',
  properties: { keyId: { type: 'string', format: 'uuid' } },
  required: ['keyId'],
  additionalProperties: false,
};

/**
 * Events about API keys, for servers only: no role may read the domain. They travel in the org's log, so that every instance
 * drops its cached keys.
 */
export const apiKeysDomain = defineDomain(
  'api-keys',
  { ApiKeyCreated: changed, ApiKeyDeleted: changed },
  { roles: [], publishable: false },
);
