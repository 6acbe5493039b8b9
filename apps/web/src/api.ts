import { browserEnvironment } from '@bellhop/client';
import { type RequestOptions, restRequest } from '@bellhop/react';
import { session } from './session.js';

const ask = restRequest(session, browserEnvironment());

/**
 * One call to the server as the signed-in user, for what is no live query: the account, the audit.
 *
 * @throws RefusedError with the server's problem document
 * @throws UnreachableError when there is no answer, or not in time
 */
export async function request<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
  return (await ask<T>(method, path, options)).body;
}
