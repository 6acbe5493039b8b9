import { Observable, type Observer, type OperatorFunction, Subscriber, type Subscription } from 'rxjs';

/**
 * An Observable whose observers may throw. RxJS rethrows an observer's exception globally; here it is reported, and the
 * observer still gets the next value. An error without an error handler, such as an operator's, is reported too and
 * ends its subscription.
 */
export class GuardedObservable<T> extends Observable<T> {
  readonly #onFailure: (error: unknown) => void;

  constructor(values: Observable<T>, onFailure: (error: unknown) => void) {
    super((subscriber) => values.subscribe(subscriber));
    this.#onFailure = onFailure;
  }

  override subscribe(
    observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // The subscriber of an operator or another Observable. The final observer is further down.
    if (observerOrNext instanceof Subscriber) return super.subscribe(observerOrNext);
    const isObserver = typeof observerOrNext === 'object' && observerOrNext !== null;
    const observer: Partial<Observer<T>> = isObserver
      ? observerOrNext
      : { ...(observerOrNext && { next: observerOrNext }), ...(error && { error }), ...(complete && { complete }) };
    return super.subscribe({
      next: (value) => this.#guarded(() => observer.next?.(value)),
      error: (failure: unknown) =>
        this.#guarded(() => (observer.error ? observer.error(failure) : this.#onFailure(failure))),
      complete: () => this.#guarded(() => observer.complete?.()),
    });
  }

  /* oxlint-disable typescript/no-explicit-any -- As Observable declares it: callers see its overloads. */
  override pipe(...operators: OperatorFunction<any, any>[]): Observable<any> {
    const piped = operators.reduce<Observable<any>>((source, operator) => operator(source), this);
    return new GuardedObservable(piped, this.#onFailure);
  }
  /* oxlint-enable typescript/no-explicit-any */

  #guarded(call: () => unknown): void {
    try {
      const outcome = call();
      // The observer is an async function.
      if (outcome instanceof Promise) outcome.catch(this.#onFailure);
    } catch (error) {
      this.#onFailure(error);
    }
  }
}
