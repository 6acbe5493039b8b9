import { RealtimeModule } from '@bellhop/realtime';
import { Module } from '@nestjs/common';
import { RecurrencesController } from './recurrences.controller.js';
import { RecurrencesService } from './recurrences.service.js';
import { RecurringTasks } from './recurring-tasks.js';
import { TasksController } from './tasks.controller.js';
import { tasksDemo } from './tasks.demo.js';
import { tasksDomain } from './tasks.events.js';
import { tasksSample } from './tasks.sample.js';
import { TasksService } from './tasks.service.js';

@Module({
  imports: [RealtimeModule.forFeature(tasksDomain)],
  controllers: [TasksController, RecurrencesController],
  providers: [TasksService, RecurrencesService, RecurringTasks, tasksDemo, tasksSample],
})
export class TasksModule {}
