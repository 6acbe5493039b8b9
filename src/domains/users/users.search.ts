import { searchedFields, userSchema } from '@bellhop/hotel';
import { Injectable } from '@nestjs/common';
import { SearchSources } from '../../platform/search/search-sources.js';
import { users } from './users.schema.js';

/** Lets people be found by name and address; every member sees all of them. */
@Injectable()
export class UsersSearch {
  constructor(sources: SearchSources) {
    const searched = searchedFields(userSchema);
    sources.add({
      name: 'user',
      table: users,
      id: 'userId',
      searched,
      roles: undefined,
      audience: undefined,
      fixed: {},
    });
  }
}
