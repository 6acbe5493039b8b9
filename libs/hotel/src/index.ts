export { catalogue } from './catalogue.js';
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
} from './finance.js';
export { propertySchema, type Property } from './properties.js';
export { ROLES, signedInSchema, signedInUserSchema, type Role } from './roles.js';
export {
  TASK_PRIORITIES,
  TASK_STATUSES,
  taskSchema,
  tasksSummarySchema,
  type Task,
  type TaskPriority,
  type TaskStatus,
  type TasksSummary,
} from './tasks.js';
export {
  USER_STATUSES,
  userSchema,
  usersSummarySchema,
  type User,
  type UserStatus,
  type UsersSummary,
} from './users.js';
