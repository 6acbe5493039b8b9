import { Controller, Get, Inject, Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LONG_LIVED } from './long-lived.js';
import { PollService } from './poll.service.js';

/** `GET /v2/realtime/poll` (PROTOCOL.md, "Long-poll"). */
@Controller('v2/realtime')
export class PollController {
  constructor(private readonly polls: PollService) {}

  @Get('poll')
  @LONG_LIVED
  poll(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string | Buffer> {
    return this.polls.poll(request, reply);
  }
}

/** Returns the controller of `GET /<domain>/realtime/subscribe`. */
export function subscribeControllerOf(domain: string): Type {
  @Controller(`${domain}/realtime`)
  class SubscribeController {
    constructor(@Inject(PollService) private readonly polls: PollService) {}

    @Get('subscribe')
    @LONG_LIVED
    subscribe(
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<string | Buffer> {
      return this.polls.poll(request, reply, domain);
    }
  }
  return SubscribeController;
}
