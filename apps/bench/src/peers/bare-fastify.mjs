/**
 * The minimum cost of a change: Fastify and `pg` used as documented, prepared statements, rows like Bellhop’s tasks, an
 * org’s counter and its event. No authentication (`x-org` and `x-user` are trusted), no validation, no log, and streams
 * cannot resume.
 */
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

const [, , port, url] = process.argv;
const pool = new pg.Pool({ connectionString: url, max: 10 });
const app = Fastify({ forceCloseConnections: true });

const COLUMNS = `task_id as "taskId", org_id as "orgId", version, created_at as "createdAt", updated_at as "updatedAt",
  property_id as "propertyId", title, description, status, priority, assignee_id as "assigneeId", due_on as "dueOn",
  created_by as "createdBy", completed_at as "completedAt"`;

const HOLD = {
  name: 'hold',
  text: 'select property_id from properties where org_id = $1 and property_id = $2 for key share',
};
const INSERT = {
  name: 'insert',
  text: `insert into tasks (task_id, org_id, version, created_at, updated_at, property_id, title, status, priority, created_by)
    values ($1, $2, 1, $3, $3, $4, $5, 'open', 'normal', $6) returning ${COLUMNS}`,
};
const COUNTER = `insert into heads as h (org_id, head) values ($1, $2)
  on conflict (org_id) do update set head = h.head + excluded.head returning head`;
const APPEND = {
  name: 'append',
  text: `with counter as (${COUNTER})
    insert into events (org_id, seq, event_id, event_type, domain, property_id, raised_at, payload)
    select $1, counter.head - $2 + e.place, e.event_id, e.event_type, e.domain, e.property_id, e.raised_at, e.payload
    from counter, unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::bigint[], $8::text[])
      with ordinality as e (event_id, event_type, domain, property_id, raised_at, payload, place)
    returning seq`,
};
/**
 * Locks the property, writes the row, increments the org’s counter by the written rows, and logs the event with the
 * counter.
 */
const CREATE = {
  name: 'create',
  text: `with held as (select property_id from properties where org_id = $1 and property_id = $4 for key share),
    task as (
      insert into tasks (task_id, org_id, version, created_at, updated_at, property_id, title, status, priority, created_by)
      select $2::uuid, $1, 1, $3::timestamptz, $3::timestamptz, property_id, $5, 'open', 'normal', $6::uuid from held
      returning org_id
    ),
    counter as (
      insert into heads as h (org_id, head) select org_id, 1 from task
      on conflict (org_id) do update set head = h.head + 1 returning head
    )
    insert into events (org_id, seq, event_id, event_type, domain, property_id, raised_at, payload)
    select $1, head, $7::uuid, 'TaskCreated', 'tasks', $4::uuid, $8::bigint, $9 from counter
    returning seq`,
};
const LIST = {
  name: 'list',
  text: `select ${COLUMNS} from tasks where org_id = $1 order by task_id desc limit $2`,
};

/** @typedef {{ write(text: string): unknown }} Reader */
/** @typedef {{ eventId: string, eventType: string, domain: string, propertyId: string, timestamp: number, payload: object }} Event */

/** @type {Map<string, Set<Reader>>} */
const streams = new Map();

/** Serialises once and writes to every socket. @param {string} org @param {Event} event @param {number} seq */
function hand(org, event, seq) {
  const readers = streams.get(org);
  if (!readers) return;
  const frame = `id: ${seq}\nevent: ${event.domain}\ndata: ${JSON.stringify({ ...event, orgId: org, seq })}\n\n`;
  for (const reader of readers) reader.write(frame);
}

/** @param {Event} event */
const eventRow = (event) => [
  event.eventId,
  event.eventType,
  event.domain,
  event.propertyId,
  event.timestamp,
  JSON.stringify(event.payload),
];

