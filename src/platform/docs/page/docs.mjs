/** Shows /openapi.json at /docs and the events of /asyncapi.json at /docs/events, both in Swagger UI. */

const omitted = () => () => null;
const labelled =
  (label) =>
  (Original, { React }) =>
  (props) =>
    React.createElement(Original, { 'aria-label': label, ...props });
/** An operation's name is inside a button: a link in it is invalid HTML and too small a target. */
const plainText =
  (_, { React }) =>
  ({ text }) =>
    React.createElement('span', null, text);

const views = {
  '/docs': {
    document: '/openapi.json',
    title: 'Bellhop: requests',
    // Without servers, "Try it out" calls this page's origin, the only one its CSP allows.
    toSpec: (spec) => ({ ...spec, servers: [] }),
    options: { deepLinking: true, filter: true, displayRequestDuration: true },
    plugin: { wrapComponents: { DeepLink: plainText, TextArea: labelled('Request body') } },
  },
  '/docs/events': {
    document: '/asyncapi.json',
    title: 'Bellhop: events',
    // Event schemas are shown as the schemas of an OpenAPI document without operations.
    toSpec: ({ info, components: { messages } }) => ({
      openapi: '3.1.0',
      info,
      components: {
        schemas: Object.fromEntries(
          Object.entries(messages).map(([name, { summary: description, payload }]) => [
            name,
            { description, ...payload },
          ]),
        ),
      },
    }),
    options: { defaultModelsExpandDepth: 1 },
    plugin: { wrapComponents: { operations: omitted, OpenAPIVersion: omitted } },
  },
};

async function show({ document: url, title, toSpec, options, plugin }) {
  document.title = title;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} responded with ${response.status}`);
  globalThis.SwaggerUIBundle({
    spec: toSpec(await response.json()),
    dom_id: '#reference',
    validatorUrl: null,
    plugins: [() => plugin],
    ...options,
  });
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followScheme);
followScheme();

const { pathname } = location;
document.querySelector(`nav a[href="${pathname}"]`)?.setAttribute('aria-current', 'page');
show(views[pathname]).catch((error) => {
  document.querySelector('#reference').textContent = `This page could not be loaded: ${error.message}.`;
});
