/** Injection token of the `Clock`; tests give a simulated one. */
export const CLOCK = Symbol('clock');
