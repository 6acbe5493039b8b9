import { Global, Module } from '@nestjs/common';
import { SearchSources } from './search-sources.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Global()
@Module({ controllers: [SearchController], providers: [SearchSources, SearchService], exports: [SearchSources] })
export class SearchModule {}
