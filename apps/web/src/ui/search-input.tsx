import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

/** Time without typing after which a search begins, in milliseconds. */
const TYPING_MS = 300;

export interface SearchInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** What is searched for. */
  readonly value: string | undefined;
  /** Called after a pause of typing; undefined for no text. */
  readonly onChange: (text: string | undefined) => void;
}

/** An input for a text to search for. */
export function SearchInput({ value = '', onChange, ...input }: SearchInputProps) {
  const [typed, setTyped] = useState({ text: value, over: value });
  const search = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), TYPING_MS);
  // A value that was not typed here, such as that of another address, replaces what was.
  const isTyped = value === typed.over || value === typed.text.trim();
  return (
    <TextInput
      type="search"
      maxLength={100}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={isTyped ? typed.text : value}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped({ text, over: value });
        search(text);
      }}
      {...input}
    />
  );
}
