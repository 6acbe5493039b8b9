import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemException } from './problem.js';

/** What no command and no event comes near; code that walks a value may recurse. */
const MAX_DEPTH = 64;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)"?/i;

/**
 * Reads bodies as JSON (RFC 8259) that says what it seems to: UTF-8, no name twice in an object, none that means something
 * to JavaScript's objects, not nested without end. Anything else is refused before it gets to a handler.
 */
export function readJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    // A promise: what is thrown becomes the answer.
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
  if (body.length === 0) throw malformed('The body is empty, which is not JSON.');
  if (!isUtf8(body)) throw malformed('The body is not UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw malformed('The body is not JSON.');
  }
  // Of equal names the last one would win, and whoever looked at the first was deceived.
  if (countMembers(value) !== countColons(body)) throw malformed('An object names a field twice.');
  return value;
}

/** Members of all objects in `value`, at any depth. */
function countMembers(root: unknown): number {
  let members = 0;
  // Objects and arrays alone: most of what a body holds is neither.
  const pending: { readonly value: object; readonly depth: number }[] = [];
  if (typeof root === 'object' && root !== null) pending.push({ value: root, depth: 0 });
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (depth >= MAX_DEPTH) throw malformed(`JSON must not be nested deeper than ${MAX_DEPTH} levels.`);
    if (!Array.isArray(value)) {
      if (Object.hasOwn(value, '__proto__')) throw malformed('__proto__ is no field.');
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

/** Colons outside of strings in JSON text that is well-formed: one per member. */
function countColons(json: Buffer): number {
  let colons = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === COLON) colons += 1;
    else if (byte === QUOTE) at = endOfString(json, at);
  }
  return colons;
}

/** @param start of the opening quote */
function endOfString(json: Buffer, start: number): number {
  let end = json.indexOf(QUOTE, start + 1);
  while (isEscaped(json, end)) end = json.indexOf(QUOTE, end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(json: Buffer, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

const malformed = (detail: string): ProblemException => new ProblemException('malformed_request', detail);
