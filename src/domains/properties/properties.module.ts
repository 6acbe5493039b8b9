import { RealtimeModule } from '@bellhop/realtime';
import { Module } from '@nestjs/common';
import { PropertiesController } from './properties.controller.js';
import { propertiesDomain } from './properties.events.js';
import { PropertiesService } from './properties.service.js';

@Module({
  imports: [RealtimeModule.forFeature(propertiesDomain)],
  controllers: [PropertiesController],
  providers: [PropertiesService],
})
export class PropertiesModule {}
