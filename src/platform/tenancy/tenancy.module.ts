import { OrgCache } from '@bellhop/realtime';
import { Global, Module } from '@nestjs/common';
import { PropertyDirectory } from './property-directory.js';

@Global()
@Module({
  providers: [OrgCache, PropertyDirectory],
  exports: [OrgCache, PropertyDirectory],
})
export class TenancyModule {}
