/** @typedef {import('./fields.mjs').Field} Field */
/** @typedef {import('./index.mjs').Domain} Domain */

/** Demo rows per property, or of the whole organisation; a single digit. */
const DEMO_ROWS = 8;

/** Values for the templates of the server’s files, besides the domain itself. @param {Domain} domain */
export function serverParts({ fields, isPlaced, one, many }) {
  const names = fields.map(({ name }) => name);
  const own = isPlaced ? ['propertyId', ...names] : names;
  const filters = [
    ...(isPlaced ? ['propertyId'] : []),
    ...fields.filter(({ kind }) => kind === 'enum').map(({ name }) => name),
  ];
  const builders = new Set(['object', 'type Static', 'uuid', ...fields.flatMap((field) => field.builders)]);
  return {
    ...{ own, filters, changed: fields[0], demoCount: DEMO_ROWS },
    /** The property of an event in the spec. */
    placed: isPlaced ? 'propertyId: fixture.lisbon, ' : '',
    key: many.kebab === many.camel ? `.${many.camel}` : `['${many.kebab}']`,
    builders: [...builders].sort(byName),
    imported: [...new Set(fields.flatMap(({ rules }) => rules))].sort(byName),
    cycles: fields.some(({ kind }) => kind === 'enum'),
    demoOf: (/** @type {Field} */ field) => demoOf(field, one.title, isPlaced),
  };
}

/**
 * Returns the code for a field’s value in a demo row, by the row’s `index` from 0; every second is null where allowed.
 * @param {Field} field
 * @param {string} title a row’s title
 * @param {boolean} isPlaced
 */
function demoOf(field, title, isPlaced) {
  const value = demoValueOf(field, title, isPlaced);
  return field.isNullable ? `index % 2 === 0 ? ${value} : null` : value;
}

/** @param {Field} field @param {string} title @param {boolean} isPlaced */
function demoValueOf({ kind, name, options, min, max }, title, isPlaced) {
  switch (kind) {
    case 'text':
      if (/number|code|^no$/i.test(name) && max >= 3) return '`${index + 1}01`';
      return max >= `${title} ${DEMO_ROWS}`.length ? `\`${title} \${index + 1}\`` : '`${index + 1}`';
    case 'integer':
      if (min <= 1 && max >= DEMO_ROWS) return 'index + 1';
      return max - min >= DEMO_ROWS ? `${min} + index` : `${min} + (index % ${max - min + 1})`;
    case 'money':
      return '9_500 + index * 1_250';
    case 'currency':
      return isPlaced ? 'property.currency' : "'EUR'";
    case 'enum':
      return `cycle([${options.map((option) => `'${option}'`).join(', ')}], index)`;
    case 'boolean':
      return 'index % 2 === 0';
    case 'date':
      return isPlaced ? 'property.today' : 'new Date(group.now).toISOString().slice(0, 10)';
    case 'timestamp':
      return 'new Date(group.now - index * HOUR_MS).toISOString()';
  }
}

/** Sorts `type Static` as `Static`. @param {string} a @param {string} b */
const byName = (a, b) => a.replace('type ', '').localeCompare(b.replace('type ', ''));
