import { RealtimeModule } from '@bellhop/realtime';
import { Module } from '@nestjs/common';
import { PropertiesController } from './properties.controller.js';
import { propertiesDomain } from './properties.events.js';
import { PropertiesRepository } from './properties.repository.js';
import { PropertiesService } from './properties.service.js';

@Module({
  imports: [RealtimeModule.forFeature(propertiesDomain)],
  controllers: [PropertiesController],
  providers: [PropertiesService, PropertiesRepository],
})
export class PropertiesModule {}
