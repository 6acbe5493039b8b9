import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MetricsReport } from '@bellhop/realtime';

/** How long requests under way may take when the process is to end, before their connections are cut. */
const ANSWER_LIMIT_MS = 5_000;
/** How long ending may take in all. */
const END_LIMIT_MS = 10_000;

/** What the process ends with (docs/operations/supervisor.md). */
export const EXIT_CODES = {
  /** It was told to end, and did so in order. */
  ended: 0,
  /** It could not start, or was cut short while it ended. */
  failed: 1,
  /** Something was thrown that nobody caught: `EX_SOFTWARE` of sysexits.h. */
  uncaught: 70,
} as const;

type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/**
 * Ends the process in order when it is told to (SIGINT, SIGTERM; a second one ends it at once), and also when something
 * was thrown or rejected that nobody caught. What that left half done nobody knows, so the process does not go on; but
 * streams are told when to come back and requests under way are answered, within the same {@link END_LIMIT_MS}.
 */
export function endInOrder(app: NestFastifyApplication): void {
  const logger = new Logger('Process');
  let exitCode: ExitCode | undefined;

  const end = (code: ExitCode): void => {
    const isEnding = exitCode !== undefined;
    exitCode = code;
    if (isEnding) return;
    const server = app.getHttpServer();
    // What is asked from here on is the last on its connection, and the answer says so.
    server.maxRequestsPerSocket = 1;
    setTimeout(() => server.closeAllConnections(), ANSWER_LIMIT_MS).unref();
    setTimeout(() => process.exit(exitCode || EXIT_CODES.failed), END_LIMIT_MS).unref();
    app.close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        logger.error({ err: error }, 'could not end in order');
        process.exit(exitCode || EXIT_CODES.failed);
      },
    );
  };

  const onSignal = (): void => {
    if (exitCode !== undefined) process.exit(EXIT_CODES.failed);
    end(EXIT_CODES.ended);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

  // Of a rejection Node makes an exception, and calls it that in `origin`.
  process.on('uncaughtException', (error: unknown, origin) => {
    logger.fatal({ err: error, origin, ...circumstances(app) }, 'nobody caught this: the process ends');
    end(EXIT_CODES.uncaught);
  });
}

/** What helps to understand an error that comes with a stack alone. */
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
