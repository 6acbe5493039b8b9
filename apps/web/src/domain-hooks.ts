import { catalogue } from '@bellhop/hotel';
import { createDomainHooks } from '@bellhop/react';

/** What happens in one domain of the hotel, as it happens. */
export const { useFinanceRealtime, usePropertiesRealtime, useTasksRealtime, useUsersRealtime } =
  createDomainHooks(catalogue);
