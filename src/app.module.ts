import type { Clock } from '@bellhop/realtime';
import { OrgCache, RealtimeModule, SqlDeliveryStore, SqlEventLog, SqlSessionCursors } from '@bellhop/realtime';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { FinanceModule } from './domains/finance/finance.module.js';
import { PropertiesModule } from './domains/properties/properties.module.js';
import { TasksModule } from './domains/tasks/tasks.module.js';
import { UsersModule } from './domains/users/users.module.js';
import { ActivityModule } from './platform/activity/activity.module.js';
import { ApiKeysModule } from './platform/api-keys/api-keys.module.js';
import { Publishers } from './platform/api-keys/publishers.js';
import { auditOperator } from './platform/audit/audit-operator.js';
import { AuditLog } from './platform/audit/audit-log.js';
import { AuditModule } from './platform/audit/audit.module.js';
import { AccountsModule } from './platform/auth/accounts/accounts.module.js';
import { AuthModule } from './platform/auth/auth.module.js';
import { SessionAccess } from './platform/auth/session-access.js';
import { Viewers } from './platform/auth/viewers.js';
import { AwayModule } from './platform/away/away.module.js';
import { WritesModule } from './platform/writes/writes.module.js';
import { RuntimeModule } from './platform/config/runtime.module.js';
import type { Settings } from './platform/config/settings.js';
import { DashboardModule } from './platform/dashboard/dashboard.module.js';
import { Database } from './platform/database/database.js';
import { DatabaseModule } from './platform/database/database.module.js';
import type { OpenDriver } from './platform/database/open-driver.js';
import { DemoModule } from './platform/demo/demo.module.js';
import { DocsModule } from './platform/docs/docs.module.js';
import { GuardsModule } from './platform/guards/guards.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { describeError } from './platform/http/describe-error.js';
import { HttpModule } from './platform/http/http.module.js';
import type { ConnectionReport } from './platform/http/connection-report.js';
import type { RouteTable } from './platform/http/route-table.js';
import { MailModule } from './platform/mail/mail.module.js';
import type { Mailer } from './platform/mail/mailer.js';
import { OnboardingModule } from './platform/onboarding/onboarding.module.js';
import { ResourcesModule } from './platform/resources/resources.module.js';
import { ScheduleModule } from './platform/schedule/schedule.module.js';
import { SearchModule } from './platform/search/search.module.js';
import { TelemetryModule } from './platform/telemetry/telemetry.module.js';
import { TenancyModule } from './platform/tenancy/tenancy.module.js';
import { CLOCK } from './platform/time/clock.js';

/** Parts of the application that are passed in. */
export interface AppParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly openDriver: OpenDriver;
  readonly routes: RouteTable;
  readonly connections: ConnectionReport;
  /** Replaces the one that the settings name. */
  readonly mailer: Mailer | undefined;
  /** Beside the application's own. */
  readonly modules: readonly Type[];
}

/** The application's modules. */
@Module({})
export class AppModule {
  static forRoot({ settings, clock, openDriver, routes, connections, mailer, modules }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        RuntimeModule.forRoot(settings, clock),
        DatabaseModule.forRoot(openDriver),
        ScheduleModule,
        TenancyModule,
        AuditModule,
        ActivityModule,
        MailModule.forRoot(mailer),
        AuthModule,
        AccountsModule,
        ApiKeysModule,
        GuardsModule,
        HttpModule.forRoot(routes, connections),
        DashboardModule,
        HealthModule,
        WritesModule,
        ResourcesModule,
        SearchModule,
        AwayModule,
        OnboardingModule,
        TelemetryModule,
        DocsModule,
        EventEmitterModule.forRoot(),
        RealtimeModule.forRootAsync({
          inject: [Database, Viewers, SessionAccess, OrgCache, Publishers, AuditLog, CLOCK],
          useFactory: (
            database: Database,
            viewers: Viewers,
            access: SessionAccess,
            orgCache: OrgCache,
            publishers: Publishers,
            audit: AuditLog,
            time: Clock,
          ) => ({
            log: new SqlEventLog(database),
            deliveries: new SqlDeliveryStore(database),
            sessionCursors: new SqlSessionCursors(database),
            transactor: database,
            viewers,
            access,
            cache: orgCache,
            publishers,
            legacyDomains: settings.legacyEvents,
            maxStreamsPerUser: settings.maxStreamsPerUser,
            maxStreamsPerOrg: settings.maxStreamsPerOrg,
            nativeWrites: settings.nativeWrites,
            operatorRoles: ['owner'],
            onOperatorAction: auditOperator(database, audit),
            errorCode: (error: unknown) => describeError(error).code,
            clock: time,
          }),
        }),

        PropertiesModule,
        FinanceModule,
        TasksModule,
        UsersModule,

        ...modules,
        DemoModule,
      ],
    };
  }
}
