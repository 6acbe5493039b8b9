import { Global, Module } from '@nestjs/common';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.js';
import { ApiKeysService } from './api-keys.service.js';
import { Publishers } from './publishers.js';

@Global()
@Module({
  controllers: [ApiKeysController],
  providers: [ApiKeys, ApiKeysService, Publishers],
  exports: [ApiKeys, Publishers],
})
export class ApiKeysModule {}
