import type { Role } from '@bellhop/hotel';
import { SnapshotCursor } from '@bellhop/realtime';
import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query, type Type, UseInterceptors } from '@nestjs/common';
import { CheckedAtCommit, Roles } from '../access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { CurrentIdempotencyKey, type IdempotencyKey } from '../idempotency/idempotency-key.js';
import { RespondsWith, RespondsWithPage } from '../openapi/responses.js';
import { IdPipe } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import type { PageQuery } from '../http/paging.js';
import { nameOf, type Resource, type ResourceRow } from './resource.js';
import type { ResourceRows } from './resources.js';

export interface ResourceRoutesOptions {
  /** Roles that may create, update and delete. @default every role that may call the controller */
  readonly writers?: readonly [Role, ...Role[]];
  /** Routes that the controller implements itself. @default none */
  readonly except?: readonly RouteName[];
}

type RouteName = Exclude<keyof ResourceRows<never, never, never, never>, 'planCreate'>;

interface RouteParts {
  readonly handler: (...values: never[]) => unknown;
  readonly decorators: readonly MethodDecorator[];
  /** Each with its type; a DTO validates the value. */
  readonly parameters: readonly (readonly [ParameterDecorator, Type])[];
}

/** A controller that holds the rows. */
interface RowsController<V, C, U, Q> {
  readonly rows: ResourceRows<V, C, U, Q>;
}

/**
 * Class decorator. Adds a resource's routes to a controller, and describes them in OpenAPI: `GET /` (paged, with a snapshot
 * cursor), `GET /:id`, `POST /` (`Idempotency-Key`), `PATCH /:id` and `DELETE /:id` (`If-Match`),
 * and `POST /:id/restore`.
 */
export function ResourceRoutes<R extends ResourceRow, V extends object, C, U, Q extends PageQuery>(
  resource: Resource<R, V, C, U, Q>,
  { writers, except = [] }: ResourceRoutesOptions = {},
): (controller: new (...parts: never[]) => RowsController<V, C, U, Q>) => void {
  const { name, newestFirst } = resource;
  const body = { name: nameOf(name), schema: resource.schema };
  const one = `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
  const reads = [UseInterceptors(SnapshotCursor)];
  const writes = [CheckedAtCommit(), ...(writers ? [Roles(...writers)] : [])];
  const idField = `${name}Id`;
  const principal = [CurrentPrincipal(), Object] as const;
  const id = [Param(idField, IdPipe), String] as const;
  const expected = [IfMatch(), Object] as const;
  type Controller = RowsController<V, C, U, Q>;

  return ({ prototype }) => {
    // New functions for each controller, because decorators store metadata on the function.
    const routes: Record<RouteName, RouteParts> = {
      list: {
        handler(this: Controller, by: Principal, query: Q) {
          return this.rows.list(by, query);
        },
        decorators: [
          Get(),
          RespondsWithPage(`Every ${name} the user may see, ${newestFirst ? 'newest' : 'oldest'} first.`, body),
          ...reads,
        ],
        parameters: [principal, [Query(), resource.query as Type]],
      },
      get: {
        handler(this: Controller, by: Principal, rowId: string) {
          return this.rows.get(by, rowId);
        },
        decorators: [Get(`:${idField}`), RespondsWith(`One ${name}.`, body), ...reads],
        parameters: [principal, id],
      },
      create: {
        handler(this: Controller, by: Principal, input: C, idempotencyKey: IdempotencyKey | undefined) {
          return this.rows.create(by, input, idempotencyKey);
        },
        decorators: [Post(), RespondsWith(`Creates ${one}.`, body), ...writes],
        parameters: [principal, [Body(), resource.create as Type], [CurrentIdempotencyKey(), Object]],
      },
      update: {
        handler(this: Controller, by: Principal, rowId: string, input: U, version: number | undefined) {
          return this.rows.update(by, rowId, input, version);
        },
        decorators: [Patch(`:${idField}`), RespondsWith(`Updates ${one}.`, body), ...writes],
        parameters: [principal, id, [Body(), resource.update as Type], expected],
      },
      remove: {
        handler(this: Controller, by: Principal, rowId: string, version: number | undefined) {
          return this.rows.remove(by, rowId, version);
        },
        decorators: [Delete(`:${idField}`), HttpCode(204), RespondsWith(`Deletes ${one}.`), ...writes],
        parameters: [principal, id, expected],
      },
      restore: {
        handler(this: Controller, by: Principal, rowId: string) {
          return this.rows.restore(by, rowId);
        },
        decorators: [
          Post(`:${idField}/restore`),
          HttpCode(200),
          RespondsWith(
            `Takes the caller's own deletion of ${one} back, up to ten minutes later. May be repeated.`,
            body,
          ),
          ...writes,
        ],
        parameters: [principal, id],
      },
    };
    for (const [route, parts] of Object.entries(routes)) {
      if (!except.includes(route as RouteName)) addRoute(prototype as object, route, parts);
    }
  };
}

/** Applies decorators as the compiler does for a method. */
function addRoute(prototype: object, route: string, { handler, decorators, parameters }: RouteParts): void {
  const descriptor = { value: handler, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(prototype, route, descriptor);
  // The OpenAPI generator finds a route's parameters by the function's name.
  Object.defineProperty(handler, 'name', { value: route });
  for (const decorate of decorators) decorate(prototype, route, descriptor);
  parameters.forEach(([decorate], index) => decorate(prototype, route, index));
  const types = parameters.map(([, type]) => type);
  Reflect.defineMetadata('design:paramtypes', types, prototype, route);
}
