/** What the hotel promises: who sees and changes what, and events that say what the rows say. */

const TASKS = 'src/domains/tasks/tasks.service.spec.ts';
const USERS = 'src/domains/users/users.service.spec.ts';
const BOOKINGS = 'src/domains/finance/bookings.service.spec.ts';
const RESOURCES = 'src/platform/resources/resources.ts';
const ROW_AUDIENCE = 'src/platform/tenancy/row-audience.ts';
const AUDIENCE = 'test/api/audience.spec.ts';

/** @type {readonly import('../../tools/lib/mutants.mjs').Mutant[]} */
export const mutants = [
  {
    name: 'a list shows the rows of every organisation',
    file: 'src/platform/resources/resource-queries.ts',
    find: "eq(table.orgId, value('orgId')),",
    replace: "sql`${value('orgId')}::uuid is not null`,",
    specs: ['test/api/tenants.spec.ts'],
  },
  {
    name: 'the summary of bookings sums the properties that the user may not see',
    file: 'src/platform/tenancy/visible.ts',
    find: '    isVisible(scope, table.propertyId),\n',
    replace: '',
    specs: [BOOKINGS],
  },
  {
    name: 'the last day of a period is missing from its sums',
    file: 'src/domains/finance/bookings.conditions.ts',
    find: 'lte(bookings.occurredOn, day)',
    replace: 'lt(bookings.occurredOn, day)',
    specs: [BOOKINGS],
  },
  {
    name: 'a task is overdue on the day that it is due',
    file: 'src/domains/tasks/tasks.service.ts',
    find: 'lt(tasks.dueOn, today)',
    replace: 'lte(tasks.dueOn, today)',
    specs: [TASKS],
  },
  {
    name: 'a move leaves the row on the screens of its old property',
    file: RESOURCES,
    find: '...(isLost ? [resource.deleted(row, principal.userId)] : []),',
    replace: '',
    specs: [TASKS],
  },
  {
    name: 'the update after a move has the version of its deletion',
    file: RESOURCES,
    find: 'version: row.version + (isLost ? 2 : 1) };',
    replace: 'version: row.version + 1 };',
    specs: [TASKS],
  },
  {
    name: 'a row can be moved to a property that its writer may not see',
    file: RESOURCES,
    find: '...(moved ? takesRows(principal, next.propertyId) : []),',
    replace: '',
    specs: [TASKS],
  },
  {
    name: 'an update without changes is an event all the same',
    file: RESOURCES,
    find: 'if (isEmpty(changes)) return { write: [], respond: toResponse(row) };',
    replace: '',
    specs: [TASKS],
  },
  {
    name: 'a change based on an older version is written',
    file: 'src/platform/http/if-match.ts',
    find: 'if (expected !== undefined && expected !== row.version) {',
    replace: 'if (expected !== undefined && expected > row.version) {',
    specs: [BOOKINGS],
  },
  {
    name: 'the last owner can step down',
    file: 'src/domains/users/users.service.ts',
    find: '(await this.repository.countActiveOwners(tx, row.orgId)) <= 1',
    replace: '(await this.repository.countActiveOwners(tx, row.orgId)) < 1',
    specs: [USERS],
  },
  {
    name: 'owners of another organisation count as owners who remain',
    file: 'src/domains/users/users.repository.ts',
    find: "and(eq(users.orgId, orgId), eq(users.role, 'owner'), eq(status, 'active'))",
    replace: "and(eq(users.role, 'owner'), eq(status, 'active'))",
    specs: [USERS],
  },
  {
    name: 'users can change their own role',
    file: 'src/domains/users/users.service.ts',
    find: '(userId === principal.userId && !othersToo)',
    replace: 'userId === principal.userId',
    specs: ['test/api/users.spec.ts'],
  },
  {
    name: 'a disabled user stays signed in',
    file: 'src/domains/users/user-consequences.ts',
    find: "      await this.sessions.endAllOf(unit, { orgId, userId, reason: 'user_disabled' });\n",
    replace: '',
    specs: [USERS],
  },
  {
    name: 'a disabled user’s invitation or reset link still works',
    file: 'src/domains/users/user-consequences.ts',
    find: '      await this.repository.removeLinks(unit.tx, orgId, userId);\n',
    replace: '',
    specs: [USERS],
  },
  {
    name: 'an invitation link resets a password',
    file: 'src/platform/auth/accounts/account-links.ts',
    find: '      eq(accountLinks.purpose, purpose),\n      gt(',
    replace: '      gt(',
    specs: ['src/platform/auth/accounts/account-links.spec.ts'],
  },
  {
    name: 'a change of password ends only the session that made it',
    file: 'src/platform/auth/sessions/user-sessions.ts',
    find: 'except === undefined ? undefined : ne(sessions.sessionId, except),',
    replace: 'except === undefined ? undefined : eq(sessions.sessionId, except),',
    specs: ['test/api/accounts.spec.ts'],
  },
  {
    name: 'a personal row is shown to everybody at its property',
    file: ROW_AUDIENCE,
    find: "  if (audience && !audience.all.has(role)) return 'own';\n",
    replace: '',
    specs: [AUDIENCE],
  },
  {
    name: 'a personal row of a property that its person does not see is shown to managers only',
    file: ROW_AUDIENCE,
    find: ", kind.audience && when('reader', isConcerned(kind)));",
    replace: ');',
    specs: [AUDIENCE],
  },
  {
    name: 'the activity log tells everybody at a property of its personal rows',
    file: 'src/platform/activity/activity-log.ts',
    find: 'shared: kinds.filter(({ audience }) => audience?.all.has(role) ?? true)',
    replace: 'shared: kinds',
    specs: [AUDIENCE],
  },
  {
    name: 'anybody writes personal rows of somebody else',
    file: RESOURCES,
    find: "      if (!peopleOf(row).includes(principal.userId)) throw invalidField(field, 'must be your own id', 'notYourself');\n",
    replace: '',
    specs: [AUDIENCE],
  },
  {
    name: 'a personal row stays on the screen of the person who has lost it',
    file: RESOURCES,
    find: 'moved || peopleOf(row).some((userId) => !peopleOf(derived).includes(userId));',
    replace: 'moved;',
    specs: [AUDIENCE],
  },
  {
    name: 'an event reaches others than those who see its row',
    file: 'src/platform/resources/resource.ts',
    find: '    if (audience) requireAudience(domain, event, concernedBy(audience, row));\n',
    replace: '',
    specs: ['src/platform/resources/resource.spec.ts'],
  },
];