/** @param {string} org @param {readonly Event[]} events */
function appendValues(org, events) {
  const rows = events.map(eventRow);
  return [org, events.length, ...[0, 1, 2, 3, 4, 5].map((column) => rows.map((row) => row[column]))];
}

/** Returns an id sortable by time, like Bellhop’s. */
function newTaskId() {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** @param {object} payload @param {string} propertyId @param {Date} now @returns {Event} */
const created = (payload, propertyId, now) => ({
  eventId: randomUUID(),
  eventType: 'TaskCreated',
  domain: 'tasks',
  propertyId,
  timestamp: now.getTime(),
  payload,
});

/** @param {import('fastify').FastifyRequest} request @param {string} name */
const header = (request, name) => String(request.headers[name]);

app.get('/constant', async () => ({ status: 'ok' }));

app.post('/three/tasks', async (request, reply) => {
  const org = header(request, 'x-org');
  const { propertyId, title } = /** @type {{ propertyId: string, title: string }} */ (request.body);
  const now = new Date();
  const client = await pool.connect();
  try {
    await client.query('begin');
    const held = await client.query({ ...HOLD, values: [org, propertyId] });
    if (held.rows.length === 0) throw new Error('no such property');
    const values = [newTaskId(), org, now, propertyId, title, header(request, 'x-user')];
    const [task] = (await client.query({ ...INSERT, values })).rows;
    const event = created(task, propertyId, now);
    const appended = await client.query({ ...APPEND, values: appendValues(org, [event]) });
    await client.query('commit');
    hand(org, event, Number(appended.rows[0].seq));
    reply.code(201);
    return task;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
});

app.post('/one/tasks', async (request, reply) => {
  const org = header(request, 'x-org');
  const { propertyId, title } = /** @type {{ propertyId: string, title: string }} */ (request.body);
  const now = new Date();
  const task = {
    ...{ taskId: newTaskId(), orgId: org, version: 1, createdAt: now, updatedAt: now, propertyId, title },
    ...{ description: null, status: 'open', priority: 'normal', assigneeId: null, dueOn: null },
    ...{ createdBy: header(request, 'x-user'), completedAt: null },
  };
  const event = created(task, propertyId, now);
  const { rows } = await pool.query({
    ...CREATE,
    values: [
      ...[org, task.taskId, now, propertyId, title, task.createdBy],
      ...[event.eventId, event.timestamp, JSON.stringify(event.payload)],
    ],
  });
  if (rows.length === 0) throw new Error('no such property');
  hand(org, event, Number(rows[0].seq));
  reply.code(201);
  return task;
});

app.get('/tasks', async (request) => {
  const { limit } = /** @type {{ limit: string }} */ (request.query);
  const { rows } = await pool.query({ ...LIST, values: [header(request, 'x-org'), Number(limit)] });
  return { items: rows };
});

app.post('/events', async (request, reply) => {
  const org = header(request, 'x-org');
  const events = /** @type {Event[]} */ (Array.isArray(request.body) ? request.body : [request.body]);
  const { rows } = await pool.query({ ...APPEND, values: appendValues(org, events) });
  const first = Math.min(...rows.map(({ seq }) => Number(seq)));
  events.forEach((event, place) => hand(org, event, first + place));
  reply.code(202);
  return { accepted: events.length };
});

/** Delivers an ephemeral event. */
app.post('/signals', async (request, reply) => {
  hand(header(request, 'x-org'), /** @type {Event} */ (request.body), 0);
  reply.code(202);
  return { accepted: 1 };
});

app.get('/stream/:org', (request, reply) => {
  const { org } = /** @type {{ org: string }} */ (request.params);
  reply.hijack();
  const response = reply.raw;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  let readers = streams.get(org);
  if (!readers) streams.set(org, (readers = new Set()));
  readers.add(response);
  response.on('close', () => readers.delete(response));
});

process.on('SIGTERM', () => process.exit(0));
await app.listen({ port: Number(port), host: '127.0.0.1' });
