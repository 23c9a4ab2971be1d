/**
 * What a backslash announces in regular expressions.
 */

/** Why an expression is refused. */
export class RegexFault extends Error {}

/** An escape: an octet, a class of octets, JavaScript's own text, or a reference back. */
export type Escape = { readonly to: number } & (
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'class'; readonly members: readonly boolean[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'back'; readonly group: string }
);

const CODES: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

const test = (rule: RegExp): readonly boolean[] =>
  Array.from({ length: 256 }, (_, code) => rule.test(String.fromCharCode(code)));

const CLASSES: Readonly<Record<string, readonly boolean[]>> = {
  d: test(/[0-9]/),
  w: test(/[0-9A-Za-z_]/),
  s: test(/[\t-\r ]/),
  h: test(/[\t \xa0]/),
  v: test(/[\n-\r\x85]/),
  C: test(/[\s\S]/),
  N: test(/[^\n]/),
};

const TEXTS: Readonly<Record<string, string>> = {
  A: '(?:^)',
  z: '(?:$)',
  Z: '(?=\\n?$)',
  b: '\\b',
  B: '\\B',
  R: '(?:\\r\\n|[\\n-\\r\\x85])',
};

/** Reads the escape at `at` (a backslash). In a class, digits are never references. */
export function readEscape(source: string, at: number, inClass = false): Escape {
  const sign = source[at + 1];
  if (sign === undefined) throw new RegexFault('\\ at its end');
  const to = at + 2;
  if (!/[0-9A-Za-z]/.test(sign)) return { kind: 'code', code: sign.charCodeAt(0), to };
  if (CODES[sign] !== undefined) return { kind: 'code', code: CODES[sign], to };
  if (sign === 'N' && source[to] === '{') throw new RegexFault('\\N{…} is not supported here');
  if (CLASSES[sign] !== undefined) return { kind: 'class', members: CLASSES[sign], to };
  const lower = CLASSES[sign.toLowerCase()];
  if (lower !== undefined && /[DWSHV]/.test(sign)) {
    return { kind: 'class', members: lower.map((member) => !member), to };
  }
  if (TEXTS[sign] !== undefined && !inClass) return { kind: 'text', text: TEXTS[sign], to };
  return numberOrReference(source, at, inClass) ?? property(source, at);
}

function numberOrReference(source: string, at: number, inClass: boolean): Escape | undefined {
  const rest = source.slice(at + 1);
  const forms: readonly (readonly [RegExp, number])[] = [
    [/^x\{([0-9A-Fa-f]+)\}/, 16],
    [/^x([0-9A-Fa-f]{0,2})/, 16],
    [/^o\{([0-7]+)\}/, 8],
    [/^(0[0-7]{0,2})/, 8],
  ];
  for (const [form, base] of forms) {
    const match = form.exec(rest);
    if (match !== null) return code(Number.parseInt(match[1] || '0', base), at + 1 + match[0].length);
  }
  const control = /^c([\x20-\x7e])/.exec(rest);
  if (control !== null) return code(control[1].toUpperCase().charCodeAt(0) ^ 64, at + 3);
  const digits = /^\d+/.exec(rest)?.[0];
  if (digits !== undefined) {
    if (!inClass && (digits.length === 1 || Number(digits) < 10)) {
      return { kind: 'back', group: digits, to: at + 1 + digits.length };
    }
    const octal = /^[0-7]{1,3}/.exec(digits)?.[0];
    if (octal !== undefined && (inClass || octal.length > 1))
      return code(Number.parseInt(octal, 8), at + 1 + octal.length);
  }
  const back = /^(?:g\{?(-?\d+|[A-Za-z_]\w*)\}?|k[<{']([A-Za-z_]\w*)[>}'])/.exec(rest);
  if (back === null || inClass) return undefined;
  return { kind: 'back', group: back[1] ?? back[2], to: at + 1 + back[0].length };
}

function code(value: number, to: number): Escape {
  if (value > 255) throw new RegexFault('a character code above 255: expressions are over octets');
  return { kind: 'code', code: value, to };
}

/** `\p{L}`: properties of the characters U+0000 … U+00FF. */
function property(source: string, at: number): Escape {
  const match = /^\\([pP])(?:\{(\^?)([A-Za-z_&]+)\}|([A-Za-z]))/.exec(source.slice(at));
  const name = match?.[3] ?? match?.[4];
  if (match === null || name === undefined) {
    throw new RegexFault(`\\${source[at + 1]} is not supported here`);
  }
  try {
    const members = test(new RegExp(`\\p{${name}}`, 'u'));
    const inverse = (match[1] === 'P') !== (match[2] === '^');
    return {
      kind: 'class',
      members: inverse ? members.map((member) => !member) : members,
      to: at + match[0].length,
    };
  } catch {
    throw new RegexFault(`there is no property \\p{${name}}`);
  }
}
