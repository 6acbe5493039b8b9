import { catalogue } from '@bellhop/hotel';
import { defineDomain } from '@bellhop/realtime';

/** Money is for owners and managers, over the API and over every stream alike. */
export const FINANCE_ROLES = ['owner', 'manager'] as const;

export const financeDomain = defineDomain('finance', catalogue.finance, { roles: FINANCE_ROLES });
