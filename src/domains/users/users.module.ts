import { RealtimeModule } from '@bellhop/realtime';
import { Global, Module } from '@nestjs/common';
import { Accounts } from '../../platform/auth/accounts.js';
import { Principals } from '../../platform/auth/principals.js';
import { MemberDirectory } from '../../platform/tenancy/member-directory.js';
import { OrgMembers } from '../../platform/tenancy/org-members.js';
import { PropertyMembers } from '../../platform/tenancy/property-members.js';
import { UserConsequences } from './user-consequences.js';
import { UsersAccounts } from './users.accounts.js';
import { UsersController } from './users.controller.js';
import { UsersDemo } from './users.demo.js';
import { usersDomain } from './users.events.js';
import { UsersMemberDirectory } from './users.member-directory.js';
import { UserActivity } from './user-activity.js';
import { UsersOrgMembers } from './users.org-members.js';
import { UsersPrincipals } from './users.principals.js';
import { UsersPropertyMembers } from './users.property-members.js';
import { UsersRepository } from './users.repository.js';
import { UsersSearch } from './users.search.js';
import { UsersService } from './users.service.js';

/** Global for the ports it provides to other modules; see `platform/auth` and `platform/tenancy`. */
@Global()
@Module({
  imports: [RealtimeModule.forFeature(usersDomain)],
  controllers: [UsersController],
  providers: [
    UsersService,
    UsersRepository,
    UsersSearch,
    UserConsequences,
    UserActivity,
    UsersDemo,
    { provide: Accounts, useClass: UsersAccounts },
    { provide: Principals, useClass: UsersPrincipals },
    { provide: MemberDirectory, useClass: UsersMemberDirectory },
    { provide: OrgMembers, useClass: UsersOrgMembers },
    { provide: PropertyMembers, useClass: UsersPropertyMembers },
  ],
  exports: [Accounts, Principals, MemberDirectory, OrgMembers, PropertyMembers],
})
export class UsersModule {}
