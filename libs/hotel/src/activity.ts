import {
  boolean,
  instant,
  integer,
  list,
  nullable,
  object,
  oneOf,
  type Schema,
  type Static,
  text,
  uuid,
} from '@bellhop/protocol';

/**
 * `moved_away` and `moved_here`: one move to another property, as an entry in each, because different people may see them. The
 * first has the changed fields as they were, the second as they are.
 */
export const ACTIVITY_ACTIONS = ['created', 'updated', 'deleted', 'moved_away', 'moved_here'] as const;
export type ActivityAction = (typeof ACTIVITY_ACTIONS)[number];

/** A field's value; long text is cut. */
export type ChangedValue = string | number | boolean | null | readonly string[];

const MAX_FIELDS = 100;
const MAX_TEXT = 501;

const changedValue: Schema<ChangedValue> = {
  anyOf: [text(MAX_TEXT), integer(Number.MIN_SAFE_INTEGER), boolean, list(text(MAX_TEXT)), { type: 'null' }],
};

const fieldChangeSchema = object({
  field: text(64, 1),
  /** Null for a new row. */
  before: changedValue,
  /** Null for a deleted row. */
  after: changedValue,
});

/** A field of a row that changed. */
export type FieldChange = Static<typeof fieldChangeSchema>;

export const activityEntrySchema = object({
  activityId: uuid,
  at: instant,
  /** Null: the application itself. */
  actorId: nullable(uuid),
  /** The kind of row: `task`. */
  resource: text(64, 1),
  rowId: uuid,
  /** Null for a row of the whole organisation. */
  propertyId: nullable(uuid),
  /** What people call the row, at that time. */
  title: nullable(text(200)),
  action: oneOf(...ACTIVITY_ACTIONS),
  /**
   * A new and a deleted row have all their fields here. The `currency` of a changed amount is here even if it is the same as
   * before.
   */
  changes: list(fieldChangeSchema, MAX_FIELDS),
});

/** A row that was created, changed or deleted: by whom, when, and how. */
export type ActivityEntry = Static<typeof activityEntrySchema>;
