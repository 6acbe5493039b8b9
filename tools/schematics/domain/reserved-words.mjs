import ts from 'typescript';

/** PostgreSQL’s reserved words (appendix C of its manual), and the system columns of every table. */
const SQL = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
  column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
  current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
  from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
  localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
  returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
  unique user using variadic verbose when where window with
  cmax cmin ctid tableoid xmax xmin`.split(/\s+/),
);

/** Identifiers besides keywords that strict mode reserves or every object has. */
const SCRIPT = new Set(['arguments', 'async', 'await', 'constructor', 'eval', 'prototype', 'undefined']);

/** @param {string} word in snake case */
export const isReservedInSql = (word) => SQL.has(word);

/** @param {string} word in camel case */
export function isReservedInScript(word) {
  const kind = ts.identifierToKeywordKind(ts.factory.createIdentifier(word));
  const isKeyword =
    kind !== undefined && kind >= ts.SyntaxKind.FirstReservedWord && kind <= ts.SyntaxKind.LastFutureReservedWord;
  return isKeyword || SCRIPT.has(word);
}
