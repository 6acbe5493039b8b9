import fastifyStatic from '@fastify/static';
import { type Clock, systemClock } from '@bellhop/realtime';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { BackgroundTasks } from './platform/auth/background-tasks.js';
import { finishResponses } from './platform/writes/finish-responses.js';
import type { Settings } from './platform/config/settings.js';
import { openDriver, type OpenDriver } from './platform/database/open-driver.js';
import { Documents } from './platform/docs/documents.js';
import { createAdapter } from './platform/http/adapter.js';
import { CONNECTION_LIMITS, type ConnectionLimits } from './platform/http/connection-limits.js';
import { enableCors } from './platform/http/cors.js';
import { createLogger, NestLogger } from './platform/http/logger.js';
import { ConnectionReport } from './platform/http/connection-report.js';
import { RouteTable } from './platform/http/route-table.js';
import { AccountLimits } from './platform/limits/account-limits.js';
import { applyPreHandlerLimits } from './platform/limits/pre-handler-limits.js';
import type { Mailer } from './platform/mail/mailer.js';

/** Settings, and replacements for tests. */
export interface AppOptions {
  readonly settings: Settings;
  /** @default the system clock */
  readonly clock?: Clock;
  /** @default opens the database named by the settings */
  readonly openDriver?: OpenDriver;
  /** @default writes to stderr at the level of the settings */
  readonly logger?: Logger;
  /** @default {@link CONNECTION_LIMITS} */
  readonly connections?: Partial<ConnectionLimits>;
  /** @default the one named by the settings */
  readonly mailer?: Mailer;
  /** Beside the application's own. @default none */
  readonly modules?: readonly Type[];
}

/**
 * Creates the application, ready to listen: database open and migrated, routes registered.
 * @throws StartupError with a sentence for the person who started it
 */
export async function createApp({
  settings,
  clock = systemClock,
  ...options
}: AppOptions): Promise<NestFastifyApplication> {
  const logger = options.logger ?? createLogger(settings.logLevel);
  const routes = new RouteTable();
  const connections = new ConnectionReport(logger, clock);
  const adapter = createAdapter(logger, routes, {
    connections: { ...CONNECTION_LIMITS, ...options.connections },
    bounds: { total: settings.maxConnections, perNetwork: settings.maxConnectionsPerAddress },
    trustedProxies: settings.trustedProxies,
    report: connections,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot({
      settings,
      clock,
      routes,
      connections,
      openDriver: options.openDriver ?? openDriver,
      mailer: options.mailer,
      modules: options.modules ?? [],
    }),
    adapter,
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  // Only adds `reply.sendFile`, which sends the brotli or gzip beside a file to clients that accept it. Callers pass their own
  // folder, and the dashboard's may not exist.
  await app.register(fastifyStatic, { serve: false, preCompressed: true, dotfiles: 'ignore' });
  if (settings.allowedOrigins.length > 0) enableCors(app, settings.allowedOrigins);
  applyPreHandlerLimits(app, settings);
  finishResponses(app.getHttpAdapter().getInstance(), app.get(AccountLimits, { strict: false }));
  // Requests are over then, which may have queued more, and the database is still open.
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onClose', () => app.get(BackgroundTasks, { strict: false }).end());
  await app.init();
  app.get(Documents, { strict: false }).describe(app);
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
