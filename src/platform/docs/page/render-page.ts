import type { OpenAPIObject } from '@nestjs/swagger';
import type { AsyncApiDocument, AsyncApiMessage } from '../asyncapi.js';
import { type Html, html } from './html.js';
import { describeValue, exampleOf, type JsonSchema, renderSchema, type Resolve } from './json-schema.js';

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

interface Operation {
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: JsonSchema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
  readonly security: readonly Readonly<Record<string, unknown>>[];
}

interface Call extends Operation {
  readonly method: string;
  readonly path: string;
}

const WHO: Readonly<Record<string, string>> = {
  session: 'signed in',
  apiKey: 'API key',
  ticket: 'ticket',
  metricsToken: 'metrics token',
};

/** The one page that shows both documents, whole without a script; the script adds the filter. */
export function renderPage(openApi: OpenAPIObject, asyncApi: AsyncApiDocument): string {
  const schemas = (openApi.components?.schemas ?? {}) as Readonly<Record<string, JsonSchema>>;
  const resolve: Resolve = (ref) => schemas[ref.split('/').at(-1) ?? ''];
  const calls = Object.entries(openApi.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]): Call => ({
      method,
      path,
      ...operation,
    })),
  );
  const callsByTag = groupBy(calls, ({ tags: [tag = ''] }) => tag);
  const messages = Object.entries(asyncApi.components.messages);
  const messagesByDomain = groupBy(messages, ([, { tags }]) => tags[0]?.name ?? '');

  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Bellhop: calls and events</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/docs/docs.css" />
        <script type="module" src="/docs/docs.mjs"></script>
      </head>
      <body>
        <header>
          <h1>Bellhop <small>${openApi.info.version}</small></h1>
          <p>
            Every call and every event of this server. As documents: <a href="/openapi.json">OpenAPI</a>,
            <a href="/asyncapi.json">AsyncAPI</a>.
          </p>
          <input type="search" id="filter" placeholder="Filter calls and events" aria-label="Filter" hidden />
        </header>
        <div class="columns">
          <nav aria-label="Contents">
            <h2>Calls</h2>
            <ul>
              ${[...callsByTag.keys()].map((tag) => html`<li><a href="#calls-${tag}">${tag}</a></li>`)}
            </ul>
            <h2>Events</h2>
            <ul>
              ${[...messagesByDomain.keys()].map((domain) => html`<li><a href="#events-${domain}">${domain}</a></li>`)}
            </ul>
          </nav>
          <main>
            <article>
              <h2>Calls</h2>
              ${[...callsByTag].map(
                ([tag, of]) =>
                  html`<section id="calls-${tag}">
                    <h3>${tag}</h3>
                    ${of.map((call) => renderCall(call, resolve))}
                  </section>`,
              )}
            </article>
            <article>
              <h2>Events</h2>
              <p>
                On the <a href="#getV2RealtimeStream">stream</a> the SSE event name is the domain; long-polls give the
                same events as lists.
              </p>
              ${[...messagesByDomain].map(
                ([domain, of]) =>
                  html`<section id="events-${domain}">
                    <h3>${domain}</h3>
                    ${of.map(([key, message]) => renderMessage(key, message, resolve))}
                  </section>`,
              )}
            </article>
            <p id="nothing" hidden>Nothing fits.</p>
          </main>
        </div>
      </body>
    </html>`.text;
}

function renderCall(call: Call, resolve: Resolve): Html {
  const { method, path, summary, parameters = [], requestBody, responses, security } = call;
  const names = security.map((scheme) => WHO[Object.keys(scheme)[0] ?? ''] ?? 'this machine');
  const body = schemaOf(requestBody);
  return html`<details id="${call.operationId}" data-find="${method} ${path} ${call.tags[0]} ${summary ?? ''}">
    <summary>
      <span class="method ${method}">${method}</span> <code class="path">${path}</code>
      <span class="summary">${summary}</span>
    </summary>
    <div class="inside">
      <p class="who">${names.length === 0 ? 'For everyone.' : `For: ${names.join(', or ')}.`}</p>
      ${
        parameters.length > 0 &&
        html`<h4>Parameters</h4>
          <ul class="fields">
            ${parameters.map(
              ({ name, in: place, required, description, schema = {} }) =>
                html`<li>
                  <code class="field">${name}</code> <span class="place">${place}</span>${
                    required ? '' : html` <span class="optional">optional</span>`
                  }
                  ${describeValue(description === undefined ? schema : { ...schema, description }, resolve)}
                </li>`,
            )}
          </ul>`
      }
      ${
        body &&
        html`<h4>Body</h4>
          ${renderSchema(body, resolve)}
          <pre><code>${JSON.stringify(exampleOf(body, resolve), null, 2)}</code></pre>`
      }
      <h4>Answers</h4>
      ${Object.entries(responses).map(([status, response]) => {
        const schema = schemaOf(response);
        const own = status.startsWith('2') && schema;
        return html`<div class="answer">
          <p><span class="status s${status[0]}">${status}</span> ${response.description}</p>
          ${own && renderSchema(own, resolve)}
        </div>`;
      })}
    </div>
  </details>`;
}

function renderMessage(key: string, { name, summary, payload, tags }: AsyncApiMessage, resolve: Resolve): Html {
  const schema = payload as JsonSchema;
  return html`<details id="event-${key}" data-find="${name} ${tags[0]?.name ?? ''} ${summary ?? ''}">
    <summary><code class="path">${name}</code> <span class="summary">${summary}</span></summary>
    <div class="inside">
      ${renderSchema(schema, resolve)}
      <h4>Example</h4>
      <pre><code>${JSON.stringify(exampleOf(schema, resolve), null, 2)}</code></pre>
    </div>
  </details>`;
}

const schemaOf = (holder: Content | undefined): JsonSchema | undefined =>
  Object.values(holder?.content ?? {}).find(({ schema }) => schema)?.schema;

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
