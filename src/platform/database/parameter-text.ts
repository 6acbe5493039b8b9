/** A parameter as PostgreSQL's protocol takes it: text, bytes, or nothing for null. */
export type WireValue = string | Buffer | null;

/**
 * Writes a parameter the way PostgreSQL reads it, whatever type the statement gives it: lists as arrays, times in UTC,
 * other objects as JSON, bytes as they are.
 * @throws TypeError for what cannot be written: a function, a symbol, an object with a circle in it
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
      throw new TypeError(`a ${typeof value} is no parameter of a statement`);
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
