import { systemClock } from '@bellhop/realtime';
import { JWT_SECRET } from './bench-database.ts';
import { loadServerBuild, type ServerBuild } from './server-build.ts';
import type { SignedInTenant, Tenant } from './tenants.ts';

/**
 * Issues new access tokens for all sessions of the tenants: tokens live ten minutes, and the benchmark takes longer.
 */
export async function signIn(tenants: readonly Tenant[]): Promise<readonly SignedInTenant[]> {
  const { AccessTokens } = await loadServerBuild();
  const settings = { jwtSecret: JWT_SECRET } as ConstructorParameters<ServerBuild['AccessTokens']>[0];
  const issuer = new AccessTokens(settings, systemClock, null);
  return Promise.all(
    tenants.map(async (tenant) => {
      const issued = await Promise.all(tenant.sessions.map((session) => issuer.issue(session)));
      return { ...tenant, tokens: issued.map(({ token }) => token) };
    }),
  );
}
