import { RealtimeModule } from '@bellhop/realtime';
import { Global, Module } from '@nestjs/common';
import { PropertyMembers } from '../../platform/tenancy/property-members.js';
import { UserConsequences } from './user-consequences.js';
import { UsersController } from './users.controller.js';
import { usersDomain } from './users.events.js';
import { UsersPropertyMembers } from './users.property-members.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** Global for the port that it provides to the rest: see `platform/tenancy/property-members.ts`. */
@Global()
@Module({
  imports: [RealtimeModule.forFeature(usersDomain)],
  controllers: [UsersController],
  providers: [
    UsersService,
    UsersRepository,
    UserConsequences,
    { provide: PropertyMembers, useClass: UsersPropertyMembers },
  ],
  exports: [PropertyMembers],
})
export class UsersModule {}
