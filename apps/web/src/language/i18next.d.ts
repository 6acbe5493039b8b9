import 'i18next';
import type account from '@bellhop/hotel/messages/en/account.json';
import type activity from '@bellhop/hotel/messages/en/activity.json';
import type app from '@bellhop/hotel/messages/en/app.json';
import type audit from '@bellhop/hotel/messages/en/audit.json';
import type auth from '@bellhop/hotel/messages/en/auth.json';
import type errors from '@bellhop/hotel/messages/en/errors.json';
import type finance from '@bellhop/hotel/messages/en/finance.json';
import type onboarding from '@bellhop/hotel/messages/en/onboarding.json';
import type overlay from '@bellhop/hotel/messages/en/overlay.json';
import type properties from '@bellhop/hotel/messages/en/properties.json';
import type rows from '@bellhop/hotel/messages/en/rows.json';
import type tasks from '@bellhop/hotel/messages/en/tasks.json';
import type ui from '@bellhop/hotel/messages/en/ui.json';
import type users from '@bellhop/hotel/messages/en/users.json';

declare module 'i18next' {
  /** A key that the English messages lack does not compile. */
  interface CustomTypeOptions {
    defaultNS: 'ui';
    resources: {
      account: typeof account;
      activity: typeof activity;
      app: typeof app;
      audit: typeof audit;
      auth: typeof auth;
      errors: typeof errors;
      finance: typeof finance;
      onboarding: typeof onboarding;
      overlay: typeof overlay;
      properties: typeof properties;
      rows: typeof rows;
      tasks: typeof tasks;
      ui: typeof ui;
      users: typeof users;
    };
  }
}
