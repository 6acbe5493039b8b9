import { optionsOf } from '@bellhop/hotel';
import type { Schema } from '@bellhop/protocol';
import { Badge } from '@mantine/core';

/** `in_progress` → `In progress`. */
export const readable = (choice: string): string => {
  const words = choice.replaceAll(/[_-]/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/** Returns the options of a `Select` for an enum field. */
export const choicesOf = <T extends string>(field: Schema<T | null>): { value: T; label: string }[] =>
  optionsOf(field).map((value) => ({ value, label: readable(value) }));

/** Shows the value of an enum field in a list. */
export const Choice = ({ value }: { value: string }) => (
  <Badge variant="light" color="gray" radius="sm">
    {readable(value)}
  </Badge>
);
