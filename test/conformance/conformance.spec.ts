import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from '@jest/globals';
import type { Member } from '../support/app.js';
import { chosenDomains } from './chosen-domains.js';
import { SCENARIOS, type Stage } from './scenarios.js';
import { TRANSPORTS, type Visitor, World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
// Undefined when the setup failed; the server is closed already.
afterAll(() => (world as World | undefined)?.close());

/** Runs the seven scenarios for every domain, or for those given to `npm run conformance` (docs/conformance.md). */
describe.each(chosenDomains())('%s', (name) => {
  describe.each(TRANSPORTS)('%s', (transport) => {
    let fixture: Stage;
    const visitors: Visitor[] = [];
    beforeEach(async () => {
      const newVisitor = (member: Member): Visitor => {
        const visitor = world.visitor({ domain: name, transport, member });
        visitors.push(visitor);
        return visitor;
      };
      const domain = await world.domain(name);
      fixture = { ...{ world, domain, transport, newVisitor }, visitor: newVisitor(await world.member('owner')) };
    });
    afterEach(async () => {
      for (const { browser } of visitors.splice(0)) for (const tab of [...browser.tabs]) tab.kill();
      await world.time.settle();
    });

    it.each(Object.entries(SCENARIOS))('%s', async (_, play) => play(fixture));
  });
});
