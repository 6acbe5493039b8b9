import { Global, Module } from '@nestjs/common';
import { ActivityLog } from './activity-log.js';
import { ActivityTrail } from './activity-trail.js';
import { ActivityController } from './activity.controller.js';

@Global()
@Module({ controllers: [ActivityController], providers: [ActivityLog, ActivityTrail], exports: [ActivityLog] })
export class ActivityModule {}
