import { firstDayFrom, parseRule, type Recurrence, type RecurrenceRule } from '@bellhop/hotel';
import { Injectable } from '@nestjs/common';
import { and, eq } from 'drizzle-orm';
import type { Principal } from '../../platform/access/principal.js';
import { Database } from '../../platform/database/database.js';
import { invalidField } from '../../platform/http/problem.js';
import { Resources, type RowsOf } from '../../platform/resources/resources.js';
import { MemberDirectory } from '../../platform/tenancy/member-directory.js';
import { PropertyDirectory } from '../../platform/tenancy/property-directory.js';
import { isWithin } from '../../platform/tenancy/visible.js';
import type { Plan } from '../../platform/writes/plan.js';
import { assignable } from './assignable.js';
import { recurrenceResource } from './recurrences.resource.js';
import { recurrences } from './tasks.schema.js';

/** What a rule is made of, from a task. */
export interface Template {
  readonly propertyId: string;
  readonly title: string;
  readonly description?: string | null | undefined;
  readonly room?: string | null | undefined;
  readonly priority?: Recurrence['priority'] | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly dueOn?: string | null | undefined;
}

/** The rules of rules: when tasks recur, in days of their property (docs/decisions/0046). */
@Injectable()
export class RecurrencesService {
  readonly rows: RowsOf<typeof recurrenceResource>;

  constructor(
    resources: Resources,
    members: MemberDirectory,
    private readonly properties: PropertyDirectory,
    private readonly database: Database,
  ) {
    this.rows = resources.of(recurrenceResource, {
      defaults: async (principal, { propertyId, rule }) => ({
        priority: 'normal' as const,
        nextOn: firstDayFrom(readRule(rule), await properties.today(principal, propertyId)),
      }),
      derive: async ({ rule, propertyId }, _now, row, principal) => {
        if (rule === undefined && propertyId === undefined) return undefined;
        const today = await properties.today(principal, row.propertyId);
        return { nextOn: firstDayFrom(readRule(row.rule), today, row.lastOn) };
      },
      require: (recurrence, changes) => [assignable(members, recurrence, changes)],
    });
  }

  /**
   * Plans a rule that begins with a task.
   * @returns also what makes the task the rule's first one
   * @throws ProblemException `validation_failed` for a rule without a day from today on
   */
  async planFrom(principal: Principal, rule: string, { dueOn, ...template }: Template): Promise<Begun> {
    const today = await this.properties.today(principal, template.propertyId);
    const days = readRule(rule);
    const first = dueOn ?? firstDayFrom(days, today);
    if (first === null) throw invalidField('repeats', 'has no day from today on');
    const { description, room, priority = 'normal', assigneeId } = template;
    const plan = await this.rows.planCreate(principal, {
      ...{ propertyId: template.propertyId, title: template.title, rule, priority },
      ...{ description: description ?? null, room: room ?? null, assigneeId: assigneeId ?? null },
      ...{ lastOn: first, nextOn: firstDayFrom(days, today, first) },
    });
    return { plan, task: { recurrenceId: plan.respond.recurrenceId, occursOn: first, dueOn: first } };
  }

  /**
   * Returns the text of a task's rule. Undefined if it was deleted, or if the caller does not see it because the task has moved
   * to another property: then they may make one there.
   */
  async ruleOf(principal: Principal, recurrenceId: string | null | undefined): Promise<string | undefined> {
    if (recurrenceId == null) return undefined;
    const [found] = await this.database.db
      .select({ rule: recurrences.rule })
      .from(recurrences)
      .where(and(isWithin(recurrences, principal), eq(recurrences.recurrenceId, recurrenceId)));
    return found?.rule;
  }
}

export interface Begun {
  readonly plan: Plan<Recurrence>;
  readonly task: Readonly<Record<'recurrenceId' | 'occursOn' | 'dueOn', string>>;
}

/** @throws Error for a text that no request could have brought */
export function readRule(text: string): RecurrenceRule {
  const rule = parseRule(text);
  if (!rule) throw new Error(`no rule: ${text}`);
  return rule;
}
