import { Global, Module } from '@nestjs/common';
import { Commands } from './commands.js';
import { OldCommands } from './old-commands.js';

@Global()
@Module({ providers: [Commands, OldCommands], exports: [Commands] })
export class CommandsModule {}
