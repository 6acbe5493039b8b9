import { RealtimeModule } from '@bellhop/realtime';
import { Module } from '@nestjs/common';
import { BookingsRepository } from './bookings.repository.js';
import { BookingsService } from './bookings.service.js';
import { ExportController } from './export.controller.js';
import { ExportService } from './export.service.js';
import { ExpensesController } from './expenses.controller.js';
import { financeDemo } from './finance.demo.js';
import { financeDomain } from './finance.events.js';
import { expensesSample, revenuesSample } from './finance.sample.js';
import { RevenuesController } from './revenues.controller.js';
import { SummaryController } from './summary.controller.js';
import { SummaryService } from './summary.service.js';

@Module({
  imports: [RealtimeModule.forFeature(financeDomain)],
  controllers: [RevenuesController, ExpensesController, SummaryController, ExportController],
  providers: [
    BookingsService,
    SummaryService,
    ExportService,
    BookingsRepository,
    financeDemo,
    revenuesSample,
    expensesSample,
  ],
})
export class FinanceModule {}
