/**
 * A Nest application that streams with `@Sse()` as documented: one RxJS subject per org. It has no guard and no log,
 * and cannot resume. Decorators are applied by hand, so that it runs without compilation.
 */
import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Param, Post, Sse } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { map, Subject } from 'rxjs';

class StreamController {
  /** @type {Map<string, Subject<object>>} */
  #orgs = new Map();

  /** @param {string} org */
  stream(org) {
    return this.#subject(org).pipe(map((data) => ({ data })));
  }

  /** @param {string} org @param {object} event */
  publish(org, event) {
    this.#subject(org).next(event);
  }

  /** @param {string} org */
  #subject(org) {
    let subject = this.#orgs.get(org);
    if (!subject) this.#orgs.set(org, (subject = new Subject()));
    return subject;
  }
}

/** @param {'stream' | 'publish'} method @param {MethodDecorator[]} decorators */
function decorate(method, ...decorators) {
  const descriptor = /** @type {PropertyDescriptor} */ (
    Object.getOwnPropertyDescriptor(StreamController.prototype, method)
  );
  for (const decorator of decorators) decorator(StreamController.prototype, method, descriptor);
}

decorate('stream', Sse('stream/:org'));
Param('org')(StreamController.prototype, 'stream', 0);
decorate('publish', Post('publish/:org'), HttpCode(202));
Param('org')(StreamController.prototype, 'publish', 0);
Body()(StreamController.prototype, 'publish', 1);
Controller()(StreamController);

class PeerModule {}
Module({ controllers: [StreamController] })(PeerModule);

const app = await NestFactory.create(PeerModule, new FastifyAdapter(), {
  logger: ['error'],
  forceCloseConnections: true,
});
process.on('SIGTERM', () => process.exit(0));
await app.listen(Number(process.argv[2]), '127.0.0.1');
