import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { showFieldErrors } from './field-errors.js';
import type { Form } from './form.js';

export interface FormRequestOptions<Values extends object, Data> {
  readonly form: Form<Values>;
  readonly send: (values: Values) => Promise<Data>;
  readonly onDone?: (data: Data) => unknown;
}

/** Sends what a form has. A refusal is shown at the fields that it names; otherwise it is the `problem` of the whole form. */
export function useFormRequest<Values extends object, Data>({ form, send, onDone }: FormRequestOptions<Values, Data>) {
  const [problem, setProblem] = useState<Error | null>(null);
  const request = useMutation({
    mutationFn: send,
    onMutate: () => setProblem(null),
    onSuccess: (data) => onDone?.(data),
    onError: (error) => setProblem(showFieldErrors(form, error)),
  });
  return {
    submit: form.onSubmit((values) => request.mutate(values)),
    problem,
    isPending: request.isPending,
    isSuccess: request.isSuccess,
    /** What was sent last. */
    sent: request.variables,
    /** Forgets what was sent, and what came of it. */
    reset: () => {
      setProblem(null);
      request.reset();
    },
  };
}
