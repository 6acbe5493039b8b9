import type { Property } from '@bellhop/hotel';
import { describe, expect, it } from '@jest/globals';
import { placesOf } from './property-choice.js';

const place = (propertyId: string, archivedAt: string | null = null) => ({ propertyId, archivedAt }) as Property;
const rows = [place('a', '2026-11-01T00:00:00.000Z'), place('b'), place('c')];

describe('the choice of a property', () => {
  it('is that of the address as long as the server has not answered, and never "none" or "all"', () => {
    expect(placesOf(undefined, 'b')).toMatchObject({ isPending: true, propertyId: 'b', selected: undefined });
    expect(placesOf(undefined, undefined)).toMatchObject({ isPending: true, propertyId: undefined });
  });

  it('is none in an organisation without properties', () => {
    expect(placesOf([], 'b')).toMatchObject({ isPending: false, propertyId: undefined, forNewRows: undefined });
  });

  it('may be an archived one, which takes no new rows', () => {
    expect(placesOf(rows, 'a')).toMatchObject({ propertyId: 'a', forNewRows: { propertyId: 'b' } });
    expect(placesOf(rows, 'c')).toMatchObject({ propertyId: 'c', forNewRows: { propertyId: 'c' } });
  });

  it('is all for a property that the user may not see', () => {
    expect(placesOf(rows, 'x')).toMatchObject({ propertyId: undefined, selected: undefined });
  });
});
