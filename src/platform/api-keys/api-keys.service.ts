import { Injectable } from '@nestjs/common';
import type { ApiKey, NewApiKey, Page } from '@bellhop/contracts';
import { DomainRegistry } from '@bellhop/realtime';
import type { Principal } from '../auth/principal.js';
import { type CommandKey, Commands } from '../commands/commands.js';
import { Keyset, type PageQuery } from '../http/paging.js';
import { invalidField, notFound, ProblemException } from '../http/problem.js';
import { type ApiKeyRow, ApiKeys } from './api-keys.js';
import type { CreateApiKeyDto } from './dto/api-key.dto.js';

const keyset = new Keyset(['uuid']);

/** What an owner does with the keys of their org. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeys,
    private readonly commands: Commands,
    private readonly domains: DomainRegistry,
  ) {}

  /** Newest first. */
  async list({ orgId }: Principal, { limit, after }: PageQuery): Promise<Page<ApiKey>> {
    const [last] = keyset.read(after) ?? [];
    const rows = await this.keys.list(orgId, limit + 1, last);
    return keyset.page(rows, limit, ({ keyId }) => [keyId], show);
  }

  /**
   * Of a command only the id is remembered, never the key: a retry makes no second key, and cannot be shown the first
   * one either.
   * @throws ProblemException `conflict` for a retry
   */
  async create(principal: Principal, { name, domains }: CreateApiKeyDto, command?: CommandKey): Promise<NewApiKey> {
    const unknown = domains.find((domain) => !this.domains.has(domain));
    if (unknown !== undefined) throw invalidField('domains', `there is no domain "${unknown.slice(0, 40)}"`);
    let made: NewApiKey | undefined;
    const { body } = await this.commands.run(principal, command, async ({ tx }) => {
      made = await this.keys.issue(tx, principal.orgId, name, domains);
      return { keyId: made.keyId };
    });
    if (made) return made;
    throw new ProblemException(
      'conflict',
      `This request made the key ${body.keyId} before, which is not shown again. If it was lost, delete it.`,
    );
  }

  async remove({ orgId }: Principal, keyId: string): Promise<void> {
    if (!(await this.keys.revoke(orgId, keyId))) throw notFound('key');
  }
}

const show = ({ keyId, name, domains, prefix, createdAt, lastUsedAt }: ApiKeyRow): ApiKey => ({
  keyId,
  name,
  domains,
  prefix,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
