import { Injectable } from '@nestjs/common';
import type { SignedInUser } from '@bellhop/protocol';
import type { Principal } from '../access/principal.js';
import { PropertyDirectory } from '../tenancy/property-directory.js';

/** Builds the response that describes the signed-in user. */
@Injectable()
export class SignedInUsers {
  constructor(private readonly properties: PropertyDirectory) {}

  async toResponse(principal: Principal): Promise<SignedInUser> {
    const { userId, orgId, role, name, email, orgName, language } = principal;
    const propertyIds = await this.properties.visibleIds(principal);
    return { userId, orgId, role, propertyIds, name, email, orgName, language };
  }
}
