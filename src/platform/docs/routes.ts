import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { DiscoveryService } from '@nestjs/core';

/** A route and its handler. */
export interface Route {
  /** Lower case. */
  readonly method: string;
  /** Parameters in OpenAPI's form: `/tasks/{taskId}`. */
  readonly path: string;
  readonly controller: Type;
  readonly handler: (...args: never[]) => unknown;
  /** Classes of the handler's parameters, `Object` for others. */
  readonly parameters: readonly Type[];
}

/** Returns all routes of the application's controllers except the catch-all. */
export function routesOf(discovery: DiscoveryService): Route[] {
  const controllers = new Set(
    discovery.getControllers().flatMap(({ metatype }) => (metatype ? [metatype as Type] : [])),
  );
  return [...controllers].flatMap(routesOfController).filter(({ path }) => !path.includes('*'));
}

function routesOfController(controller: Type): Route[] {
  const prototype = controller.prototype as object;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (typeof handler !== 'function') return [];
    const verb = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (verb === undefined) return [];
    const parameters = (Reflect.getMetadata('design:paramtypes', prototype, name) ?? []) as Type[];
    return pathsOf(controller).flatMap((base) =>
      pathsOf(handler).map((path) => ({
        method: RequestMethod[verb].toLowerCase(),
        path: join(base, path),
        controller,
        handler: handler as Route['handler'],
        parameters,
      })),
    );
  });
}

const pathsOf = (target: object): string[] => [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();

const join = (...parts: string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`.replaceAll(/:(\w+)/g, '{$1}');
