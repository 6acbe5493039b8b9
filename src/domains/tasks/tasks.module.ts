import { RealtimeModule } from '@bellhop/realtime';
import { Module } from '@nestjs/common';
import { TasksController } from './tasks.controller.js';
import { tasksDemo } from './tasks.demo.js';
import { tasksDomain } from './tasks.events.js';
import { tasksSample } from './tasks.sample.js';
import { TasksService } from './tasks.service.js';

@Module({
  imports: [RealtimeModule.forFeature(tasksDomain)],
  controllers: [TasksController],
  providers: [TasksService, tasksDemo, tasksSample],
})
export class TasksModule {}
