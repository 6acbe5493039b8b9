import { Controller, Get } from '@nestjs/common';
import { type DemoLogins, demoLoginsSchema } from '@bellhop/hotel';
import { Public } from '../access/access.decorators.js';
import { RespondsWith } from '../openapi/responses.js';
import { DemoSeeder } from './demo-seeder.js';

/** For the sign-in page of a demo. */
@Controller('demo/logins')
@Public()
export class DemoLoginsController {
  constructor(private readonly demo: DemoSeeder) {}

  @Get()
  @RespondsWith('The logins of a demo; none in production and without demo data.', {
    name: 'DemoLogins',
    schema: demoLoginsSchema,
  })
  async list(): Promise<DemoLogins> {
    return { logins: await this.demo.logins() };
  }
}
