import { CONFLICT_REASONS, FIELD_CODES, LANGUAGES } from '@bellhop/hotel';
import type { Problem } from '@bellhop/protocol';
import { RefusedError } from '@bellhop/react';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { setCurrentLanguage } from '../language/locale.js';
import { i18n } from '../language/messages.js';
import { placeholderFormatter } from '../language/numbers.js';
import { errorText } from './error-text.js';
import { fieldErrorText } from './field-errors.js';
import { refusalText } from './refusal-text.js';

const messages = (language: string, namespace: 'errors' | 'rows') =>
  JSON.parse(
    readFileSync(new URL(`../../../../libs/hotel/messages/${language}/${namespace}.json`, import.meta.url), 'utf8'),
  ) as Record<string, unknown>;

beforeAll(async () => {
  const resources = Object.fromEntries(
    LANGUAGES.map((language) => [language, { errors: messages(language, 'errors'), rows: messages(language, 'rows') }]),
  );
  await i18n.use(placeholderFormatter).init({ resources, interpolation: { escapeValue: false, alwaysFormat: true } });
});

// Specs of one process share it.
afterAll(async () => {
  await i18n.init({ lng: 'en', resources: {} });
  setCurrentLanguage('en', ['en']);
});

const show = async (language: 'en' | 'de' | 'ar') => {
  await i18n.changeLanguage(language);
  setCurrentLanguage(language, [language]);
};

const CONFLICT: Problem = { type: 'urn:x', title: 'Conflict', status: 409, code: 'conflict', detail: 'In English.' };

describe('what the server refuses', () => {
  it('is said in the language of the reader, with its limit', async () => {
    await show('de');
    expect(fieldErrorText({ field: 'note', message: 'must be shorter', code: 'maxLength', limit: 4_000 })).toBe(
      'Höchstens 4.000 Zeichen',
    );
    expect(fieldErrorText({ field: 'name', message: 'is the name of another property', code: 'nameTaken' })).toBe(
      'Ein anderes Haus heißt schon so',
    );
    expect(errorText(new RefusedError({ ...CONFLICT, reason: 'lastOwner' }))).toContain('letzte Inhaber');
  });

  it.each(['en', 'de', 'ar'] as const)('has words for every code in %s', async (language) => {
    await show(language);
    for (const code of FIELD_CODES.filter((each) => each !== 'invalid')) {
      expect(fieldErrorText({ field: 'a', message: 'of the server', code, limit: 2 })).not.toMatch(
        /of the server$|\b(field|limit)\.\w/,
      );
    }
    for (const reason of CONFLICT_REASONS) {
      expect(errorText(new RefusedError({ ...CONFLICT, reason }))).not.toMatch(/In English|conflict\./);
    }
  });

  it('of a save that waited is said field by field, in the language in which it is read', async () => {
    const long = { field: 'description', message: 'must be shorter', code: 'maxLength', limit: 4_000 };
    const other = { field: 'assigneeId', message: 'must see the property', code: 'cannotSeeProperty' };
    const problem = { ...CONFLICT, code: 'validation_failed', errors: [long, other] } as const;
    await show('en');
    expect(refusalText(problem, 'task')).toMatch(/^Description: At most 4,000 characters · Assigned to: /);
    await show('de');
    expect(refusalText(problem, 'task')).toMatch(/^Beschreibung: Höchstens 4.000 Zeichen · /);
    expect(refusalText({ ...CONFLICT, reason: 'lastOwner' }, 'user')).toContain('letzte Inhaber');
    // A save of an older version does not know its kind.
    expect(refusalText(problem)).toMatch(/^Description: Höchstens/);
  });

  it('bears the codes of another version', async () => {
    await show('de');
    const unknown = { field: 'a', message: 'must be blue', code: 'notBlue' };
    expect(fieldErrorText(unknown)).toBe('Dieser Wert wird nicht angenommen. Bitte prüfen Sie ihn.');
    expect(fieldErrorText({ field: 'a', message: 'must be short', code: 'maxLength' })).toContain('nicht angenommen');
    expect(errorText(new RefusedError({ ...CONFLICT, reason: 'newerThanThis' }))).not.toContain('English');
    await show('en');
    expect(fieldErrorText(unknown)).toBe('Must be blue');
    expect(fieldErrorText({ field: 'a', message: 'of an older server' })).toBe('Of an older server');
    expect(errorText(new RefusedError(CONFLICT))).toBe('In English.');
  });
});
