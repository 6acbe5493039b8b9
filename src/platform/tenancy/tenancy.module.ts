import { OrgMemory } from '@bellhop/realtime';
import { Global, Module } from '@nestjs/common';
import { PropertyDirectory } from './property-directory.js';

@Global()
@Module({
  providers: [OrgMemory, PropertyDirectory],
  exports: [OrgMemory, PropertyDirectory],
})
export class TenancyModule {}
