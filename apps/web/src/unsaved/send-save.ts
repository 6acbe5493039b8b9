import { RefusedError, UnreachableError } from '@bellhop/react';
import { request } from '../api.js';
import type { SaveOutcome, SendSave } from './outbox.js';

/** Refusals that say nothing about the save: it waits. */
const NOT_NOW = new Set([401, 429, 502, 503, 504]);

/** Sends a save that waited for the connection. */
export const sendSave: SendSave = async ({ path, rowId, idempotencyKey, action }, body, version) => {
  try {
    if (version === null || rowId === null) await request('POST', path, { body, idempotencyKey });
    else if (action === 'delete') await request('DELETE', `${path}/${rowId}`, { ifMatch: version });
    else if (action === 'restore') await request('POST', `${path}/${rowId}/restore`);
    else await request('PATCH', `${path}/${rowId}`, { body, ifMatch: version });
    return { kind: 'saved' };
  } catch (error) {
    const outcome = outcomeOf(error);
    return outcome === 'stale' ? current(`${path}/${rowId}`) : outcome;
  }
};

async function current(path: string): Promise<SaveOutcome> {
  try {
    return { kind: 'stale', current: await request<Record<string, unknown> & { version: number }>('GET', path) };
  } catch (error) {
    const outcome = outcomeOf(error);
    return outcome === 'stale' ? { kind: 'unreachable' } : outcome;
  }
}

function outcomeOf(error: unknown): SaveOutcome | 'stale' {
  if (error instanceof UnreachableError) return { kind: 'unreachable' };
  if (!(error instanceof RefusedError)) throw error;
  const { code, status } = error.problem;
  if (code === 'version_conflict') return 'stale';
  if (code === 'not_found') return { kind: 'gone' };
  if (NOT_NOW.has(status)) return { kind: 'unreachable' };
  return { kind: 'refused', problem: error.problem };
}
