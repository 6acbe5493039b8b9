import { Module } from '@nestjs/common';
import { CLIENT_TELEMETRY_RANDOM, ClientTelemetry } from './client-telemetry.js';
import { ClientTelemetryController } from './client-telemetry.controller.js';
import { MetricsGuard } from './metrics.guard.js';
import { Monitoring } from './monitoring.js';
import { MonitoringController } from './monitoring.controller.js';

/** Metrics for operators and monitoring systems, and reports from browsers. */
@Module({
  controllers: [MonitoringController, ClientTelemetryController],
  providers: [
    Monitoring,
    MetricsGuard,
    ClientTelemetry,
    { provide: CLIENT_TELEMETRY_RANDOM, useValue: () => Math.random() },
  ],
})
export class TelemetryModule {}
