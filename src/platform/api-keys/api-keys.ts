import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, type CacheSource, OrgCache, type Publisher } from '@bellhop/realtime';
import { and, desc, eq, isNull, lt, or } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { Database, type Tx } from '../database/database.js';
import { newRowId } from '../database/row-id.js';
import { CLOCK } from '../time/clock.js';
import { apiKeysDomain } from './api-keys.events.js';
import { apiKeys } from './api-keys.schema.js';
import { hashOf, MARK } from './key-hash.js';

export type ApiKeyRow = Omit<typeof apiKeys.$inferSelect, 'keyHash'>;

const KEY_BYTES = 32;
/** Shows 36 of the 256 bits. */
const SHOWN = MARK.length + 6;
/** Resolution of the last-use time, in milliseconds. */
const USE_GRAIN_MS = 60_000;
/** Hashes whose org is cached; about 200 bytes each. */
const MAX_REMEMBERED = 10_000;

/** A key as requests use it. */
interface KnownKey {
  readonly keyId: string;
  readonly publisher: Publisher;
  /** Last recorded use, by this instance or before the key was loaded, in Unix milliseconds. */
  usedAt: number;
}

/** The keys of an org, by hash. */
type KnownKeys = ReadonlyMap<string, KnownKey>;

/** All columns but the hash, which is only compared by lookups. */
const listedColumns = {
  orgId: apiKeys.orgId,
  keyId: apiKeys.keyId,
  name: apiKeys.name,
  domains: apiKeys.domains,
  prefix: apiKeys.prefix,
  createdAt: apiKeys.createdAt,
  lastUsedAt: apiKeys.lastUsedAt,
};

/** The API keys of all orgs. Only this file accesses their table. */
@Injectable()
export class ApiKeys {
  /** The org of a hash. The org's keys themselves are in its {@link OrgCache}. */
  readonly #orgOf = new LRUCache<string, string>({ max: MAX_REMEMBERED });
  readonly #ofOrg: CacheSource<KnownKeys> = {
    load: (orgId) => this.#loadKeys(orgId),
    isInvalidatedBy: ({ domain }) => domain === apiKeysDomain.name,
  };

  constructor(
    private readonly database: Database,
    private readonly orgCache: OrgCache,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Creates a key. The returned key is stored nowhere. */
  async issue(
    tx: Tx,
    orgId: string,
    name: string,
    domains: readonly string[],
  ): Promise<{ readonly keyId: string; readonly key: string }> {
    const keyId = newRowId();
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
      .select(listedColumns)
      .from(apiKeys)
      .where(and(eq(apiKeys.orgId, orgId), after === undefined ? undefined : lt(apiKeys.keyId, after)))
      .orderBy(desc(apiKeys.keyId))
      .limit(limit);
  }

  /** Deletes a key. @returns its name; `undefined` when the org has no such key */
  async revoke({ db }: Tx, orgId: string, keyId: string): Promise<string | undefined> {
    const [gone] = await db
      .delete(apiKeys)
      .where(and(eq(apiKeys.orgId, orgId), eq(apiKeys.keyId, keyId)))
      .returning({ name: apiKeys.name });
    return gone?.name;
  }

  /** Returns the publisher that a key identifies, from memory after its first use. */
  async publisherOf(keyHash: string): Promise<Publisher | undefined> {
    const known = await this.#find(keyHash);
    if (!known) return undefined;
    if (this.#isUseDue(known)) await this.#noteUse(known);
    return known.publisher;
  }

  /** Returns the org of a key that this instance has seen; `undefined` does not mean the key is unknown. */
  knownOrgOf(keyHash: string): string | undefined {
    return this.#orgOf.get(keyHash);
  }

  async #find(keyHash: string): Promise<KnownKey | undefined> {
    let orgId = this.#orgOf.get(keyHash);
    const isNew = orgId === undefined;
    orgId ??= await this.#loadOrgOf(keyHash);
    if (orgId === undefined) return undefined;
    // A key new to this instance may have been created elsewhere a moment ago.
    const keys = await this.orgCache.get(orgId, this.#ofOrg, { now: isNew });
    const known = keys.get(keyHash);
    if (known) this.#orgOf.set(keyHash, orgId);
    else this.#orgOf.delete(keyHash);
    return known;
  }

  async #loadOrgOf(keyHash: string): Promise<string | undefined> {
    const [row] = await this.database.db
      .select({ orgId: apiKeys.orgId })
      .from(apiKeys)
      .where(eq(apiKeys.keyHash, keyHash));
    return row?.orgId;
  }

  async #loadKeys(orgId: string): Promise<KnownKeys> {
    const rows = await this.database.db
      .select({ ...listedColumns, keyHash: apiKeys.keyHash })
      .from(apiKeys)
      .where(eq(apiKeys.orgId, orgId));
    return new Map(
      rows.map(({ keyHash, keyId, domains, lastUsedAt }) => [
        keyHash,
        { keyId, publisher: { orgId, domains: new Set(domains) }, usedAt: lastUsedAt?.getTime() ?? 0 },
      ]),
    );
  }

  #isUseDue({ usedAt }: KnownKey): boolean {
    return usedAt <= this.clock.now() - USE_GRAIN_MS;
  }

  async #noteUse(known: KnownKey): Promise<void> {
    const now = this.clock.now();
    const due = new Date(now - USE_GRAIN_MS);
    known.usedAt = now;
    const { keyId } = known;
    const { orgId } = known.publisher;
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
