import type { Clock } from '@bellhop/realtime';
import { UserActivity } from '../../src/domains/users/user-activity.js';
import { UserConsequences } from '../../src/domains/users/user-consequences.js';
import { UsersPropertyMembers } from '../../src/domains/users/users.property-members.js';
import { UsersRepository } from '../../src/domains/users/users.repository.js';
import { UsersService } from '../../src/domains/users/users.service.js';
import { AuditLog } from '../../src/platform/audit/audit-log.js';
import { AccountLinks } from '../../src/platform/auth/accounts/account-links.js';
import { Invitations } from '../../src/platform/auth/accounts/invitations.js';
import { MailTemplates } from '../../src/platform/auth/accounts/mail-templates.js';
import { BackgroundTasks } from '../../src/platform/auth/background-tasks.js';
import { UserSessions } from '../../src/platform/auth/sessions/user-sessions.js';
import type { Settings } from '../../src/platform/config/settings.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import type { Mail } from '../../src/platform/mail/mailer.js';
import { createDomainFixture, type DomainFixture } from './domain-fixture.js';

/** A fixture with the users domain. */
export interface UsersFixture extends DomainFixture {
  readonly repository: UsersRepository;
  readonly service: UsersService;
  readonly propertyMembers: UsersPropertyMembers;
  readonly sessions: UserSessions;
  /** Mails sent so far. */
  readonly mails: readonly Mail[];
  /** Resolves when all mails have been sent. */
  mailed(): Promise<void>;
}

/** @param driver see {@link createDomainFixture} */
export async function createUsersFixture(driver?: SqlDriver): Promise<UsersFixture> {
  const fixture = await createDomainFixture(driver);
  const { database, properties, events, writes } = fixture;
  const clock: Clock = fixture.clock;
  const mails: Mail[] = [];
  const afterAnswer = new BackgroundTasks(fixture.clock);
  const invitations = new Invitations(
    new AccountLinks(database),
    new MailTemplates({ publicUrl: 'https://fixture.test' } as Settings),
    afterAnswer,
    { send: (mail) => Promise.resolve(void mails.push(mail)), rehearse: () => Promise.resolve() },
  );
  const repository = new UsersRepository(database);
  const sessions = new UserSessions(clock);
  const activity = new UserActivity(fixture.activity);
  const consequences = new UserConsequences(repository, sessions, new AuditLog(clock), activity);
  return {
    ...fixture,
    repository,
    service: new UsersService(repository, consequences, activity, properties, invitations, events, writes, clock),
    propertyMembers: new UsersPropertyMembers(repository, activity, clock),
    sessions,
    mails,
    mailed: () => afterAnswer.settled(),
  };
}
