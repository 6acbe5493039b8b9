import { Textarea, type TextareaProps } from '@mantine/core';
import classes from './long-text-input.module.css';

/** Else its height is measured at each key of the form, for which the whole page is laid out. */
const GROWS_BY_ITSELF = CSS.supports('field-sizing', 'content');

export interface LongTextInputProps extends TextareaProps {
  /** Lines it has room for while it is empty. */
  readonly rows: number;
}

/** A field for a text of several lines, as tall as its text. */
export function LongTextInput({ rows, ...others }: LongTextInputProps) {
  return GROWS_BY_ITSELF ? (
    <Textarea classNames={{ input: classes.input }} styles={{ input: { '--rows': rows } }} {...others} />
  ) : (
    <Textarea autosize minRows={rows} {...others} />
  );
}
