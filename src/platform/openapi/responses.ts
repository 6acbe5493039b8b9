import { SetMetadata } from '@nestjs/common';
import type { ProblemCode, Schema } from '@bellhop/protocol';

/** Metadata key of {@link RespondsWith}. */
export const RESPONSES = 'docs:answers';
/** Metadata key of {@link Problems}. */
export const PROBLEMS = 'docs:problems';

/** A route's successful response. */
export interface DocumentedResponse {
  /** A few words for the document. */
  readonly description: string;
  /** JSON Schema of the body; omitted for no body or one that is not JSON. */
  readonly schema?: object;
  /** @default application/json */
  readonly contentType?: string;
  /** Schemas referenced by `schema`, by name. */
  readonly components?: Readonly<Record<string, object>>;
}

/** A body with its own name in the document. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: Schema<unknown>;
}

/** Documents a route's successful response in `/openapi.json`, with its own status (Nest's default or `@HttpCode`). */
export const RespondsWith = (description: string, body?: NamedSchema): MethodDecorator =>
  SetMetadata<string, DocumentedResponse>(RESPONSES, {
    description,
    ...(body && { schema: refTo(body.name), components: { [body.name]: body.schema } }),
  });

/** {@link RespondsWith} for a file. */
export const RespondsWithFile = (description: string, contentType: string): MethodDecorator =>
  SetMetadata<string, DocumentedResponse>(RESPONSES, { description, contentType, schema: { type: 'string' } });

/** {@link RespondsWith} for a paged list. */
export const RespondsWithPage = (description: string, { name, schema }: NamedSchema): MethodDecorator =>
  SetMetadata<string, DocumentedResponse>(RESPONSES, {
    description,
    schema: {
      type: 'object',
      properties: { items: { type: 'array', items: refTo(name) }, next: { type: ['string', 'null'] } },
      required: ['items', 'next'],
      additionalProperties: false,
    },
    components: { [name]: schema },
  });

/**
 * Documents in `/openapi.json` the problems that a handler's own code responds with. Those of guards, fields and headers are
 * added automatically; every API test fails on a missing one.
 */
export const Problems = (...codes: readonly [ProblemCode, ...ProblemCode[]]): MethodDecorator =>
  SetMetadata<string, readonly ProblemCode[]>(PROBLEMS, codes);

export const refTo = (name: string): { readonly $ref: string } => ({ $ref: `#/components/schemas/${name}` });
