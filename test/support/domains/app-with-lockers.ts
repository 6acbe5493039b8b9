import { createTestApp, firstProperty, type Member, type TestApp } from '../app.js';
import { addLockers, LockersModule } from './planted-lockers.js';

/** The application with one more domain, and members of one group. */
export interface AppWithLockers {
  readonly server: TestApp;
  readonly owner: Member;
  readonly manager: Member;
  readonly staff: Member;
  /** A property that they all see. */
  readonly here: string;
  /** A property of the owner that the staff does not see. */
  readonly elsewhere: string;
}

export async function createAppWithLockers(): Promise<AppWithLockers> {
  const server = await createTestApp({ modules: [LockersModule] });
  await addLockers(server.database);
  const [owner, manager, staff] = [
    await server.signIn('owner'),
    await server.signIn('manager'),
    await server.signIn('staff'),
  ];
  const seen = staff.signedIn.user.propertyIds;
  const elsewhere = owner.signedIn.user.propertyIds.find((id) => !seen.includes(id));
  if (elsewhere === undefined) throw new Error('the staff sees every property');
  return { server, owner, manager, staff, here: firstProperty(staff), elsewhere };
}
