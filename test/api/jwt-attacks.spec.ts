import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { createTestApp, type Member, TEST_SETTINGS, type TestApp } from '../support/app.js';

type Fields = Readonly<Record<string, unknown>>;

const SECRET = TEST_SETTINGS.jwtSecret ?? '';
const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Signs any header and payload correctly; jose refuses to make most of these. */
function signed(header: unknown, payload: unknown, key: string | Buffer = SECRET, digest = 'sha256'): string {
  const text = `${encoded(header)}.${encoded(payload)}`;
  return `${text}.${createHmac(digest, key).update(text).digest('base64url')}`;
}

const HEADER = { alg: 'HS256', typ: 'at+jwt' };
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

describe('a forged access token', () => {
  let server: TestApp;
  let owner: Member;
  /** Claims of a token of the owner’s live session. */
  let claims: Fields;
  let refreshToken: string;
  beforeAll(async () => {
    server = await createTestApp();
    owner = await server.signIn('owner');
    const [, payload = ''] = owner.signedIn.accessToken.split('.');
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Fields;
    const { headers } = await server.call('post', '/auth/login', {
      email: 'owner@aurora.test',
      password: 'bellhop-demo',
    });
    refreshToken = /=([^;]+);/.exec(String(headers['set-cookie']))?.[1] ?? '';
  });
  afterAll(() => server.close());

  const seconds = (): number => Math.floor(Date.now() / 1000);
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ed = generateKeyPairSync('ed25519');
  const jwk = { ...ec.publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'mine' };
  const secretJwk = { kty: 'oct', k: encoded('attacker'), alg: 'HS256' };
  const by = (key: KeyObject, alg: string, header: Fields = {}) =>
    new SignJWT({ ...claims }).setProtectedHeader({ typ: 'at+jwt', alg, ...header }).sign(key);
  const without = (name: string): Fields => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

  /** Each returns a token, or a whole `Authorization` header when it begins with a scheme. */
  const ATTACKS: Readonly<Record<string, () => string | Promise<string>>> = {
    'alg none': () => `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(claims)}.`,
    'alg None': () => `${encoded({ alg: 'None', typ: 'at+jwt' })}.${encoded(claims)}.`,
    'alg nOnE with a signature': () => signed({ ...HEADER, alg: 'nOnE' }, claims),
    'alg none and the rest of a good one': () => {
      const [, payload, signature] = owner.signedIn.accessToken.split('.');
      return [encoded({ alg: 'none', typ: 'at+jwt' }), payload, signature].join('.');
    },
    'no alg': () => signed({ typ: 'at+jwt' }, claims),
    'alg that is no text': () => signed({ ...HEADER, alg: ['HS256'] }, claims),
    'alg in another case': () => signed({ ...HEADER, alg: 'hs256' }, claims),
    'HS384 with the right key': () => signed({ ...HEADER, alg: 'HS384' }, claims, SECRET, 'sha384'),
    'HS512 with the right key': () => signed({ ...HEADER, alg: 'HS512' }, claims, SECRET, 'sha512'),
    'HS256 said, HS512 done': () => signed(HEADER, claims, SECRET, 'sha512'),
    'RS256 by a key of one’s own': () => by(rsa.privateKey, 'RS256'),
    'PS256 by a key of one’s own': () => by(rsa.privateKey, 'PS256'),
    'ES256 by a key of one’s own': () => by(ec.privateKey, 'ES256'),
    'EdDSA by a key of one’s own': () => by(ed.privateKey, 'EdDSA'),
    'ES256 with a signature of zeros': () =>
      `${encoded({ ...HEADER, alg: 'ES256' })}.${encoded(claims)}.${encoded(Buffer.alloc(64).toString('latin1'))}`,
    'HS256 by a public key': () => signed(HEADER, claims, pem(createPublicKey(rsa.privateKey))),
    'an empty key': () => signed(HEADER, claims, ''),
    'a key of zeros': () => signed(HEADER, claims, Buffer.alloc(32)),
    'a key of chance': () => signed(HEADER, claims, randomBytes(32)),
    'a key that is often left as it was': () => signed(HEADER, claims, 'secret'),
    'the key in base64': () => signed(HEADER, claims, encoded(SECRET)),
    'kid that is a path': () => signed({ ...HEADER, kid: '../../../../dev/null' }, claims, ''),
    'kid that is SQL': () => signed({ ...HEADER, kid: "x' union select 'k" }, claims, 'k'),
    'kid that is a command': () => signed({ ...HEADER, kid: '|sleep 5' }, claims, 'k'),
    'kid that is an object': () => signed({ ...HEADER, kid: { toString: 'k' } }, claims, 'k'),
    'jku of one’s own': () => by(ec.privateKey, 'ES256', { jku: 'https://evil.example/jwks.json', kid: 'mine' }),
    'x5u of one’s own': () => by(rsa.privateKey, 'RS256', { x5u: 'https://evil.example/cert.pem' }),
    'x5c of one’s own': () => by(rsa.privateKey, 'RS256', { x5c: [encoded(pem(rsa.publicKey))] }),
    'the key in jwk': () => by(ec.privateKey, 'ES256', { jwk }),
    'the secret in jwk': () => signed({ ...HEADER, jwk: secretJwk }, claims, 'attacker'),
    'unknown crit': () => signed({ ...HEADER, crit: ['sudo'], sudo: true }, claims),
    'crit that names what is not there': () => signed({ ...HEADER, crit: ['b64'] }, claims),
    'crit that is empty': () => signed({ ...HEADER, crit: [] }, claims),
    'crit that is no list': () => signed({ ...HEADER, crit: 'exp' }, claims),
    'b64 false': () => signed({ ...HEADER, b64: false, crit: ['b64'] }, claims),
    zip: () => signed({ ...HEADER, zip: 'DEF', crit: ['zip'] }, claims),
    'another type': () => signed({ ...HEADER, typ: 'JWT' }, claims),
    'no type': () => signed({ alg: 'HS256' }, claims),
    'type that is no text': () => signed({ ...HEADER, typ: { toString: 'at+jwt' } }, claims),
    'another issuer': () => signed(HEADER, { ...claims, iss: 'https://evil.example' }),
    'issuers in a list': () => signed(HEADER, { ...claims, iss: ['bellhop', 'evil'] }),
    'no issuer': () => signed(HEADER, without('iss')),
    'another audience': () => signed(HEADER, { ...claims, aud: 'bellhop-admin' }),
    'no audience': () => signed(HEADER, without('aud')),
    expired: () => signed(HEADER, { ...claims, exp: seconds() - 1 }),
    'expires now': () => signed(HEADER, { ...claims, exp: seconds() }),
    'no end': () => signed(HEADER, without('exp')),
    'an end that is text': () => signed(HEADER, { ...claims, exp: '9999999999' }),
    'an end past all numbers': () => signed(HEADER, JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999')),
    'an end before all numbers': () => signed(HEADER, { ...claims, exp: -1 }),
    'not valid yet': () => signed(HEADER, { ...claims, nbf: seconds() + 60 }),
    'valid from some word on': () => signed(HEADER, { ...claims, nbf: 'now' }),
    'made in the future': () => signed(HEADER, { ...claims, iat: seconds() + 3_600, exp: seconds() + 7_200 }),
    'made a day ago, for ever': () => signed(HEADER, { ...claims, iat: seconds() - 86_400, exp: seconds() + 86_400 }),
    'no time of making': () => signed(HEADER, without('iat')),
    'no session': () => signed(HEADER, without('sid')),
    'no org': () => signed(HEADER, without('org')),
    'no subject': () => signed(HEADER, without('sub')),
    'a session that there never was': () => signed(HEADER, { ...claims, sid: crypto.randomUUID() }),
    'a session that is SQL': () => signed(HEADER, { ...claims, sid: "' or 1=1 --" }),
    'a session that is a list': () => signed(HEADER, { ...claims, sid: [claims['sid']] }),
    'a payload that is no object': () => signed(HEADER, '"owner"'),
    'a payload that is a list': () => signed(HEADER, [claims]),
    'a payload that is no JSON': () => signed(HEADER, '{"sid":'),
    'a payload with __proto__': () => signed(HEADER, `{"__proto__":${JSON.stringify(claims)}}`),
    'a header that is no object': () => signed('null', claims),
    'a header with __proto__': () => signed('{"__proto__":{"alg":"HS256","typ":"at+jwt"}}', claims),
    'a header that is no JSON': () => signed('{', claims),
    'a payload nested 3,000 levels deep': () => signed(HEADER, '['.repeat(3_000)),
    oversized: () => signed(HEADER, { ...claims, more: 'x'.repeat(8_000) }, 'guess'),
    nothing: () => 'Bearer ',
    'one part': () => encoded(HEADER),
    'two parts': () => owner.signedIn.accessToken.split('.').slice(0, 2).join('.'),
    'two parts and a dot': () => `${owner.signedIn.accessToken.split('.').slice(0, 2).join('.')}.`,
    'four parts': () => `${owner.signedIn.accessToken}.x`,
    'five parts, as encrypted ones have': () => `${owner.signedIn.accessToken}.x.y`,
    dots: () => '..',
    'cut short': () => owner.signedIn.accessToken.slice(0, -1),
    'one bit off in the signature': () => flipped(owner.signedIn.accessToken),
    'one bit off in the payload': () => {
      const [header = '', payload = '', signature = ''] = owner.signedIn.accessToken.split('.');
      return [header, flipped(payload), signature].join('.');
    },
    'another’s payload under a good signature': () => {
      const [header = '', , signature = ''] = owner.signedIn.accessToken.split('.');
      return [header, encoded({ ...claims, sub: crypto.randomUUID() }), signature].join('.');
    },
    'a blank in it': () => owner.signedIn.accessToken.replace('.', '. '),
    padding: () => owner.signedIn.accessToken.split('.').join('==.'),
    'JSON in the place of a token': () => JSON.stringify(HEADER),
    'the refresh token': () => refreshToken,
    'another scheme': () => `Token ${owner.signedIn.accessToken}`,
    'two tokens': () => `Bearer ${owner.signedIn.accessToken}, Bearer ${owner.signedIn.accessToken}`,
    'an API key': () => `bh_${randomBytes(32).toString('base64url')}`,
  };

  it('differs from a valid one, made the same way and accepted', async () => {
    const token = signed(HEADER, claims);
    await server.call('get', '/auth/me').set('authorization', `Bearer ${token}`).expect(200);
    expect(refreshToken.length).toBeGreaterThan(40);
  });

  it.each(Object.entries(ATTACKS))('%s', async (_, make) => {
    const token = await make();
    const authorization = /^(?:Bearer|Token) /.test(token) ? token : `Bearer ${token}`;
    for (const [method, path] of [
      ['get', '/auth/me'],
      ['get', '/v2/realtime/poll?timeoutMs=1000'],
      ['head', '/v2/realtime/stream'],
      ['post', '/v2/realtime/events'],
    ] as const) {
      const { status, headers } = await server.call(method, path).set('authorization', authorization);
      expect([path, status]).toEqual([path, 401]);
      expect(headers['www-authenticate']).toBe('Bearer');
    }
  });

  it('above the header limit is refused with 431', async () => {
    const token = signed(HEADER, { ...claims, more: 'x'.repeat(20_000) });
    const { status } = await server.call('get', '/auth/me').set('authorization', `Bearer ${token}`);
    expect(status).toBe(431);
  });

  it('is not read from the query, the body or a cookie', async () => {
    const { accessToken } = owner.signedIn;
    await server.call('get', `/auth/me?access_token=${accessToken}`).expect(401);
    await server.call('head', `/v2/realtime/stream?ticket=${accessToken}`).expect(401);
    await server.call('post', '/tasks', { access_token: accessToken }).expect(401);
    await server.call('get', '/auth/me').set('cookie', `bellhop_refresh=${accessToken}`).expect(401);
  });

  it('does not renew a session; the refresh token does', async () => {
    const refresh = (cookie: string) => server.call('post', '/auth/refresh').set('cookie', `bellhop_refresh=${cookie}`);
    await refresh(owner.signedIn.accessToken).expect(401);
    await refresh(flipped(refreshToken)).expect(401);
    await refresh(refreshToken).expect(200);
  });
});

/** Flips a bit that counts: some bits of the last character are ignored. */
function flipped(token: string): string {
  const at = token.length - 4;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
