import { RefusedError } from '@bellhop/react';
import { Alert } from '@mantine/core';

/** Shows an error of the whole form; errors of single fields are shown at those fields. */
export function FormProblem({ error }: { error: Error | null }) {
  if (!error) return null;
  const title = error instanceof RefusedError ? error.problem.title : undefined;
  return (
    <Alert color="red" role="alert" {...(title && title !== error.message && { title })}>
      {error.message}
    </Alert>
  );
}
