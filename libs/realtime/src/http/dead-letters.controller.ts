import type { Page } from '@bellhop/protocol';
import {
  ConflictException,
  Controller,
  Delete,
  ForbiddenException,
  Get,
  HttpCode,
  Inject,
  Logger,
  NotFoundException,
  Param,
  Post,
  Req,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DeadLetters } from '../delivery/dead-letters.js';
import type { DeadLetter } from '../delivery/delivery-store.js';
import type { OperatorAction } from '../delivery/operator-action.js';
import { REALTIME_OPTIONS, type ResolvedRealtimeOptions } from '../options/realtime.options.js';
import { invalidRequest } from './invalid-request.js';
import { wholeNumber } from './subscribe-query.js';

/** A dead letter as an operator sees it, without the stack: that is about the code, not the org. */
export interface DeadLetterView {
  readonly deadLetterId: string;
  /** The subscriber's name. */
  readonly subscription: string;
  /** The event as it was raised. */
  readonly event: unknown;
  readonly error: { readonly name: string; readonly message: string };
  /** Attempts that failed, redeliveries included. */
  readonly attempts: number;
  /** Unix milliseconds. */
  readonly firstFailedAt: number;
  /** Unix milliseconds. */
  readonly lastFailedAt: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** Lets an org's operators list, redeliver and drop dead letters (PROTOCOL.md, "Dead letters"). */
@Controller('v2/realtime/dead-letters')
export class DeadLettersController {
  readonly #log = new Logger('DeadLetters');

  constructor(
    private readonly deadLetters: DeadLetters,
    @Inject(REALTIME_OPTIONS) private readonly options: ResolvedRealtimeOptions,
  ) {}

  /** Oldest first. */
  @Get()
  async list(@Req() request: FastifyRequest): Promise<Page<DeadLetterView>> {
    const orgId = await this.#operatorsOrg(request);
    const limit = wholeNumber(request, 'limit', 1, MAX_LIMIT, DEFAULT_LIMIT);
    const deadLetters = await this.deadLetters.list(orgId, placeAfter(request), limit + 1);
    const items = deadLetters.slice(0, limit).map(view);
    return { items, next: deadLetters.length > limit ? (items.at(-1)?.deadLetterId ?? null) : null };
  }

  @Post(':id/redeliver')
  @HttpCode(200)
  async redeliver(@Req() request: FastifyRequest, @Param('id') id: string): Promise<{ status: 'delivered' }> {
    const orgId = await this.#operatorsOrg(request);
    const deadLetterId = known(id);
    const redelivery = await this.deadLetters.redeliver(orgId, deadLetterId);
    const { kind } = redelivery;
    if (kind === 'delivered' || kind === 'failed') {
      await this.#tell({ kind: 'redelivered', orgId, deadLetterId, outcome: kind, request });
    }
    switch (redelivery.kind) {
      case 'delivered':
        return { status: 'delivered' };
      case 'failed':
        throw new ConflictException(`redelivery failed: ${redelivery.failure.name}: ${redelivery.failure.message}`);
      case 'taken':
        throw new ConflictException('this dead letter is being redelivered at the moment');
      case 'no-subscriber':
        throw new ConflictException(`the subscriber "${redelivery.subscription}" no longer exists`);
      case 'cancelled':
        throw new ServiceUnavailableException('the server is shutting down; the dead letter was kept');
      case 'unknown':
        throw notFound();
    }
  }

  @Delete(':id')
  @HttpCode(204)
  async drop(@Req() request: FastifyRequest, @Param('id') id: string): Promise<void> {
    const orgId = await this.#operatorsOrg(request);
    const deadLetterId = known(id);
    if (!(await this.deadLetters.drop(orgId, deadLetterId))) throw notFound();
    await this.#tell({ kind: 'dropped', orgId, deadLetterId, request });
  }

  async #tell(action: OperatorAction): Promise<void> {
    try {
      await this.options.onOperatorAction?.(action);
    } catch (error) {
      this.#log.error(`${action.deadLetterId} was ${action.kind}, but the operator listener failed: ${String(error)}`);
    }
  }

  /** Returns the caller's org. Throws unless the caller is one of its operators. */
  async #operatorsOrg(request: FastifyRequest): Promise<string> {
    const { orgId, role } = await this.options.viewers.resolve(request);
    if (!this.options.operatorRoles.includes(role)) throw new ForbiddenException('your role may not see dead letters');
    return orgId;
  }
}

/** A malformed id is treated as unknown. */
function known(id: string): string {
  if (!UUID.test(id)) throw notFound();
  return id.toLowerCase();
}

const notFound = (): NotFoundException => new NotFoundException('there is no such dead letter');

function placeAfter(request: FastifyRequest): string | undefined {
  const { after } = request.query as Readonly<Record<string, unknown>>;
  if (after === undefined) return undefined;
  if (typeof after === 'string' && UUID.test(after)) return after.toLowerCase();
  throw invalidRequest([{ field: 'after', message: 'after must be the `next` of a response' }]);
}

function view({ id, subscription, eventJson, failure, ...deadLetter }: DeadLetter): DeadLetterView {
  return {
    deadLetterId: id,
    subscription,
    event: JSON.parse(eventJson) as unknown,
    error: { name: failure.name, message: failure.message },
    attempts: deadLetter.attempts,
    firstFailedAt: deadLetter.firstFailedAt,
    lastFailedAt: deadLetter.lastFailedAt,
  };
}
