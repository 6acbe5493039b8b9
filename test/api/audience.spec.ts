import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { line } from '@bellhop/hotel';
import { object, type SignedIn, uuid } from '@bellhop/protocol';
import { defineDomain, RealtimeModule } from '@bellhop/realtime';
import { Module } from '@nestjs/common';
import { DEMO_PASSWORD } from '../../src/platform/demo/groups.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { allEventsAfter, headOf } from '../support/log.js';
import { createService, type Service, taskCreated } from '../support/publishing.js';
import { eventsOf, openTransports, type Transports } from '../support/realtime.js';

/** A domain for this test only: each event concerns one person. */
const absencesDomain = defineDomain(
  'absences',
  { AbsenceRequested: object({ userId: uuid, note: line(40) }) },
  { audience: { of: ({ payload }) => [payload.userId], all: ['owner', 'manager'] } },
);

@Module({ imports: [RealtimeModule.forFeature(absencesDomain)] })
class AbsencesModule {}

const END = 'the end';
/** The notes among events, in order. */
const notesOf = (events: readonly { readonly domain: string; readonly payload: unknown }[]): readonly string[] =>
  events.filter(({ domain }) => domain === 'absences').map(({ payload }) => (payload as { note: string }).note);

describe('events of a domain with an audience', () => {
  let server: TestApp;
  let transports: Transports;
  let service: Service;
  let owner: Member;
  let manager: Member;
  let ines: Member;
  let beatriz: Member;
  let here: string;
  let elsewhere: string;

  beforeAll(async () => {
    server = await createTestApp({ modules: [AbsencesModule] });
    transports = await openTransports(server);
    owner = await server.signIn('owner');
    manager = await signInAs('rui.tavares@aurora.test');
    ines = await server.signIn('staff');
    beatriz = await signInAs('beatriz.nogueira@aurora.test');
    here = firstProperty(manager);
    const seen = new Set([manager, ines, beatriz].flatMap(({ signedIn }) => signedIn.user.propertyIds));
    elsewhere = owner.signedIn.user.propertyIds.find((id) => !seen.has(id)) ?? '';
    expect(ines.signedIn.user.propertyIds).not.toContain(here);
    service = await createService(server, owner, ['absences', 'tasks']);
  });
  afterEach(() => transports.closeAll());
  afterAll(() => server.close());

  async function signInAs(email: string): Promise<Member> {
    const { body } = await server.call('post', '/auth/login', { email, password: DEMO_PASSWORD }).expect(200);
    const signedIn = body as SignedIn;
    const bearer = `Bearer ${signedIn.accessToken}`;
    return { signedIn, call: (...request) => server.call(...request).set('authorization', bearer) };
  }

  const absence = (of: Member, note: string, propertyId = here, more: object = {}) => ({
    ...{ domain: 'absences', eventType: 'AbsenceRequested', propertyId },
    payload: { userId: of.signedIn.user.userId, note },
    ...more,
  });

  /** What everybody sees, last: a task of each property that one of them sees. */
  const theEnd = () => [ines, manager].map((member) => taskCreated(member, {}, { title: END }));

  /** Events of both, at the manager's property, which Inês does not see, and at one that only the owner sees. */
  const publishAll = () =>
    service.accepted([
      absence(ines, 'of Inês'),
      absence(beatriz, 'of Beatriz'),
      absence(ines, 'of Inês, elsewhere', elsewhere),
      absence(beatriz, 'of Beatriz, elsewhere', elsewhere),
      ...theEnd(),
    ]);
  const ofInes = ['of Inês', 'of Inês, elsewhere'];
  const ofBeatriz = ['of Beatriz', 'of Beatriz, elsewhere'];
  const everyones = ['of Inês', 'of Beatriz', 'of Inês, elsewhere', 'of Beatriz, elsewhere'];
  const expected = [ofInes, ofBeatriz, ['of Inês', 'of Beatriz'], everyones];

  it('reach each person and, of their properties, the managers: on streams', async () => {
    const streams = await Promise.all([ines, beatriz, manager, owner].map((member) => transports.ready(member)));
    await publishAll();
    await Promise.all(streams.map((stream) => stream.find(({ data }) => data.includes(END))));
    expect(streams.map((stream) => notesOf(eventsOf(stream)))).toEqual(expected);
  });

  it('by long-polls, of all domains and of this one', async () => {
    const start = await headOf(owner);
    await publishAll();
    for (const [index, member] of [ines, beatriz, manager, owner].entries()) {
      expect(notesOf(await allEventsAfter(member, start))).toEqual(expected[index]);
      const { events } = await transports.poll(member, `?cursor=${start}`, '/absences/realtime/subscribe');
      expect(notesOf(events)).toEqual(expected[index]);
    }
  });

  it('are narrowed by a filter for a property', async () => {
    const start = await headOf(owner);
    await publishAll();
    const { events } = await transports.poll(beatriz, `?cursor=${start}&propertyId=${here}&domains=absences`);
    expect(notesOf(events)).toEqual(['of Beatriz']);
  });

  it('are passed over without a gap by the cursors of others', async () => {
    const start = await headOf(ines);
    await service.accepted([absence(beatriz, 'first'), absence(beatriz, 'second')]);
    const passed = await transports.poll(ines, `?cursor=${start}&timeoutMs=1000`);
    expect(passed).toEqual({ events: [], cursor: await headOf(ines) });
    await service.accepted([absence(beatriz, 'third'), absence(ines, 'own'), ...theEnd()]);
    const stream = await transports.ready(ines, `?cursor=${passed.cursor}`);
    await stream.find(({ data }) => data.includes(END));
    expect(notesOf(eventsOf(stream))).toEqual(['own']);
    expect(stream.frames.filter(({ event }) => event === 'gap')).toEqual([]);
  });

  it('reach the same people if they are ephemeral', async () => {
    const streams = await Promise.all([ines, beatriz, manager].map((member) => transports.ready(member)));
    const ephemeral = { durable: false };
    await service.accepted([absence(ines, 'is typing', here, ephemeral), absence(beatriz, 'types', here, ephemeral)]);
    await service.accepted(theEnd());
    await Promise.all(streams.map((stream) => stream.find(({ data }) => data.includes(END))));
    expect(streams.map((stream) => notesOf(eventsOf(stream)))).toEqual([
      ['is typing'],
      ['types'],
      ['is typing', 'types'],
    ]);
  });

  it('are described with those who get them', async () => {
    const { body } = await server.call('get', '/asyncapi.json').expect(200);
    const { messages } = (body as { components: { messages: Record<string, { summary?: string }> } }).components;
    expect(messages['absences.AbsenceRequested']?.summary).toBe(
      'Seen by the users whom it concerns, and by owner and manager within their properties.',
    );
    expect(messages['finance.RevenueCreated']?.summary).toBe('Seen by owner and manager within their properties.');
    expect(messages['tasks.TaskCreated']?.summary).toBe('Seen by everybody within their properties.');
  });
});
