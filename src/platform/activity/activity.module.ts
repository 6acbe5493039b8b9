import { Global, Module } from '@nestjs/common';
import { ActivityLog } from './activity-log.js';
import { ActivityRetention } from './activity-retention.js';
import { ActivityTrail } from './activity-trail.js';
import { ActivityController } from './activity.controller.js';

@Global()
@Module({
  controllers: [ActivityController],
  providers: [ActivityLog, ActivityRetention, ActivityTrail],
  exports: [ActivityLog],
})
export class ActivityModule {}
