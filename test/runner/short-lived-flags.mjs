/**
 * V8's flags for a process that runs PGlite for seconds. A tenth of PGlite's functions is ever called, so each is compiled at its
 * first call; to optimise them costs as much as thousands of statements save.
 */
export const SHORT_LIVED_FLAGS = ['--liftoff-only', '--wasm-lazy-compilation'];
