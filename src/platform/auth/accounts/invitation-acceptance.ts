import { Inject, Injectable } from '@nestjs/common';
import type { Invitation } from '@bellhop/protocol';
import { type Clock, DomainEvents } from '@bellhop/realtime';
import { AuditLog } from '../../audit/audit-log.js';
import type { RequestOrigin } from '../../audit/request-origin.js';
import type { Tx } from '../../database/database.js';
import { conflict, ProblemException } from '../../http/problem.js';
import { OrgMembers } from '../../tenancy/org-members.js';
import { CLOCK } from '../../time/clock.js';
import { Accounts } from '../accounts.js';
import { requireHardToGuess } from '../password-rule.js';
import { Passwords } from '../passwords.js';
import { SignIn } from '../sessions/sign-in.js';
import type { SessionRecord } from '../sessions/user-sessions.js';
import { AccountLinks } from './account-links.js';
import { isAddressTaken } from './address-taken.js';
import type { AcceptInvitationDto } from './dto/account.dto.js';

/** Acceptance of invitations. */
@Injectable()
export class InvitationAcceptance {
  constructor(
    private readonly events: DomainEvents<Tx>,
    private readonly accounts: Accounts,
    private readonly links: AccountLinks,
    private readonly passwords: Passwords,
    private readonly signIn: SignIn,
    private readonly members: OrgMembers,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Returns the invitation of a link without using it.
   * @throws ProblemException `invalid_link`
   */
  async lookUp(token: string): Promise<Invitation> {
    const id = await this.links.find(token, 'invitation');
    const invitee = id && (await this.accounts.findInvitee(id));
    if (!invitee) throw new ProblemException('invalid_link');
    return invitee;
  }

  /**
   * @throws ProblemException `invalid_link`; `validation_failed` for an easily guessed password; `conflict` when the address has
   *   an account in another org, in which case the link stays valid
   */
  async accept({ token, password, name }: AcceptInvitationDto, origin: RequestOrigin): Promise<SessionRecord> {
    const id = await this.links.find(token, 'invitation');
    const invitee = id && (await this.accounts.findInvitee(id));
    if (!id || !invitee) throw new ProblemException('invalid_link');
    requireHardToGuess('password', password, [invitee.email, invitee.name, invitee.orgName, name ?? '']);
    const passwordHash = await this.passwords.hash(password);
    try {
      return await this.events.transaction(async (unit) => {
        const { tx } = unit;
        const joined = await this.accounts.activate(tx, id, { passwordHash, name }, new Date(this.clock.now()));
        const used = joined && (await this.links.use(tx, token, 'invitation'));
        if (!used) throw new ProblemException('invalid_link');
        await this.members.joined(unit, { ...id, name: invitee.name });
        const member = { ...id, name: name ?? invitee.name };
        await this.audit.record(tx, {
          orgId: id.orgId,
          action: 'user_joined',
          actor: member,
          target: { id: id.userId, name: invitee.email },
          address: origin.address,
        });
        return this.signIn.begin(tx, member, origin);
      }, id);
    } catch (error) {
      if (!isAddressTaken(error)) throw error;
      throw conflict('emailElsewhere', 'This email address already has an account with another organisation.');
    }
  }
}
