import { RefusedError, StaleRowError } from '@bellhop/react';
import { Alert } from '@mantine/core';

/** What went wrong with a form as a whole; what concerns one field stands at that field. */
export function FormProblem({ error }: { error: Error | null }) {
  if (!error) return null;
  if (error instanceof StaleRowError) {
    return (
      <Alert color="brass" role="alert" title={error.message}>
        {error.current
          ? 'Your changes were not saved. The form now shows it as it is: make them again if they still fit.'
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
