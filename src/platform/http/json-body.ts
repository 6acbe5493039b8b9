import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemException } from './problem.js';

/** Far deeper than any request or event needs; code that walks a value may recurse. */
const MAX_DEPTH = 64;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)"?/i;

/**
 * Accepts only unambiguous JSON bodies (RFC 8259): UTF-8, no duplicate names in an object, no `__proto__`, at most
 * {@link MAX_DEPTH} levels. Anything else is refused before it reaches a handler.
 */
export function readJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    // Async, so that an exception becomes the response.
    async (request: FastifyRequest, body: Buffer) => {
      requireUncoded(request);
      return parseJson(body);
    },
  );
}

function requireUncoded({ headers }: FastifyRequest): void {
  const charset = CHARSET.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  const coding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (charset !== 'utf-8' && charset !== 'utf8')
    throw new ProblemException('unsupported_media_type', 'The charset must be utf-8.');
  if (coding !== 'identity') {
    throw new ProblemException('unsupported_media_type', 'Compressed request bodies are not supported.');
  }
}

/** @throws ProblemException `malformed_request` */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) throw malformed('The request body is empty.');
  if (!isUtf8(body)) throw malformed('The request body is not valid UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw malformed('The request body is not valid JSON.');
  }
  // JSON.parse keeps the last of equal names; a proxy or log may have seen the first.
  if (countMembers(value) !== countColons(body)) throw malformed('An object has a duplicate field.');
  return value;
}

/** Counts the members of all objects in `value`, at any depth. */
function countMembers(root: unknown): number {
  let members = 0;
  // Objects and arrays only: most values in a body are neither.
  const pending: { readonly value: object; readonly depth: number }[] = [];
  if (typeof root === 'object' && root !== null) pending.push({ value: root, depth: 0 });
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (depth >= MAX_DEPTH) throw malformed(`JSON must not be nested deeper than ${MAX_DEPTH} levels.`);
    if (!Array.isArray(value)) {
      if (Object.hasOwn(value, '__proto__')) throw malformed('__proto__ is not allowed as a field name.');
      members += Object.keys(value).length;
    }
    for (const child of Object.values(value) as readonly unknown[]) {
      if (typeof child === 'object' && child !== null) pending.push({ value: child, depth: depth + 1 });
    }
  }
  return members;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** Counts the colons outside strings in well-formed JSON: one per member. */
function countColons(json: Buffer): number {
  let colons = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === COLON) colons += 1;
    else if (byte === QUOTE) at = endOfString(json, at);
  }
  return colons;
}

/** @param start index of the opening quote */
function endOfString(json: Buffer, start: number): number {
  let end = json.indexOf(QUOTE, start + 1);
  while (isEscaped(json, end)) end = json.indexOf(QUOTE, end + 1);
  return end;
}

/** Whether an odd number of backslashes precedes `at`. */
function isEscaped(json: Buffer, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

const malformed = (detail: string): ProblemException => new ProblemException('malformed_request', detail);
