import { catalogue } from '@bellhop/hotel';
import { createDomainHooks } from '@bellhop/react';

/** Hooks that subscribe to the events of one domain. */
export const { useFinanceRealtime, usePropertiesRealtime, useTasksRealtime, useUsersRealtime } =
  createDomainHooks(catalogue);
