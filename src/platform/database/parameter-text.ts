/** A parameter in PostgreSQL's protocol: text, bytes, or null. */
export type WireValue = string | Buffer | null;

/**
 * Encodes a parameter so that PostgreSQL can read it as any type: arrays in array syntax, times in UTC, bytes unchanged, other
 * objects as JSON.
 * @throws TypeError for values without an encoding: functions, symbols, circular objects
 */
export function toWire(value: unknown): WireValue {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return null;
    case 'object':
      return value === null ? null : objectToWire(value);
    default:
      throw new TypeError(`a ${typeof value} cannot be a statement parameter`);
  }
}

function objectToWire(value: object): WireValue {
  if (Array.isArray(value)) return arrayText(value);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return JSON.stringify(value);
}

const arrayText = (values: readonly unknown[]): string => `{${values.map(elementText).join(',')}}`;

function elementText(value: unknown): string {
  if (Array.isArray(value)) return arrayText(value);
  const wire = toWire(value);
  if (wire === null) return 'NULL';
  const text = typeof wire === 'string' ? wire : `\\x${wire.toString('hex')}`;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
