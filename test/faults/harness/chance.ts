import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that a seed reproduces. */
export class Chance {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  /** @param seed a 32-bit integer */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number from `least` to `most`, inclusive. */
  between(least: number, most: number): number {
    return uniformInt(this.#generator, least, most);
  }

  /** @throws RangeError for an empty list */
  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('there is nothing to pick from');
    return choices[this.between(0, choices.length - 1)] as T;
  }

  /** Returns a separate generator, so that what one part draws does not affect another. */
  fork(): Chance {
    return new Chance(this.between(0, 0x7fffffff));
  }
}
