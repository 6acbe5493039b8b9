import { RealtimeModule } from '@bellhop/realtime';
import { Global, Module } from '@nestjs/common';
import { OrgMembers } from '../../platform/tenancy/org-members.js';
import { PropertyMembers } from '../../platform/tenancy/property-members.js';
import { UserConsequences } from './user-consequences.js';
import { UsersController } from './users.controller.js';
import { usersDomain } from './users.events.js';
import { UsersOrgMembers } from './users.org-members.js';
import { UsersPropertyMembers } from './users.property-members.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** Global for the ports it provides to other modules; see `platform/tenancy`. */
@Global()
@Module({
  imports: [RealtimeModule.forFeature(usersDomain)],
  controllers: [UsersController],
  providers: [
    UsersService,
    UsersRepository,
    UserConsequences,
    { provide: OrgMembers, useClass: UsersOrgMembers },
    { provide: PropertyMembers, useClass: UsersPropertyMembers },
  ],
  exports: [OrgMembers, PropertyMembers],
})
export class UsersModule {}
