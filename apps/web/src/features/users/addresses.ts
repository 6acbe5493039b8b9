/** An address to invite, with a name to begin with: the person can change it when they join. */
export interface Invitee {
  readonly email: string;
  readonly name: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** `Ana Silva <ana@nova.test>`, as mail programs write it. */
const NAMED = /^"?([^"<>]*?)"?\s*<([^<>]+)>$/;

/** Reads addresses separated by line breaks, commas or semicolons, each once. */
export function readAddresses(text: string): {
  readonly invitees: readonly Invitee[];
  readonly wrong: readonly string[];
} {
  const invitees = new Map<string, Invitee>();
  const wrong: string[] = [];
  for (const part of text.split(/[\n,;]+/).flatMap(wordsOf)) {
    const [, given = '', inner] = NAMED.exec(part) ?? [];
    const email = (inner ?? part).trim().toLowerCase();
    if (!EMAIL.test(email)) wrong.push(part);
    else if (!invitees.has(email)) invitees.set(email, { email, name: given.trim() || nameIn(email) });
  }
  return { invitees: [...invitees.values()], wrong };
}

/** Spaces separate addresses too, unless a name stands before one. */
function wordsOf(part: string): readonly string[] {
  const text = part.trim();
  return text === '' ? [] : text.includes('<') ? [text] : text.split(/\s+/);
}

/** `ana.maria-silva+work@nova.test` → `Ana Maria Silva`. */
function nameIn(email: string): string {
  const [local = ''] = email.split('@');
  const words = (local.split('+')[0] ?? local).split(/[._-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || local;
}
