import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Publisher } from '@bellhop/realtime';
import { and, desc, eq, isNull, lt, or } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { Database, type Tx } from '../database/database.js';
import { CLOCK } from '../time/clock.js';
import { apiKeys } from './api-keys.schema.js';

export type ApiKeyRow = Omit<typeof apiKeys.$inferSelect, 'keyHash'>;

/** Says what it is when it turns up where it should not, to people and to scanners of leaked secrets. */
const MARK = 'bh_';
const KEY_BYTES = 32;
/** 36 bits of the 256. */
const SHOWN = MARK.length + 6;
/** How exact the time of the last use is. */
const USE_GRAIN_MS = 60_000;

/** Everything but the hash, which only a lookup compares. */
const shown = {
  orgId: apiKeys.orgId,
  keyId: apiKeys.keyId,
  name: apiKeys.name,
  domains: apiKeys.domains,
  prefix: apiKeys.prefix,
  createdAt: apiKeys.createdAt,
  lastUsedAt: apiKeys.lastUsedAt,
};

/** The API keys of all orgs: the only file that knows their table. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Makes a key. It is in the answer and nowhere else. */
  async issue(
    tx: Tx,
    orgId: string,
    name: string,
    domains: readonly string[],
  ): Promise<{ readonly keyId: string; readonly key: string }> {
    const keyId = uuidv7();
    const key = `${MARK}${randomBytes(KEY_BYTES).toString('base64url')}`;
    await tx.db.insert(apiKeys).values({
      orgId,
      keyId,
      name,
      domains: [...domains],
      prefix: key.slice(0, SHOWN),
      keyHash: hashOf(key),
      createdAt: new Date(this.clock.now()),
    });
    return { keyId, key };
  }

  /** Newest first. */
  list(orgId: string, limit: number, after: string | undefined): Promise<ApiKeyRow[]> {
    return this.database.db
      .select(shown)
      .from(apiKeys)
      .where(and(eq(apiKeys.orgId, orgId), after === undefined ? undefined : lt(apiKeys.keyId, after)))
      .orderBy(desc(apiKeys.keyId))
      .limit(limit);
  }

  /** @returns the name of the key, which opens nothing from then on; `undefined` when the org had no such key */
  async revoke({ db }: Tx, orgId: string, keyId: string): Promise<string | undefined> {
    const [gone] = await db
      .delete(apiKeys)
      .where(and(eq(apiKeys.orgId, orgId), eq(apiKeys.keyId, keyId)))
      .returning({ name: apiKeys.name });
    return gone?.name;
  }

  /** Whom a key speaks for, looked up for every request, so that revoking it acts on the next one. */
  async publisherOf(key: string): Promise<Publisher | undefined> {
    if (!key.startsWith(MARK)) return undefined;
    const keyHash = hashOf(key);
    const [row] = await this.database.db.select(shown).from(apiKeys).where(eq(apiKeys.keyHash, keyHash));
    if (!row) return undefined;
    await this.noteUse(row);
    return { orgId: row.orgId, domains: new Set(row.domains) };
  }

  private async noteUse({ orgId, keyId, lastUsedAt }: ApiKeyRow): Promise<void> {
    const now = this.clock.now();
    const due = new Date(now - USE_GRAIN_MS);
    if (lastUsedAt && lastUsedAt > due) return;
    await this.database.db
      .update(apiKeys)
      .set({ lastUsedAt: new Date(now) })
      .where(
        and(
          eq(apiKeys.orgId, orgId),
          eq(apiKeys.keyId, keyId),
          or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, due)),
        ),
      );
  }
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
