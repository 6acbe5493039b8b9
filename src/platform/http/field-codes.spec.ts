import { email, line, timezone } from '@bellhop/hotel';
import { boolean, day, instant, integer, list, nullable, oneOf, text, uuid } from '@bellhop/protocol';
import { describe, expect, it } from '@jest/globals';
import type { ProblemException } from './problem.js';
import { createBody } from './request-fields.js';
import { validationPipe } from './validation.pipe.js';

class Body extends createBody({
  name: line(5),
  note: nullable(text(10, 3)),
  vendor: line(5, 0),
  floor: integer(-2, 80),
  status: oneOf('clean', 'dirty'),
  isOpen: boolean,
  on: day,
  at: instant,
  timezone,
  email,
  propertyIds: list(uuid, 2),
}) {}

const GOOD = {
  ...{ name: 'Ana', note: null, vendor: '', floor: 4, status: 'clean', isOpen: true, on: '2026-11-21' },
  ...{ at: '2026-11-21T09:00:00Z', timezone: 'Europe/Lisbon', email: 'ana@nova.test', propertyIds: [] },
};
const ID = '0d6f3b1e-6c56-4d4f-9c0d-2a2f0f4f7a11';

const errorsOf = (changes: object) =>
  validationPipe()
    .transform({ ...GOOD, ...changes }, { type: 'body', metatype: Body })
    .then(
      () => [],
      (error: ProblemException) => error.errors?.map(({ message: _, ...rest }) => rest),
    );

describe('the code of a refused field', () => {
  it.each([
    [{}, []],
    [{ name: undefined }, [{ field: 'name', code: 'required' }]],
    [{ name: '  ' }, [{ field: 'name', code: 'required' }]],
    [{ status: null }, [{ field: 'status', code: 'required' }]],
    [{ name: 'Benedita' }, [{ field: 'name', code: 'maxLength', limit: 5 }]],
    [{ name: 'a\nb' }, [{ field: 'name', code: 'oneLine' }]],
    [{ note: 'no' }, [{ field: 'note', code: 'minLength', limit: 3 }]],
    [{ floor: 81 }, [{ field: 'floor', code: 'max', limit: 80 }]],
    [{ floor: -3 }, [{ field: 'floor', code: 'min', limit: -2 }]],
    [{ floor: 'x' }, [{ field: 'floor', code: 'invalid' }]],
    [{ status: 'lost' }, [{ field: 'status', code: 'notAChoice' }]],
    [{ on: '2026-02-30' }, [{ field: 'on', code: 'notADate' }]],
    [{ at: 'noon' }, [{ field: 'at', code: 'notATime' }]],
    [{ timezone: 'Mars/Olympus' }, [{ field: 'timezone', code: 'notATimezone' }]],
    [{ email: 'nobody' }, [{ field: 'email', code: 'notAnEmail' }]],
    [{ propertyIds: [ID, ID] }, [{ field: 'propertyIds', code: 'repeated' }]],
    [
      { propertyIds: [ID, ID.replace('0', '1'), ID.replace('0', '2')] },
      [{ field: 'propertyIds', code: 'tooMany', limit: 2 }],
    ],
    [{ stars: 5 }, [{ field: 'stars', code: 'unknownField' }]],
    [
      { name: 'Benedita', floor: 81 },
      [expect.objectContaining({ field: 'name' }), expect.objectContaining({ limit: 80 })],
    ],
  ])('of %j is %j', async (changes, expected) => {
    expect(await errorsOf(changes)).toEqual(expected);
  });
});
