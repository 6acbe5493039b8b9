import type { Clock } from '@bellhop/realtime';
import { UserConsequences } from '../../src/domains/users/user-consequences.js';
import { UsersPropertyMembers } from '../../src/domains/users/users.property-members.js';
import { UsersRepository } from '../../src/domains/users/users.repository.js';
import { UsersService } from '../../src/domains/users/users.service.js';
import { AuditLog } from '../../src/platform/audit/audit-log.js';
import { AccountLinks } from '../../src/platform/auth/accounts/account-links.js';
import { Invitations } from '../../src/platform/auth/accounts/invitations.js';
import { Letters } from '../../src/platform/auth/accounts/letters.js';
import { AfterAnswer } from '../../src/platform/auth/after-answer.js';
import { UserSessions } from '../../src/platform/auth/sessions/user-sessions.js';
import type { Settings } from '../../src/platform/config/settings.js';
import type { SqlDriver } from '../../src/platform/database/sql-driver.js';
import type { Mail } from '../../src/platform/mail/mailer.js';
import { createStage, type Stage } from './stage.js';

/** A stage with the users domain. */
export interface UsersStage extends Stage {
  readonly repository: UsersRepository;
  readonly service: UsersService;
  readonly propertyMembers: UsersPropertyMembers;
  readonly sessions: UserSessions;
  /** Mails sent so far. */
  readonly mails: readonly Mail[];
  /** Resolves when all mails have been sent. */
  mailed(): Promise<void>;
}

/** @param driver see {@link createStage} */
export async function createUsersStage(driver?: SqlDriver): Promise<UsersStage> {
  const stage = await createStage(driver);
  const { database, properties, events, commands } = stage;
  const clock: Clock = stage.clock;
  const mails: Mail[] = [];
  const afterAnswer = new AfterAnswer(stage.clock);
  const invitations = new Invitations(
    new AccountLinks(database),
    new Letters({ publicUrl: 'https://stage.test' } as Settings),
    afterAnswer,
    { send: (mail) => Promise.resolve(void mails.push(mail)), rehearse: () => Promise.resolve() },
  );
  const repository = new UsersRepository(database);
  const sessions = new UserSessions(clock);
  const consequences = new UserConsequences(repository, sessions, new AuditLog(clock));
  return {
    ...stage,
    repository,
    service: new UsersService(repository, consequences, properties, invitations, events, commands, clock),
    propertyMembers: new UsersPropertyMembers(repository, clock),
    sessions,
    mails,
    mailed: () => afterAnswer.settled(),
  };
}
