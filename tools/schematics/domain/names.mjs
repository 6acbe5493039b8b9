import { strings } from '@angular-devkit/core';
import { SchematicsException } from '@angular-devkit/schematics';
import pluralize from 'pluralize';
import { isReservedInScript, isReservedInSql } from './reserved-words.mjs';

/**
 * A name in the spellings that a domain needs.
 * @typedef {object} Spelled
 * @property {string} kebab files and paths: `room-types`
 * @property {string} camel variables: `roomTypes`
 * @property {string} pascal classes: `RoomTypes`
 * @property {string} snake the table: `room_types`
 * @property {string} words in a sentence: `room types`
 * @property {string} title as a heading: `Room types`
 *
 * @typedef {object} Names
 * @property {Spelled} many
 * @property {Spelled} one
 */

const WORD = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;
/** Maximum length of a domain’s name on the wire. */
const LONGEST = 31;

/** Template variables in the same scope as the domain’s own. */
const LOCALS = new Set([
  'deleting',
  'form',
  'group',
  'index',
  'phone',
  'rows',
  'saving',
  'selected',
  't',
  'table',
  'values',
]);

/**
 * @param {string} text
 * @param {string} [singular] default: derived from the plural
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
        ? `"${many.kebab}" has no other singular. Name one of them: --one=${many.kebab}-item`
        : `Name the domain in the plural: ${plural}. To keep "${many.kebab}", give its singular with --one.`,
    );
  }
  const one = spell(singular ?? found);
  requireUsable(one, 'one of them');
  if (one.kebab === many.kebab) {
    throw new SchematicsException(`Both the domain and its rows are called "${one.kebab}". Choose another --one.`);
  }
  for (const { camel } of [many, one]) {
    if (LOCALS.has(camel)) {
      throw new SchematicsException(`"${camel}" is a variable in the generated code. Choose another name.`);
    }
  }
  if (isReservedInSql(many.snake)) {
    throw new SchematicsException(
      `"${many.snake}" is a reserved word of SQL and cannot name a table. Choose another name.`,
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
      `"${kebab}" cannot name ${what}: use lower-case letters, digits and dashes, with a letter after each dash, at most ${LONGEST} characters.`,
    );
  }
  if (isReservedInScript(camel)) {
    throw new SchematicsException(`"${camel}" is a reserved word of JavaScript. Choose another name or --one.`);
  }
  if (pascal in globalThis || TYPES.has(pascal)) {
    throw new SchematicsException(`${pascal} is a built-in type. Choose another name or --one.`);
  }
}

/** Types used by the generated code that have no value at run time. */
const TYPES = new Set(['Partial', 'Readonly', 'Record', 'Pick', 'Omit', 'Exclude', 'Extract', 'Required', 'Awaited']);
