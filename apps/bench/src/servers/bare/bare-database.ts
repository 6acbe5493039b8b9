import pg from 'pg';
import type { Tenant } from '../bellhop/tenants.ts';

const NAME = 'bare';

/** Bellhop’s tasks with their indexes and keys, an org’s counter, and a log with the necessary columns. */
const SCHEMA = `
  create table users (org_id uuid, user_id uuid, primary key (org_id, user_id));
  create table properties (org_id uuid, property_id uuid, primary key (org_id, property_id));
  create table tasks (
    task_id uuid not null, org_id uuid not null, version integer not null,
    created_at timestamptz(3) not null, updated_at timestamptz(3) not null,
    property_id uuid not null, title text not null, description text, status text not null, priority text not null,
    assignee_id uuid, due_on date, created_by uuid not null, completed_at timestamptz(3),
    primary key (org_id, task_id),
    foreign key (org_id, property_id) references properties,
    foreign key (org_id, assignee_id) references users,
    foreign key (org_id, created_by) references users
  );
  create index on tasks (org_id, property_id, task_id);
  create index on tasks (org_id, status, task_id);
  create index on tasks (org_id, assignee_id, task_id);
  create table heads (org_id uuid primary key, head bigint not null) with (fillfactor = 50);
  create table events (
    org_id uuid not null, seq bigint not null, event_id uuid not null, event_type text not null, domain text not null,
    property_id uuid, raised_at bigint not null, payload text not null,
    primary key (org_id, seq), unique (org_id, event_id)
  );`;

/**
 * Creates the bare server’s database beside another in the same PostgreSQL, with the same orgs, properties and users.
 * @param url of the other database
 * @returns its URL
 */
export async function makeBareDatabase(url: string, tenants: readonly Tenant[]): Promise<string> {
  await inDatabase(url, (client) => client.query(`create database ${NAME}`));
  const own = new URL(url);
  own.pathname = `/${NAME}`;
  const members = tenants.flatMap(({ sessions }) => sessions);
  await inDatabase(own.href, async (client) => {
    await client.query(SCHEMA);
    await client.query('insert into properties select * from unnest($1::uuid[], $2::uuid[])', [
      tenants.map(({ orgId }) => orgId),
      tenants.map(({ propertyId }) => propertyId),
    ]);
    await client.query('insert into users select * from unnest($1::uuid[], $2::uuid[])', [
      members.map(({ orgId }) => orgId),
      members.map(({ userId }) => userId),
    ]);
  });
  return own.href;
}

async function inDatabase(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
