import { SetMetadata } from '@nestjs/common';
import type { ProblemCode, Schema } from '@bellhop/protocol';

/** Metadata key of {@link Answers}. */
export const ANSWERS = 'docs:answers';
/** Metadata key of {@link Problems}. */
export const PROBLEMS = 'docs:problems';

/** What a route answers when all is well. */
export interface Answer {
  /** What it is, in a few words. */
  readonly description: string;
  /** JSON Schema of the body; left out where there is none or it is no JSON. */
  readonly schema?: object;
  /** @default application/json */
  readonly contentType?: string;
  /** Schemas that `schema` refers to, by name. */
  readonly components?: Readonly<Record<string, object>>;
}

/** A body that has a name of its own in the document. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: Schema<unknown>;
}

/** Says in `/openapi.json` what a route answers with its own status (Nest's default or `@HttpCode`). */
export const Answers = (description: string, body?: NamedSchema): MethodDecorator =>
  SetMetadata<string, Answer>(ANSWERS, {
    description,
    ...(body && { schema: refTo(body.name), components: { [body.name]: body.schema } }),
  });

/** The same for a list that pages. */
export const AnswersPage = (description: string, { name, schema }: NamedSchema): MethodDecorator =>
  SetMetadata<string, Answer>(ANSWERS, {
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
 * Says in `/openapi.json` which problems a handler's own code answers. What follows from guards, fields and headers is
 * there without it; every API test finds what is missing.
 */
export const Problems = (...codes: readonly [ProblemCode, ...ProblemCode[]]): MethodDecorator =>
  SetMetadata<string, readonly ProblemCode[]>(PROBLEMS, codes);

export const refTo = (name: string): { readonly $ref: string } => ({ $ref: `#/components/schemas/${name}` });
