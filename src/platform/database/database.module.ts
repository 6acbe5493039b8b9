import {
  type DynamicModule,
  Global,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  Optional,
} from '@nestjs/common';
import { DataDirectory } from '../config/data-directory.js';
import { type Settings, SETTINGS } from '../config/settings.js';
import { Database } from './database.js';
import { migrate } from './migrate.js';
import { explainStart, type OpenDriver } from './open-driver.js';

/** Closes the database after the last request, and then unlocks the data directory for other processes. */
@Injectable()
class DatabaseLifetime implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    @Optional() @Inject(DataDirectory) private readonly directory: DataDirectory | null,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
    this.directory?.close();
  }
}

@Global()
@Module({})
export class DatabaseModule {
  /** Provides {@link Database}, open and with its schema up to date. */
  static forRoot(open: OpenDriver): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        {
          provide: Database,
          // DataDirectory is injected so that the directory is locked before its files are used.
          inject: [SETTINGS, DataDirectory],
          useFactory: async (settings: Settings) => {
            const database = new Database(await open(settings));
            try {
              await migrate(database);
              return database;
            } catch (error) {
              await database.close().catch(() => undefined);
              throw explainStart(settings, error);
            }
          },
        },
        DatabaseLifetime,
      ],
      exports: [Database],
    };
  }
}
