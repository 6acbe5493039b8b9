import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '@bellhop/hotel';
import { ACCEPTS_API_KEY, ACCEPTS_TICKET } from '@bellhop/realtime';
import { CHECKED_AT_COMMIT, PUBLIC, ROLES_ALLOWED } from './access.decorators.js';

/** Who may call a route, from its decorators or its controller's. */
export interface RouteAccess {
  readonly isPublic: boolean;
  /** Requires an API key; sessions are not accepted. */
  readonly acceptsApiKey: boolean;
  readonly acceptsTicket: boolean;
  /** `undefined`: every role. */
  readonly roles: readonly Role[] | undefined;
  readonly isCheckedAtCommit: boolean;
}

type Handler = ReturnType<ExecutionContext['getHandler']>;
type Controller = ReturnType<ExecutionContext['getClass']>;

/** Caches the decorators of each route: they do not change, and every request needs them. */
@Injectable()
export class RouteAccesses {
  readonly #known = new Map<Controller, Map<Handler, RouteAccess>>();

  constructor(private readonly reflector: Reflector) {}

  of(context: ExecutionContext): RouteAccess {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    let ofController = this.#known.get(controller);
    if (!ofController) this.#known.set(controller, (ofController = new Map<Handler, RouteAccess>()));
    let access = ofController.get(handler);
    if (!access) ofController.set(handler, (access = this.#read(handler, controller)));
    return access;
  }

  #read(...places: [Handler, Controller]): RouteAccess {
    const says = <T>(key: string): T | undefined => this.reflector.getAllAndOverride<T | undefined>(key, places);
    return {
      isPublic: says<boolean>(PUBLIC) ?? false,
      acceptsApiKey: says<boolean>(ACCEPTS_API_KEY) ?? false,
      acceptsTicket: says<boolean>(ACCEPTS_TICKET) ?? false,
      roles: says<readonly Role[]>(ROLES_ALLOWED),
      isCheckedAtCommit: says<boolean>(CHECKED_AT_COMMIT) ?? false,
    };
  }
}
