import { Global, Module } from '@nestjs/common';
import { DemoSeeder } from './demo-seeder.js';
import { DemoSources } from './demo-source.js';

@Global()
@Module({ providers: [DemoSources, DemoSeeder], exports: [DemoSources] })
export class DemoModule {}
