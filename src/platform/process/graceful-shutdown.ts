import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MetricsReport } from '@bellhop/realtime';

/** Milliseconds that requests under way may take during shutdown before their connections are closed. */
const ANSWER_LIMIT_MS = 5_000;
/** Limit for the whole shutdown, in milliseconds. */
const END_LIMIT_MS = 10_000;

/** Exit codes of the process (docs/operations/supervisor.md). */
export const EXIT_CODES = {
  /** Shut down cleanly on request. */
  ended: 0,
  /** Could not start, or the shutdown was cut short. */
  failed: 1,
  /** Uncaught exception: `EX_SOFTWARE` of sysexits.h. */
  uncaught: 70,
} as const;

type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/**
 * Shuts the process down gracefully on SIGINT or SIGTERM (a second signal ends it at once), and after an uncaught exception
 * or unhandled rejection. State is unknown after those, so the process does not go on, but streams are told when to
 * reconnect and requests under way are answered, within the same {@link END_LIMIT_MS}.
 */
export function enableGracefulShutdown(app: NestFastifyApplication): void {
  const logger = new Logger('Process');
  let exitCode: ExitCode | undefined;

  const end = (code: ExitCode): void => {
    const isEnding = exitCode !== undefined;
    exitCode = code;
    if (isEnding) return;
    const server = app.getHttpServer();
    // Requests from here on are the last on their connection, and the responses say so.
    server.maxRequestsPerSocket = 1;
    setTimeout(() => server.closeAllConnections(), ANSWER_LIMIT_MS).unref();
    setTimeout(() => process.exit(exitCode || EXIT_CODES.failed), END_LIMIT_MS).unref();
    app.close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        logger.error({ err: error }, 'graceful shutdown failed');
        process.exit(exitCode || EXIT_CODES.failed);
      },
    );
  };

  const onSignal = (): void => {
    if (exitCode !== undefined) process.exit(EXIT_CODES.failed);
    end(EXIT_CODES.ended);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

  // Node turns an unhandled rejection into an exception and names it in `origin`.
  process.on('uncaughtException', (error: unknown, origin) => {
    logger.fatal({ err: error, origin, ...circumstances(app) }, 'uncaught exception: shutting down');
    end(EXIT_CODES.uncaught);
  });
}

/** Context for an error that otherwise comes with a stack alone. */
function circumstances(app: NestFastifyApplication): object {
  const uptimeS = Math.round(process.uptime());
  const memoryMb = Math.round(process.memoryUsage().rss / 2 ** 20);
  try {
    const { streams, pollsWaiting } = app.get(MetricsReport, { strict: false }).read();
    return { uptimeS, memoryMb, streams, pollsWaiting };
  } catch {
    return { uptimeS, memoryMb };
  }
}
