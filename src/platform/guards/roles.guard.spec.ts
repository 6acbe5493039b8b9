import { describe, expect, it } from '@jest/globals';
import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Role } from '@bellhop/hotel';
import { ACCEPTS_API_KEY } from '@bellhop/realtime';
import { Reflector } from '@nestjs/core';
import { Public, Roles } from '../access/access.decorators.js';
import { identify, type Principal } from '../access/principal.js';
import { RouteAccesses } from '../access/route-access.js';
import { RolesGuard } from './roles.guard.js';

@Roles('owner')
class Desk {
  ofController(): void {}

  @Roles('manager', 'staff')
  ofItsOwn(): void {}

  @Public()
  open(): void {}

  @SetMetadata(ACCEPTS_API_KEY, true)
  service(): void {}
}

class Lobby {
  everyone(): void {}
}

describe('RolesGuard', () => {
  const guard = new RolesGuard(new RouteAccesses(new Reflector()));
  const enter = (controller: typeof Desk | typeof Lobby, route: string, role?: Role): boolean => {
    const request = { routeOptions: { url: `/${route}` } } as never;
    if (role) identify(request, { role } as Principal);
    const handler = (controller.prototype as unknown as Record<string, () => void>)[route];
    return guard.canActivate({
      getHandler: () => handler,
      getClass: () => controller,
      switchToHttp: () => ({ getRequest: () => request }),
    } as unknown as ExecutionContext);
  };

  it('admits the roles of the route, or of its controller when the route has none', () => {
    expect(enter(Desk, 'ofController', 'owner')).toBe(true);
    expect(enter(Desk, 'ofItsOwn', 'staff')).toBe(true);
    expect(enter(Lobby, 'everyone', 'staff')).toBe(true);
  });

  it.each([
    ['ofController', 'staff', 'Requires one of these roles: owner.'],
    ['ofItsOwn', 'owner', 'Requires one of these roles: manager, staff.'],
  ] as const)('refuses other roles and names the allowed ones: %s to %s', (route, role, detail) => {
    expect(() => enter(Desk, route, role)).toThrow(expect.objectContaining({ code: 'forbidden', detail }));
  });

  it.each(['open', 'service'])('requires no role where no one is signed in: %s', (route) => {
    expect(enter(Desk, route)).toBe(true);
  });

  it('refuses a request that no earlier guard has identified', () => {
    expect(() => enter(Desk, 'ofController')).toThrow('no one is signed in');
  });
});
