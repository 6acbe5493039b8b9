import { SetMetadata } from '@nestjs/common';
import type { Schema } from '@bellhop/contracts';

/** Metadata key of {@link Answers}. */
export const ANSWERS = 'docs:answers';

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

export const refTo = (name: string): { readonly $ref: string } => ({ $ref: `#/components/schemas/${name}` });
