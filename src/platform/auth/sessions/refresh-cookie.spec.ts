import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../../config/settings.js';
import { RefreshCookie } from './refresh-cookie.js';

/** The cookies set for a request, each split into its parts. */
function cookiesSet(protocol: 'http' | 'https', cookie?: string): string[][] {
  const set: string[] = [];
  const reply = { header: (_name: string, values: readonly string[]) => set.push(...values) };
  const request = { protocol, headers: { cookie } };
  const cookies = new RefreshCookie({ publicUrl: 'http://localhost' } as Settings);
  cookies.write(request as FastifyRequest, reply as unknown as FastifyReply, 'token');
  return set.map((text) => text.split('; '));
}

describe('the refresh cookie', () => {
  it.each(['http', 'https'] as const)('is kept from scripts and from requests of other sites over %s', (protocol) => {
    const [own] = cookiesSet(protocol);
    expect(own).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict']));
  });

  it('is bound to this host over https', () => {
    const [own] = cookiesSet('https');
    expect(own?.[0]).toBe('__Host-bellhop_refresh=token');
    expect(own).toEqual(expect.arrayContaining(['Secure', 'Path=/']));
    expect(own?.some((part) => part.startsWith('Domain'))).toBe(false);
  });

  it('is sent to sign-in routes only over http', () => {
    expect(cookiesSet('http')[0]).toContain('Path=/auth');
  });

  it('replaces the one set over http', () => {
    const [, former] = cookiesSet('https', 'bellhop_refresh=before');
    expect(former).toEqual(expect.arrayContaining(['bellhop_refresh=', 'Max-Age=0', 'Path=/auth']));
  });
});
