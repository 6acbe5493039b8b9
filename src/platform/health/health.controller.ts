import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../access/access.decorators.js';
import { Database } from '../database/database.js';
import { Answers } from '../openapi/answers.js';

interface Healthy {
  readonly status: 'ok';
}

/** For whoever restarts the process (live) or sends it traffic (ready). */
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  @Answers('The process runs.')
  live(): Healthy {
    return { status: 'ok' };
  }

  /** 503 while the database does not answer, or has no room to write; soon, however busy the requests keep it. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  @Answers('The database answers as well.')
  async ready(): Promise<Healthy> {
    await this.database.ping();
    return { status: 'ok' };
  }
}
