import type { TestApp } from '../app.js';
import type { Answer, Ask } from './asking.js';
import type { Operation } from '../domains/operations.js';

const ID = { type: 'string', format: 'uuid' };
const PLANTED = '/planted';

/** Operations of the routes that {@link plantedIn} adds. */
export const PLANTED_OPERATIONS: readonly Operation[] = [
  planted('GET', '/{taskId}', [{ place: 'path', name: 'taskId', schema: ID }]),
  planted('PATCH', '/{taskId}', [{ place: 'path', name: 'taskId', schema: ID }]),
  planted('GET', '', [{ place: 'query', name: 'propertyId', schema: ID }]),
  planted('GET', '/count', [{ place: 'query', name: 'propertyId', schema: ID }]),
  planted('GET', '/all', [{ place: 'query', name: 'after', schema: { type: 'string' } }]),
];

function planted(method: string, below: string, fields: Operation['fields']): Operation {
  const path = `${PLANTED}${below}`;
  return { name: `${method} ${path}`, method, path, fields, body: undefined, opensTo: 'sessions' };
}

/** The application with routes that forget the tenant, each in a different way. */
export const plantedIn = ({ database }: TestApp, ask: Ask): Ask => {
  const tasks = async (where: string, id: string | null): Promise<readonly object[]> =>
    database.query(`select to_jsonb(t) as row from tasks t where ${where} order by task_id desc limit 20`, [id]);
  return async (question) => {
    const { pathname, searchParams } = new URL(question.path, 'http://planted.test');
    if (!pathname.startsWith(PLANTED)) return ask(question);
    const propertyId = searchParams.get('propertyId');
    if (pathname === `${PLANTED}/all`) return answer(200, await tasks('$1::uuid is null', null));
    // Reveals a count, which contains no canary.
    if (pathname === `${PLANTED}/count`) return answer(200, (await tasks('property_id = $1', propertyId)).length);
    if (pathname === PLANTED) return answer(200, await tasks('property_id = $1', propertyId));
    const rows = await tasks('task_id = $1', pathname.split('/').at(-1) ?? '');
    if (rows.length === 0) return answer(404, { code: 'not_found' });
    // Reveals only that the row exists.
    return question.method === 'PATCH' ? answer(403, { code: 'forbidden' }) : answer(200, rows);
  };
};

const answer = (status: number, body: unknown): Answer => ({ status, headers: {}, text: JSON.stringify(body) });
