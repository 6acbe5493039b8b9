import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../access/access.decorators.js';
import { Database } from '../database/database.js';
import { RespondsWith } from '../openapi/responses.js';

interface Healthy {
  readonly status: 'ok';
}

/** Probes for whoever restarts the process (live) or routes traffic to it (ready). */
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  @RespondsWith('The process is running.')
  live(): Healthy {
    return { status: 'ok' };
  }

  /** 503 while the database does not respond or has no room to write. Responds quickly however busy the database is. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  @RespondsWith('The process is running and the database responds.')
  async ready(): Promise<Healthy> {
    await this.database.ping();
    return { status: 'ok' };
  }
}
