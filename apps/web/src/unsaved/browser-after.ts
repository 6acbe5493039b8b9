/** Runs a task later. @returns a function that cancels it */
export function browserAfter(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}
