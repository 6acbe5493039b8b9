import { type SearchResults, searchResultsSchema } from '@bellhop/hotel';
import { Controller, Get, Query } from '@nestjs/common';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { ClientSignal } from '../http/client-signal.js';
import { RespondsWith } from '../openapi/responses.js';
import { SearchQuery } from './search.query.js';
import { SearchService } from './search.service.js';

/** Rows of every domain by their text (DOMAINS.md, "Search"). */
@Controller('v2/search')
export class SearchController {
  constructor(private readonly service: SearchService) {}

  @Get()
  @RespondsWith('Rows of all kinds that the user may see and that have all the words, the best kind first.', {
    name: 'SearchResults',
    schema: searchResultsSchema,
  })
  search(
    @CurrentPrincipal() principal: Principal,
    @Query() { q, limit }: SearchQuery,
    @ClientSignal() signal: AbortSignal,
  ): Promise<SearchResults> {
    return this.service.search(principal, q, limit, signal);
  }
}
