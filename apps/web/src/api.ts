import { browserEnvironment } from '@bellhop/client';
import { type RequestOptions, restRequest } from '@bellhop/react';
import { session } from './session.js';

const ask = restRequest(session, browserEnvironment());

/**
 * Sends one request as the signed-in user, for data without a live query: the account, the audit.
 *
 * @throws RefusedError with the server's problem document
 * @throws UnreachableError if there is no response, or none in time
 */
export async function request<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
  return (await ask<T>(method, path, options)).body;
}
