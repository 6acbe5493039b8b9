import { Alert } from '@mantine/core';
import { errorText } from './error-text.js';

/** Shows an error of the whole form; errors of single fields are shown at those fields. */
export function FormProblem({ error }: { error: Error | null }) {
  if (!error) return null;
  return (
    <Alert color="red" role="alert">
      {errorText(error)}
    </Alert>
  );
}
