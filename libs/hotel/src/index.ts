export {
  ACTIVITY_ACTIONS,
  activityEntrySchema,
  type ActivityAction,
  type ActivityEntry,
  type ChangedValue,
  type FieldChange,
} from './activity.js';
export { auditEntrySchema, type AuditEntry } from './audit.js';
export { awaySummarySchema, LONGEST_AWAY_S, type AwaySummary } from './away.js';
export { addDays, countDays, dayIn, isDay, weekdayOf, zoneKnownHere } from './calendar.js';
export { minorDigits } from './currencies.js';
export { catalogue } from './catalogue.js';
export { demoLoginsSchema, type DemoLogin, type DemoLogins } from './demo.js';
export {
  contentOf,
  currency,
  email,
  fieldOf,
  inputAttributes,
  line,
  optionsOf,
  recurrenceRule,
  timezone,
  type InputAttributes,
  type TextContent,
} from './fields.js';
export {
  BOOKING_CATEGORIES,
  BOOKING_KINDS,
  EXPENSE_CATEGORIES,
  REVENUE_CATEGORIES,
  bookingFields,
  expenseFields,
  expenseSchema,
  financeSummarySchema,
  revenueFields,
  revenueSchema,
  type BookingKindName,
  type CategorySum,
  type Expense,
  type ExpenseCategory,
  type FinanceSummary,
  type Revenue,
  type RevenueCategory,
} from './finance.js';
export {
  LANGUAGES,
  LANGUAGE_NAMES,
  LANGUAGE_TAGS,
  directionOf,
  isLanguage,
  languageFor,
  localeFor,
  type Language,
} from './languages.js';
export {
  ONBOARDING_STATES,
  onboardingFields,
  onboardingSchema,
  sampleRemovalSchema,
  type Onboarding,
  type OnboardingState,
  type SampleRemoval,
} from './onboarding.js';
export { searchedFields, titleOf } from './naming.js';
export { propertyFields, propertySchema, type Property } from './properties.js';
export { formatRule, latestDay, firstDayFrom, nextDay, parseRule, type RecurrenceRule } from './recurrence-rules.js';
export { recurrenceFields, recurrenceSchema, type Recurrence } from './recurrences.js';
export {
  CONFLICT_REASONS,
  FIELD_CODES,
  isConflictReason,
  isFieldCode,
  type ConflictReason,
  type FieldCode,
} from './refusals.js';
export { ROLES, signedInSchema, signedInUserSchema, type Role } from './roles.js';
export { TASK_DUE, dueDays, isDue, type TaskDue } from './due.js';
export {
  TASK_STATUSES,
  UNFINISHED_STATUSES,
  taskFields,
  taskSchema,
  tasksSummarySchema,
  type Task,
  type TaskPriority,
  type TaskStatus,
  type TasksSummary,
} from './tasks.js';
export { searchResultsSchema, type SearchResult, type SearchResults } from './search.js';
export { hasWords } from './text-search.js';
export {
  USER_STATUSES,
  userFields,
  userSchema,
  usersSummarySchema,
  type User,
  type UserStatus,
  type UsersSummary,
} from './users.js';
