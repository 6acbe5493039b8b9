import { Module } from '@nestjs/common';
import { AwayController } from './away.controller.js';
import { AwayService } from './away.service.js';

@Module({ controllers: [AwayController], providers: [AwayService] })
export class AwayModule {}
