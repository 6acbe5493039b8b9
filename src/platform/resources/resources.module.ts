import { Global, Module } from '@nestjs/common';
import { DeletedRowsCleanup } from './deleted-rows.js';
import { Resources } from './resources.js';

@Global()
@Module({ providers: [Resources, DeletedRowsCleanup], exports: [Resources] })
export class ResourcesModule {}
