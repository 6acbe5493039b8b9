import { browserEnvironment, type Session } from '@bellhop/client';
import { type RequestOptions, restRequest } from '@bellhop/react';
import { session } from './session.js';

/** `restRequest` reads the body of every answer but a 204. What is accepted for later (202) has none either. */
const authority: Pick<Session, 'authorizedFetch'> = {
  authorizedFetch: async (path, init) => {
    const response = await session.authorizedFetch(path, init);
    return response.status === 202 ? new Response(null, { status: 204, headers: response.headers }) : response;
  },
};

const ask = restRequest(authority as Session, browserEnvironment());

/**
 * One call to the server as the signed-in user, for what is no live query: the account, the audit.
 *
 * @throws RefusedError with the server's problem document
 * @throws UnreachableError when there is no answer, or not in time
 */
export async function request<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
  return (await ask<T>(method, path, options)).body;
}
