import { RefusedError, StaleRowError } from '@bellhop/react';
import { Alert } from '@mantine/core';

/** Shows an error of the whole form; errors of single fields are shown at those fields. */
export function FormProblem({ error }: { error: Error | null }) {
  if (!error) return null;
  if (error instanceof StaleRowError) {
    return (
      <Alert color="brass" role="alert" title={error.message}>
        {error.current
          ? 'Your changes were not saved. The form now shows the current version: make them again if they still apply.'
          : 'There is nothing left to save.'}
      </Alert>
    );
  }
  const title = error instanceof RefusedError ? error.problem.title : undefined;
  return (
    <Alert color="red" role="alert" {...(title && title !== error.message && { title })}>
      {error.message}
    </Alert>
  );
}
