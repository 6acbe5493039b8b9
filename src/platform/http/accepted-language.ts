import { type Language, languageFor } from '@bellhop/hotel';

/** More than any browser sends. */
const MAX_LANGUAGES = 20;

/** Returns the language of ours that `Accept-Language` prefers (RFC 9110, 12.5.4). */
export function acceptedLanguage(header: string | undefined): Language {
  const ranges = (header ?? '').split(',', MAX_LANGUAGES).map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    return { tag, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
  });
  const accepted = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return languageFor(accepted.map(({ tag }) => tag));
}
