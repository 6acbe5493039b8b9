import type { Language } from '@bellhop/hotel';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { acceptedLanguage } from '../http/accepted-language.js';

/** Where a request came from, as far as known; truncated to the lengths stored. */
export interface RequestOrigin {
  /** At most 64 characters. Behind a proxy it is the proxy's address, unless `TRUST_PROXY` lists the proxy. */
  readonly address: string | null;
  /** The `User-Agent` header, at most 256 characters. */
  readonly userAgent: string | null;
  /** The language that `Accept-Language` prefers, for users who chose none. */
  readonly language: Language;
}

const ADDRESS_CHARACTERS = 64;
const USER_AGENT_CHARACTERS = 256;

export const originOf = ({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): RequestOrigin => ({
  address: ip === '' ? null : ip.slice(0, ADDRESS_CHARACTERS),
  userAgent: storable(headers['user-agent']),
  language: acceptedLanguage(headers['accept-language']),
});

/** Headers are bytes read as Latin-1 without NUL (Node refuses it), so the text has no surrogates and PostgreSQL can store it. */
const storable = (text: string | undefined): string | null => text?.trim().slice(0, USER_AGENT_CHARACTERS) || null;

/** Parameter decorator: where the request came from. */
export const CurrentOrigin = createParamDecorator((_: unknown, context: ExecutionContext): RequestOrigin =>
  originOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
