import { strings } from '@angular-devkit/core';
import { SchematicsException } from '@angular-devkit/schematics';
import pluralize from 'pluralize';
import { isReservedInScript, isReservedInSql } from './reserved-words.mjs';

/**
 * One word in the spellings that a domain needs.
 * @typedef {object} Spelled
 * @property {string} kebab files and paths: `room-types`
 * @property {string} camel variables: `roomTypes`
 * @property {string} pascal classes: `RoomTypes`
 * @property {string} snake the table: `room_types`
 * @property {string} words within a sentence: `room types`
 * @property {string} title on its own: `Room types`
 *
 * @typedef {object} Names
 * @property {Spelled} many
 * @property {Spelled} one
 */

const WORD = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;
/** As long as the name of a domain may be on the wire. */
const LONGEST = 31;

/** Variables of the templates that stand in one scope with the domain's own. */
const LOCALS = new Set([
  'deleting',
  'form',
  'group',
  'index',
  'phone',
  'rows',
  'saving',
  'selected',
  'table',
  'values',
]);

/**
 * @param {string} text
 * @param {string} [singular] what one of them is called
 * @returns {Names}
 * @throws {SchematicsException} for a name that cannot be used
 */
export function namesOf(text, singular) {
  const many = spell(text);
  requireUsable(many, 'the domain');
  const found = pluralize.singular(many.kebab);
  if (singular === undefined && found === many.kebab) {
    const plural = pluralize.plural(many.kebab);
    throw new SchematicsException(
      plural === many.kebab
        ? `"${many.kebab}" is the same in the singular. Say what one of them is called: --one=${many.kebab}-item`
        : `A domain is named in the plural: ${plural}. If "${many.kebab}" is meant, say what one of them is called, with --one.`,
    );
  }
  const one = spell(singular ?? found);
  requireUsable(one, 'one of them');
  if (one.kebab === many.kebab) {
    throw new SchematicsException(
      `Both the domain and one of its rows are called "${one.kebab}". Give --one another name.`,
    );
  }
  for (const { camel } of [many, one]) {
    if (LOCALS.has(camel)) {
      throw new SchematicsException(`"${camel}" is a variable of the generated code already. Take another name.`);
    }
  }
  if (isReservedInSql(many.snake)) {
    throw new SchematicsException(
      `"${many.snake}" is a reserved word of SQL and cannot name a table. Take another name.`,
    );
  }
  return { many, one };
}

/** @param {string} text @returns {Spelled} */
export function spell(text) {
  const kebab = strings.dasherize(text.trim());
  const words = kebab.replaceAll('-', ' ');
  return {
    ...{ kebab, words, camel: strings.camelize(kebab), pascal: strings.classify(kebab) },
    ...{ snake: kebab.replaceAll('-', '_'), title: `${words.charAt(0).toUpperCase()}${words.slice(1)}` },
  };
}

/** @param {Spelled} name @param {string} what */
function requireUsable({ kebab, camel, pascal }, what) {
  if (!WORD.test(kebab) || kebab.length > LONGEST) {
    throw new SchematicsException(
      `"${kebab}" cannot name ${what}: lower case letters, digits and dashes, a letter after each dash, ${LONGEST} at most.`,
    );
  }
  if (isReservedInScript(camel)) {
    throw new SchematicsException(`"${camel}" is a reserved word of JavaScript. Take another name, or another --one.`);
  }
  if (pascal in globalThis || TYPES.has(pascal)) {
    throw new SchematicsException(`${pascal} is a type of TypeScript's own. Take another name, or another --one.`);
  }
}

/** Types without a value at run time, which the generated code uses. */
const TYPES = new Set(['Partial', 'Readonly', 'Record', 'Pick', 'Omit', 'Exclude', 'Extract', 'Required', 'Awaited']);
