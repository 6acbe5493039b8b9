import { type ReactNode, type SyntheticEvent, useLayoutEffect, useState, useSyncExternalStore } from 'react';

/** Errors by field, in the user's language. */
export type FormErrors = Readonly<Record<string, string>>;

/** For each field that may be wrong, returns the error of its value; null for a right one. */
export type FormRules<Values> = {
  readonly [Name in keyof Values]?: (value: Values[Name], values: Values) => string | null;
};

/**
 * The values and errors of a form. What shows one of them subscribes to it: a key renders its field and what depends on that,
 * but neither the other fields nor the dialog around them.
 */
export class Form<out Values extends object> {
  readonly #listeners = new Set<() => void>();
  #values: Values;
  #errors: FormErrors = {};
  #check: () => FormErrors = () => ({});

  constructor(readonly initialValues: Values) {
    this.#values = initialValues;
  }

  /** Calls back after each change of a value or an error. @returns a function that ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  getValues(): Values {
    return this.#values;
  }

  getErrors(): FormErrors {
    return this.#errors;
  }

  /** Changes one value. Its error is gone: it was the earlier value's. */
  setValue<Name extends keyof Values & string>(name: Name, value: Values[Name]): void {
    const { [name]: _, ...errors } = this.#errors;
    this.#become({ ...this.#values, [name]: value }, errors);
  }

  setValues(values: Values): void {
    this.#become(values, {});
  }

  setErrors(errors: FormErrors): void {
    this.#become(this.#values, errors);
  }

  /** @param check returns the errors of the values from now on */
  checkBy(check: () => FormErrors): void {
    this.#check = check;
  }

  /** Shows which values are wrong. @returns whether all are right */
  validate(): boolean {
    this.setErrors(this.#check());
    return Object.keys(this.#errors).length === 0;
  }

  /** @returns a handler of the form's submission, which calls back if all values are right */
  onSubmit(send: (values: Values) => void): (event?: SyntheticEvent<HTMLFormElement>) => void {
    return (event) => {
      event?.preventDefault();
      if (this.validate()) send(this.#values);
    };
  }

  #become(values: Values, errors: FormErrors): void {
    this.#values = values;
    this.#errors = errors;
    for (const listener of [...this.#listeners]) listener();
  }
}

export interface FormOptions<Values> {
  readonly initialValues: Values;
  /** Checked when the form is submitted. @default everything is right */
  readonly validate?: FormRules<Values>;
}

/** Returns the form of a component, which is not rendered again when its values change: {@link useFormValue} reads them. */
export function useForm<Values extends object>({ initialValues, validate }: FormOptions<Values>): Form<Values> {
  const [form] = useState(() => new Form(initialValues));
  // The rules of the last rendering: they know the language and the current day.
  useLayoutEffect(() => {
    form.checkBy(() => errorsOf(form.getValues(), validate ?? {}));
  });
  return form;
}

function errorsOf<Values extends object>(values: Values, rules: FormRules<Values>): FormErrors {
  const names = Object.keys(rules) as (keyof Values & string)[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const error = rules[name]?.(values[name], values) ?? null;
      return error === null ? [] : [[name, error]];
    }),
  );
}

/** Returns a rule for a field that must not be empty. */
export const required =
  (error: string) =>
  (value: unknown): string | null =>
    (typeof value === 'string' ? value.trim() : (value ?? '')) === '' ? error : null;

/**
 * Reads something of a form's values, and renders again when that changes.
 *
 * @param select returns a primitive, or a value of the form as it is
 */
export function useFormValue<Values extends object, Selected>(
  form: Form<Values>,
  select: (values: Values) => Selected,
): Selected {
  return useSyncExternalStore(form.subscribe, () => select(form.getValues()));
}

/** The properties of a field's input. */
export interface FieldInput<Value> {
  readonly value: Value;
  /** Takes a value, or the event of an element that has it. */
  readonly onChange: (next: unknown) => void;
  readonly error: string | undefined;
}

export interface FieldProps<Values extends object, Name extends keyof Values & string, Selected> {
  readonly form: Form<Values>;
  readonly name: Name;
  /** What else the input depends on; see {@link useFormValue}. @default nothing */
  readonly needs?: (values: Values) => Selected;
  /** Renders the input. */
  readonly children: (input: FieldInput<Values[Name]>, needed: Selected) => ReactNode;
}

/** One field of a form. It is rendered again by itself, when its value or error changes. */
export function Field<Values extends object, Name extends keyof Values & string, Selected = undefined>({
  form,
  name,
  needs,
  children,
}: FieldProps<Values, Name, Selected>): ReactNode {
  const value = useFormValue(form, (values) => values[name]);
  const needed = useFormValue(form, (values) => needs?.(values)) as Selected;
  const error = useSyncExternalStore(form.subscribe, () => form.getErrors()[name]);
  const onChange = (next: unknown): void => form.setValue(name, valueOf(next) as Values[Name]);
  return children({ value, onChange, error }, needed);
}

/** Returns the value that an input tells: text inputs and checkboxes tell events, all others their value itself. */
function valueOf(told: unknown): unknown {
  const element = typeof told === 'object' && told !== null && 'currentTarget' in told ? told.currentTarget : undefined;
  if (element instanceof HTMLInputElement && element.type === 'checkbox') return element.checked;
  const hasText = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  return hasText ? element.value : told;
}
