import { Global, Module } from '@nestjs/common';
import { DemoLoginsController } from './demo-logins.controller.js';
import { DemoSeeder } from './demo-seeder.js';
import { DemoSources } from './demo-source.js';

@Global()
@Module({ controllers: [DemoLoginsController], providers: [DemoSources, DemoSeeder], exports: [DemoSources] })
export class DemoModule {}
