import { OrgMemory } from '@bellhop/realtime';
import { Global, Module } from '@nestjs/common';
import { MemberDirectory } from './member-directory.js';
import { PropertyDirectory } from './property-directory.js';

@Global()
@Module({
  providers: [OrgMemory, PropertyDirectory, MemberDirectory],
  exports: [OrgMemory, PropertyDirectory, MemberDirectory],
})
export class TenancyModule {}
