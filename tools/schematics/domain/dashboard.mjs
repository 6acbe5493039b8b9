/** @typedef {import('./fields.mjs').Field} Field */
/** @typedef {import('./fields.mjs').Kind} Kind */
/** @typedef {import('./index.mjs').Domain} Domain */

/** Input component of each kind of field, and its module. @type {Readonly<Record<Kind, (field: Field) => readonly [component: string, from: string]>>} */
const INPUTS = {
  text: ({ rules }) => [rules.includes('line') ? 'TextInput' : 'Textarea', '@mantine/core'],
  integer: () => ['NumberInput', '@mantine/core'],
  money: () => ['AmountInput', '../../ui/money-inputs.js'],
  currency: () => ['CurrencyInput', '../../ui/money-inputs.js'],
  enum: () => ['Select', '@mantine/core'],
  boolean: () => ['Switch', '@mantine/core'],
  date: () => ['DayInput', '../../ui/day-input.js'],
  timestamp: () => ['DateTimePicker', '@mantine/dates'],
};

/** Values for the templates of the dashboard’s files, besides the domain itself. @param {Domain} domain */
export function dashboardParts({ fields, one, isPlaced, icon }) {
  const kinds = new Set(fields.map(({ kind }) => kind));
  const inputs = fields.map((field) => INPUTS[field.kind](field));
  const from = (/** @type {string} */ module) =>
    [...new Set(inputs.filter((each) => each[1] === module).map(([name]) => name))].sort();
  const title = fields.find(({ kind, isNullable }) => kind === 'text' && !isNullable);
  const row = one.camel;
  const described = `${one.camel}Fields`;
  const rules = fields.flatMap((field) => ruleOf(field, described));
  return {
    kinds,
    icons: [...new Set([icon, 'IconPlus'])].sort(),
    coreInputs: from('@mantine/core'),
    dateInputs: from('@mantine/dates'),
    moneyInputs: [
      ...from('../../ui/money-inputs.js'),
      ...['amountProblem', 'currencyProblem', 'minorUnits', 'typedAmount'],
    ].sort((a, b) => a.localeCompare(b)),
    dayInputs: ['DayInput', ...(rules.some((rule) => rule.includes('dayProblem')) ? ['dayProblem'] : [])],
    amounts: fields.filter(({ kind }) => kind === 'money'),
    /** The field that names a row in the menu of its actions; undefined if all are named alike. */
    nameField: title?.name,
    deletion: title
      ? `(${row}) => t('${row}.deleteText', { name: ${row}.${title.name} })`
      : `() => t('${row}.deleteText')`,
    columns: fields.filter(({ kind }) => kind !== 'currency').map((field) => columnOf(field, row)),
    values: fields.map((field) => `${field.input}: ${valueType(field, one.pascal)};`),
    initial: fields.map((field) => `${field.input}: ${initialOf(field)},`),
    shown: fields.map((field) => `${field.input}: ${shownOf(field, row)},`),
    rules,
    body: fields.flatMap((field) => bodyOf(field, described)),
    inputs: fields.map((field, index) => inputOf(field, row, described, index === 0)),
    described: describedFields(fields, row),
    limited: kinds.has('text') || kinds.has('integer'),
    describedInputs: ['text', 'integer', 'enum', 'money'].some((kind) => kinds.has(/** @type {Kind} */ (kind))),
    formParts: [
      'Field',
      ...(isPlaced || rules.some((rule) => rule.includes(' required(')) ? ['required'] : []),
      'useForm',
    ],
  };
}

