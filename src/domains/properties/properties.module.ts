import { RealtimeModule } from '@bellhop/realtime';
import { Global, Module } from '@nestjs/common';
import { PropertySource } from '../../platform/tenancy/property-source.js';
import { PropertiesController } from './properties.controller.js';
import { PropertiesDemo } from './properties.demo.js';
import { propertiesDomain } from './properties.events.js';
import { PropertiesService } from './properties.service.js';
import { PropertiesSource } from './properties.source.js';

/** Global for the port that it provides to the rest. */
@Global()
@Module({
  imports: [RealtimeModule.forFeature(propertiesDomain)],
  controllers: [PropertiesController],
  providers: [PropertiesService, PropertiesDemo, { provide: PropertySource, useClass: PropertiesSource }],
  exports: [PropertySource],
})
export class PropertiesModule {}
