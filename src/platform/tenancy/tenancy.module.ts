import { Global, Module } from '@nestjs/common';
import { MemberDirectory } from './member-directory.js';
import { PropertyDirectory } from './property-directory.js';

@Global()
@Module({ providers: [PropertyDirectory, MemberDirectory], exports: [PropertyDirectory, MemberDirectory] })
export class TenancyModule {}
