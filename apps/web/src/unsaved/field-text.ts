/** A field of a form as text. */
export interface FieldText {
  readonly label: string;
  readonly text: string;
}
