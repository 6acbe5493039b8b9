import { TextInput, type TextInputProps } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { MAX_TEXT } from './address.js';
import { browserAfter } from '../unsaved/browser-after.js';
import { SearchText } from './search-text.js';

export interface SearchInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'onBlur'> {
  /** What is searched for. */
  readonly value: string | undefined;
  /** Called after a pause of typing; undefined for no text. */
  readonly onChange: (text: string | undefined) => void;
}

/** An input for a text to search for. */
export function SearchInput({ value = '', onChange, ...input }: SearchInputProps) {
  const [search] = useState(() => new SearchText(value, browserAfter));
  const text = useSyncExternalStore(search.subscribe, search.text);
  useEffect(() => search.follow(value), [search, value]);
  useEffect(() => () => search.cancel(), [search]);
  return (
    <TextInput
      type="search"
      maxLength={MAX_TEXT}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={({ currentTarget }) => search.type(currentTarget.value, onChange)}
      onBlur={() => search.flush()}
      {...input}
    />
  );
}
