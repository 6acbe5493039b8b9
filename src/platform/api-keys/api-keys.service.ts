import { Injectable } from '@nestjs/common';
import type { ApiKey, NewApiKey, Page } from '@bellhop/protocol';
import { DomainEvents, DomainRegistry } from '@bellhop/realtime';
import type { Principal } from '../access/principal.js';
import { AuditLog } from '../audit/audit-log.js';
import { Writes } from '../writes/writes.js';
import type { IdempotencyKey } from '../idempotency/idempotency-key.js';
import type { Tx } from '../database/database.js';
import { Keyset, type PageQuery } from '../http/paging.js';
import { invalidField, notFound, ProblemException } from '../http/problem.js';
import { apiKeysDomain } from './api-keys.events.js';
import { type ApiKeyRow, ApiKeys } from './api-keys.js';
import type { CreateApiKeyDto } from './dto/api-key.dto.js';

const keyset = new Keyset(['uuid']);

/** Management of an org's keys by its owner. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeys,
    private readonly writes: Writes,
    private readonly domains: DomainRegistry,
    private readonly events: DomainEvents<Tx>,
    private readonly audit: AuditLog,
  ) {}

  /** Newest first. */
  async list({ orgId }: Principal, { limit, after }: PageQuery): Promise<Page<ApiKey>> {
    const [last] = keyset.read(after) ?? [];
    const rows = await this.keys.list(orgId, limit + 1, last);
    return keyset.page(rows, limit, ({ keyId }) => [keyId], toResponse);
  }

  /**
   * Only the key's id is stored under the idempotency key, never the key: a retry creates no second key, and cannot return the
   * first one.
   * @throws ProblemException `conflict` for a retry
   */
  async create(
    principal: Principal,
    { name, domains }: CreateApiKeyDto,
    idempotencyKey: IdempotencyKey | undefined,
    address: string | null,
  ): Promise<NewApiKey> {
    for (const name of domains) {
      const domain = this.domains.byName.get(name);
      if (!domain) throw invalidField('domains', `no such domain: "${name.slice(0, 40)}"`);
      if (!domain.publishable) throw invalidField('domains', `"${name}" does not accept events from other services`);
    }
    let made: NewApiKey | undefined;
    const { body } = await this.writes.run(principal, idempotencyKey, async ({ tx, raise }) => {
      const { orgId } = principal;
      made = await this.keys.issue(tx, orgId, name, domains);
      const target = { id: made.keyId, name };
      await this.audit.record(tx, {
        orgId,
        action: 'api_key_created',
        actor: principal,
        target,
        details: { domains },
        address,
      });
      raise(apiKeysDomain, 'ApiKeyCreated', { orgId, payload: { keyId: made.keyId } });
      return { keyId: made.keyId };
    });
    if (made) return made;
    throw new ProblemException(
      'conflict',
      `This request already created the key ${body.keyId}, which cannot be shown again. If it is lost, delete it and create another.`,
    );
  }

  async remove(principal: Principal, keyId: string, address: string | null): Promise<void> {
    const { orgId } = principal;
    await this.events.transaction(async ({ tx, raise }) => {
      const name = await this.keys.revoke(tx, orgId, keyId);
      if (name === undefined) throw notFound('key');
      const target = { id: keyId, name };
      await this.audit.record(tx, { orgId, action: 'api_key_deleted', actor: principal, target, address });
      raise(apiKeysDomain, 'ApiKeyDeleted', { orgId, payload: { keyId } });
    }, principal);
  }
}

const toResponse = ({ keyId, name, domains, prefix, createdAt, lastUsedAt }: ApiKeyRow): ApiKey => ({
  keyId,
  name,
  domains,
  prefix,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
