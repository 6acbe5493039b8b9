export {
  ROLES,
  auditEntrySchema,
  invitationSchema,
  sessionSchema,
  signedInSchema,
  signedInUserSchema,
  ticketSchema,
  type AuditEntry,
  type Invitation,
  type Page,
  type Role,
  type SessionRow,
  type SignedIn,
  type SignedInUser,
  type Ticket,
} from './auth.js';
export {
  catalogue,
  type AnyEvent,
  type DomainName,
  type EventCatalogue,
  type EventOf,
  type EventSchemas,
  type PayloadsOf,
} from './catalogue/index.js';
export {
  EXPENSE_CATEGORIES,
  REVENUE_CATEGORIES,
  expenseSchema,
  financeSummarySchema,
  revenueSchema,
  type CategorySum,
  type Expense,
  type ExpenseCategory,
  type FinanceSummary,
  type Revenue,
  type RevenueCategory,
} from './catalogue/finance.js';
export { propertySchema, type Property } from './catalogue/properties.js';
export {
  TASK_PRIORITIES,
  TASK_STATUSES,
  taskSchema,
  tasksSummarySchema,
  type Task,
  type TaskPriority,
  type TaskStatus,
  type TasksSummary,
} from './catalogue/tasks.js';
export {
  USER_STATUSES,
  userSchema,
  usersSummarySchema,
  type User,
  type UserStatus,
  type UsersSummary,
} from './catalogue/users.js';
export { formatCursor, parseCursor, type Cursor } from './cursor.js';
export type { DurableEvent, EphemeralEvent, EventEnvelope, RealtimeEvent } from './envelope.js';
export {
  CONTROL_FRAMES,
  CURSOR_HEADER,
  type Access,
  type Bye,
  type ByeReason,
  type ControlFrame,
  type Gap,
  type GapReason,
  type Heartbeat,
  type PollAnswer,
  type Ready,
} from './frames.js';
export type { DomainMetrics, RealtimeMetricsAnswer } from './metrics.js';
export { PROBLEM_CODES, type FieldError, type Problem, type ProblemCode } from './problems.js';
export {
  MAX_PUBLISHED_EVENTS,
  apiKeySchema,
  newApiKeySchema,
  type ApiKey,
  type NewApiKey,
  type PublishAnswer,
  type PublishedEvent,
} from './publishing.js';
export type { Schema, Static } from './schema.js';
