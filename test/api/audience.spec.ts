import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ActivityEntry, AwaySummary, SearchResults } from '@bellhop/hotel';
import type { Page, SignedIn } from '@bellhop/protocol';
import { DEMO_PASSWORD } from '../../src/platform/demo/groups.js';
import { createTestApp, firstProperty, type Member, type TestApp } from '../support/app.js';
import { AbsencesModule, addAbsences } from '../support/domains/planted-absences.js';
import { allEventsAfter, headOf } from '../support/log.js';
import { createService, type Service, taskCreated } from '../support/publishing.js';
import { eventsOf, openTransports, type Transports } from '../support/realtime.js';

interface Absence {
  readonly absenceId: string;
  readonly userId: string;
  readonly note: string;
  readonly version: number;
}

const END = 'the end';
/** The notes among events, in order. */
const notesOf = (events: readonly { readonly domain: string; readonly payload: unknown }[]): readonly string[] =>
  events.filter(({ domain }) => domain === 'absences').map(({ payload }) => (payload as { note: string }).note);

describe('a domain with an audience', () => {
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
    await addAbsences(server.database);
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
    ...{ domain: 'absences', eventType: 'AbsenceAnnounced', propertyId },
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

  it('sends its events to each person and, of their properties, to the managers: on streams', async () => {
    const streams = await Promise.all([ines, beatriz, manager, owner].map((member) => transports.ready(member)));
    await publishAll();
    await Promise.all(streams.map((stream) => stream.find(({ data }) => data.includes(END))));
    expect(streams.map((stream) => notesOf(eventsOf(stream)))).toEqual(expected);
  });

  it('sends them by long-polls, of all domains and of this one', async () => {
    const start = await headOf(owner);
    await publishAll();
    for (const [index, member] of [ines, beatriz, manager, owner].entries()) {
      expect(notesOf(await allEventsAfter(member, start))).toEqual(expected[index]);
      const { events } = await transports.poll(member, `?cursor=${start}`, '/absences/realtime/subscribe');
      expect(notesOf(events)).toEqual(expected[index]);
    }
  });

  it('narrows them by a filter for a property', async () => {
    const start = await headOf(owner);
    await publishAll();
    const { events } = await transports.poll(beatriz, `?cursor=${start}&propertyId=${here}&domains=absences`);
    expect(notesOf(events)).toEqual(['of Beatriz']);
  });

  it('lets the cursors of others pass them without a gap', async () => {
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

  it('sends ephemeral ones to the same people', async () => {
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

  it('describes its events with those who get them', async () => {
    const { body } = await server.call('get', '/asyncapi.json').expect(200);
    const { messages } = (body as { components: { messages: Record<string, { summary?: string }> } }).components;
    expect(messages['absences.AbsenceAnnounced']?.summary).toBe(
      'Seen by the users whom it concerns, and by owner and manager within their properties.',
    );
    expect(messages['finance.RevenueCreated']?.summary).toBe('Seen by owner and manager within their properties.');
    expect(messages['tasks.TaskCreated']?.summary).toBe('Seen by everybody within their properties.');
  });

  const add = async (note: string, by: Member, body: object = {}): Promise<Absence> =>
    (await by.call('post', '/absences', { propertyId: here, note, ...body }).expect(201)).body as Absence;
  const idOf = ({ signedIn }: Member): string => signedIn.user.userId;
  const listed = async (member: Member, query = ''): Promise<readonly string[]> =>
    ((await member.call('get', `/absences${query}`).expect(200)).body as Page<Absence>).items.map(({ note }) => note);
  const all = () => [ines, beatriz, manager, owner];

  describe('shows its rows', () => {
    let rows: Readonly<Record<'inesHere' | 'beatrizHere' | 'inesElsewhere' | 'beatrizElsewhere', Absence>>;
    // Those of Inês here, and all elsewhere, are at properties that they do not see.
    beforeAll(async () => {
      rows = {
        inesHere: await add('of Inês', owner, { userId: idOf(ines) }),
        beatrizHere: await add('of Beatriz', beatriz),
        inesElsewhere: await add('of Inês, elsewhere', owner, { userId: idOf(ines), propertyId: elsewhere }),
        beatrizElsewhere: await add('of Beatriz, elsewhere', owner, { userId: idOf(beatriz), propertyId: elsewhere }),
      };
    });
    /** Whether each member sees each row. */
    const SEEN = {
      inesHere: [true, false, true, true],
      beatrizHere: [false, true, true, true],
      inesElsewhere: [true, false, false, true],
      beatrizElsewhere: [false, true, false, true],
    } as const;
    const seenBy = async (look: (member: Member) => Promise<readonly string[]>) =>
      (await Promise.all(all().map(look))).map((notes) => notes.toSorted());
    const sorted = [ofInes, ofBeatriz, ['of Beatriz', 'of Inês'], everyones].map((notes) => notes.toSorted());

    it('to whom its events reach: in lists', async () => {
      expect(await seenBy((member) => listed(member))).toEqual(sorted);
      expect(await listed(beatriz, `?propertyId=${here}`)).toEqual(['of Beatriz']);
      expect(await listed(manager, `?propertyId=${here}`)).toEqual(['of Inês', 'of Beatriz']);
    });

    it('alone, and to nobody else, whatever they ask for', async () => {
      for (const [name, { absenceId, note, version }] of Object.entries(rows)) {
        for (const [index, member] of all().entries()) {
          const isSeen = SEEN[name as keyof typeof SEEN][index];
          await member.call('get', `/absences/${absenceId}`).expect(isSeen ? 200 : 404);
          // The same note: nothing is written.
          await member.call('patch', `/absences/${absenceId}`, { note }).expect(isSeen ? 200 : 404);
          const stale = member.call('delete', `/absences/${absenceId}`).set('if-match', `"${version + 7}"`);
          await stale.expect(isSeen ? 412 : 404);
        }
      }
    });

    it('in the search', async () => {
      const found = async (member: Member): Promise<readonly string[]> => {
        const { body } = await member.call('get', '/v2/search?q=of+in%C3%AAs').expect(200);
        const { items } = body as SearchResults;
        return items.flatMap(({ kind, title }) => (kind === 'absence' && title !== null ? [title] : []));
      };
      expect(await seenBy(found)).toEqual([ofInes, [], ['of Inês'], ofInes]);
    });

    it('in the activity log', async () => {
      const entries = async (member: Member): Promise<readonly string[]> => {
        const { body } = await member.call('get', '/activity?resource=absence').expect(200);
        return (body as Page<ActivityEntry>).items.map(({ title }) => String(title));
      };
      expect(await seenBy(entries)).toEqual(sorted);
      const ofRow = await beatriz.call('get', `/activity?rowId=${rows.inesHere.absenceId}`).expect(200);
      expect(ofRow.body).toEqual({ items: [], next: null });
    });

    it('in the summary of an absence', async () => {
      const counted = async (member: Member): Promise<number> => {
        const { body } = await member.call('get', '/v2/away?from=3600').expect(200);
        return (body as AwaySummary).added.find(({ kind }) => kind === 'absence')?.rows ?? 0;
      };
      // One's own changes are no news: Beatriz added one of hers, and the owner all others.
      expect(await Promise.all(all().map(counted))).toEqual([2, 1, 2, 1]);
    });
  });

  it('lets only those who see a row of somebody else write one', async () => {
    const { body } = await beatriz
      .call('post', '/absences', { propertyId: here, note: 'x', userId: idOf(ines) })
      .expect(400);
    expect(body).toMatchObject({ errors: [{ field: 'userId', code: 'notYourself' }] });
    const own = await add('mine', beatriz);
    await beatriz.call('patch', `/absences/${own.absenceId}`, { userId: idOf(ines) }).expect(400);
    expect((await add('hers', manager, { userId: idOf(beatriz) })).userId).toBe(idOf(beatriz));
  });

  it('lets people change, delete and restore their own rows of a property that they no longer see', async () => {
    const { absenceId } = await add('far away', owner, { userId: idOf(ines), propertyId: elsewhere });
    const path = `/absences/${absenceId}`;
    expect((await ines.call('patch', path, { note: 'farther' }).expect(200)).body).toMatchObject({ note: 'farther' });
    await ines.call('delete', path).expect(204);
    await ines.call('get', path).expect(404);
    expect((await ines.call('post', `${path}/restore`).expect(200)).body).toMatchObject({
      note: 'farther',
      version: 4,
    });
    // Where they may add nothing, they may not move it either.
    await beatriz.call('post', '/absences', { propertyId: elsewhere, note: 'x' }).expect(404);
    await ines.call('patch', path, { propertyId: here }).expect(404);
  });

  it('deletes a row for the person who loses it, and gives it to the other', async () => {
    const { absenceId } = await add('passed on', manager, { userId: idOf(beatriz) });
    const start = await headOf(owner);
    const { body } = await manager.call('patch', `/absences/${absenceId}`, { userId: idOf(ines) }).expect(200);
    expect(body).toMatchObject({ version: 3 });
    const heard = async (member: Member) =>
      (await allEventsAfter(member, start)).map(({ eventType, payload }) => ({
        eventType,
        version: (payload as Absence).version,
      }));
    const [lost, gained] = [
      { eventType: 'AbsenceDeleted', version: 2 },
      { eventType: 'AbsenceUpdated', version: 3 },
    ];
    expect(await Promise.all(all().map(heard))).toEqual([[gained], [lost], [lost, gained], [lost, gained]]);
    await beatriz.call('get', `/absences/${absenceId}`).expect(404);
    await ines.call('get', `/absences/${absenceId}`).expect(200);
  });
});
