import { catalogue } from '@bellhop/hotel';
import { defineDomain } from '@bellhop/realtime';

/** Finance is restricted to these roles in the API and in streams. */
export const FINANCE_ROLES = ['owner', 'manager'] as const;

export const financeDomain = defineDomain('finance', catalogue.finance, { roles: FINANCE_ROLES });