/** A column of the table. @param {Field} field @param {string} row */
function columnOf({ kind, name, isNullable }, row) {
  const value = `${row}.${name}`;
  const given = (/** @type {string} */ text) => (isNullable ? `${value} && ${text}` : text);
  const head = `title: t('${row}.field.${name}')`;
  switch (kind) {
    case 'text':
      return `{ ${head}, cell: (${row}) => ${value} }`;
    case 'integer':
      return `{ ${head}, cell: (${row}) => ${value}, align: 'right' }`;
    case 'money': {
      const text = `formatMoney(${value}, ${row}.currency)`;
      return `{ ${head}, cell: (${row}) => ${isNullable ? `${value} !== null && ${text}` : text}, align: 'right' }`;
    }
    case 'enum':
      return `{ ${head}, cell: (${row}) => ${given(`<Choice label={t(\`${row}.value.${name}.\${${value}}\`)} />`)}, untitled: true }`;
    case 'boolean':
      return `{ ${head}, cell: (${row}) => (${value} ? t('ui:yes') : t('ui:no')) }`;
    case 'date':
      return `{ ${head}, cell: (${row}) => ${given(`formatDay(${value}, 'medium')`)} }`;
    default:
      return `{ ${head}, cell: (${row}) => ${given(`moment(${value})`)} }`;
  }
}

/** Type of a field's value in the form. @param {Field} field @param {string} Row */
function valueType({ kind, name }, Row) {
  if (kind === 'integer') return 'number | string';
  if (kind === 'enum' || kind === 'boolean') return `${Row}['${name}']`;
  return kind === 'date' || kind === 'timestamp' ? 'string | null' : 'string';
}

/** Initial value in the form of a new row. @param {Field} field */
function initialOf({ kind, isNullable, samples }) {
  if (kind === 'currency') return "(selected ?? properties[0])?.currency ?? 'EUR'";
  if (kind === 'boolean') return 'false';
  if (kind === 'enum' && !isNullable) return samples[0];
  return kind === 'enum' || kind === 'date' || kind === 'timestamp' ? 'null' : "''";
}

/** Initial value in the form of an existing row. @param {Field} field @param {string} row */
function shownOf({ kind, name, isNullable }, row) {
  const value = `${row}.${name}`;
  if (kind === 'money') {
    const amount = `typedAmount(${value}, ${row}.currency)`;
    return isNullable ? `${value} === null ? '' : ${amount}` : amount;
  }
  if (kind === 'timestamp') return `${isNullable ? `${value} && ` : ''}toLocal(${value})`;
  return isNullable && (kind === 'text' || kind === 'integer') ? `${value} ?? ''` : value;
}

/** Checks of the form before it is sent; inputs and server check the limits. @param {Field} field @param {string} described */
function ruleOf({ kind, name, input, isNullable }, described) {
  if (kind === 'currency') return ['currency: currencyProblem,'];
  if (kind === 'date') return [`${input}: (day) => ${isNullable ? 'day === null ? null : ' : ''}dayProblem(day),`];
  if (kind === 'money') {
    const problem = `amountProblem(typed, currency, ${described}.${name})`;
    return [`${input}: (typed, { currency }) => ${isNullable ? `typed.trim() === '' ? null : ` : ''}${problem},`];
  }
  return isNullable || kind === 'boolean' || kind === 'enum' ? [] : [`${input}: required(t('errors:field.required')),`];
}

/** The value to send instead of the form’s. @param {Field} field @param {string} described */
function bodyOf({ kind, name, input, isNullable }, described) {
  const value = kind === 'money' ? input : `values.${input}`;
  const orNull = (/** @type {string} */ sent) => (isNullable ? `${value} === '' ? null : ${sent}` : sent);
  switch (kind) {
    case 'text':
      return [`${name}: ${value}.trim()${isNullable ? ' || null' : ''},`];
    case 'integer':
      return [`${name}: ${orNull(`Number(${value})`)},`];
    case 'money':
      return [
        `${name}: ${isNullable ? `${value}.trim() === '' ? null : ` : ''}minorUnits(${value}, values.currency, ${described}.${name}),`,
      ];
    case 'timestamp':
      return [`${name}: ${value} && toInstant(${value}),`];
    default:
      return [];
  }
}

/** How the fields are named outside of their inputs; an amount and its currency belong together. @param {readonly Field[]} fields @param {string} row */
const describedFields = (fields, row) =>
  fields
    .filter(({ kind }) => kind !== 'currency')
    .map(({ kind, name, input }) => {
      const of = kind === 'money' ? `'${input}', 'currency'` : `'${input}'`;
      return `{ label: t('${row}.field.${name}'), of: [${of}] },`;
    });

/** @param {Field} field @param {string} row @param {string} described where the fields are described @param {boolean} isFirst */
function inputOf(field, row, described, isFirst) {
  const { kind, name, input, isNullable } = field;
  const [component] = INPUTS[kind](field);
  const schema = `${described}.${name}`;
  const must = isNullable || kind === 'boolean' || kind === 'currency' ? '' : 'withAsterisk';
  const focus = isFirst && kind === 'text' ? 'data-autofocus' : '';
  const own = {
    text:
      component === 'Textarea'
        ? `autosize minRows={3} {...inputAttributes(${schema})}`
        : `{...inputAttributes(${schema})}`,
    integer: `allowDecimal={false} {...inputAttributes(${schema})}`,
    money: `currency={currency} field={${schema}}`,
    currency: '',
    enum: `${isNullable ? 'clearable' : 'allowDeselect={false}'} data={optionsOf(${schema}).map((value) => ({ value, label: t(\`${row}.value.${name}.\${value}\`) }))}`,
    boolean: 'checked={value}',
    date: '',
    timestamp: `valueFormat={localMoment}${isNullable ? ' clearable' : ''}`,
  }[kind];
  const label = kind === 'currency' ? '' : `label={t('${row}.field.${name}')}`;
  const isMoney = kind === 'money';
  const needs = isMoney ? ' needs={({ currency }) => currency}' : '';
  const given = isMoney ? '(input, currency)' : kind === 'boolean' ? '({ value, ...input })' : '(input)';
  const shown = `<${component} ${[label, must, focus, own, '{...input}'].filter(Boolean).join(' ')} />`;
  return `<Field form={form} name="${input}"${needs}>{${given} => ${shown}}</Field>`;
}
