/**
 * What a terminal sends, as keys, pointer events and pasted text. Sequences that arrive in pieces are put together; a lone
 * escape is the key once nothing has followed it for a moment (`flush`).
 */
import type { TuiEvent } from '../model/model.js';

/** Decodes input piece by piece. */
export interface InputDecoder {
  /** Takes text as it arrives and gives what it completes. */
  readonly take: (text: string) => readonly TuiEvent[];
  /** Whether something has begun that more text might complete. */
  readonly waiting: () => boolean;
  /** Nothing more came: what has begun is taken for what it is. */
  readonly flush: () => readonly TuiEvent[];
}

const FINAL_NAMES: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'clear',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  M: 'enter',
};
const TILDE_NAMES: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

const CODE_NAMES: Readonly<Record<number, string>> = {
  9: 'tab',
  13: 'enter',
  27: 'esc',
  32: 'space',
  127: 'backspace',
};

const ESC = '\x1b';
const PASTE_END = '\x1b[201~';
/** What escapes begin, as far as it has come. */
// biome's control character rule does not like the escape itself in a literal.
const CSI = new RegExp(`^${ESC}\\[([\\x30-\\x3f]*)([\\x20-\\x2f]*)([\\x40-\\x7e])`);
const CSI_BEGUN = new RegExp(`^${ESC}\\[[\\x20-\\x3f]*$`);
const LINUX_FUNCTION = new RegExp(`^${ESC}\\[\\[([A-E])`);
const SS3 = new RegExp(`^${ESC}O([A-Za-z])`);

/** Makes a decoder. */
export function createDecoder(): InputDecoder {
  let rest = '';
  const take = (text: string, isEnd: boolean): readonly TuiEvent[] => {
    rest += text;
    const events: TuiEvent[] = [];
    while (rest !== '') {
      const [length, event] = decode(rest, isEnd);
      if (length === 0) break;
      rest = rest.slice(length);
      if (event !== undefined) events.push(event);
    }
    return events;
  };
  return { take: (text) => take(text, false), waiting: () => rest !== '', flush: () => take('', true) };
}

type Decoded = readonly [number, TuiEvent | undefined];

const key = (name: string, text = ''): TuiEvent => ({ kind: 'key', stroke: { key: name, text } });

/** Characters of the first thing in a text, and what it is; 0 where it is not complete. */
function decode(text: string, isEnd: boolean): Decoded {
  if (!text.startsWith(ESC)) return decodeCharacter(text);
  if (text.startsWith('\x1b[200~')) {
    const end = text.indexOf(PASTE_END);
    if (end < 0) return isEnd ? [text.length, { kind: 'paste', text: text.slice(6) }] : [0, undefined];
    return [end + PASTE_END.length, { kind: 'paste', text: text.slice(6, end) }];
  }
  const linux = LINUX_FUNCTION.exec(text);
  if (linux !== null) return [linux[0].length, key(`f${linux[1].charCodeAt(0) - 64}`)];
  const csi = CSI.exec(text);
  if (csi !== null) return [csi[0].length, decodeCsi(csi[1], csi[3])];
  const ss3 = SS3.exec(text);
  if (ss3 !== null) return [ss3[0].length, named(FINAL_NAMES[ss3[1]], 1)];
  const begun = text === ESC || text === '\x1bO' || text === '\x1b[[' || CSI_BEGUN.test(text);
  if (begun && !isEnd) return [0, undefined];
  if (text === ESC || text[1] === ESC) return [1, key('esc')];
  const [length, event] = decodeCharacter(text.slice(1));
  if (event?.kind !== 'key') return [1, key('esc')];
  return [length + 1, key(`M-${event.stroke.key}`)];
}

function named(name: string | undefined, modifier: number): TuiEvent | undefined {
  if (name === undefined) return undefined;
  const bits = modifier - 1;
  const shift = (bits & 1) !== 0 ? 'S-' : '';
  const meta = (bits & 2) !== 0 ? 'M-' : '';
  const control = (bits & 4) !== 0 ? 'C-' : '';
  return key(`${control}${meta}${shift}${name}`);
}

function decodeCsi(parameters: string, final: string): TuiEvent | undefined {
  if (parameters.startsWith('<')) return decodeMouse(parameters.slice(1), final);
  const [first = '', modifier = '1'] = parameters.split(';');
  if (final === '~') return named(TILDE_NAMES[first], Number(modifier));
  if (final === 'Z') return key('S-tab');
  if (final === 'u') return coded(Number(first), Number(modifier));
  return named(FINAL_NAMES[final], Number(modifier));
}

/** Keys by their code: terminals that were asked, or set, to tell keys apart send this. */
function coded(code: number, modifier: number): TuiEvent | undefined {
  const known = CODE_NAMES[code];
  if (known !== undefined) return named(known, modifier);
  if (Number.isNaN(code) || code < 0x20 || code > 0x10ffff) return undefined;
  const char = String.fromCodePoint(code);
  return modifier <= 2 ? key(char, char) : named(char, ((modifier - 1) & ~1) + 1);
}

/** The mouse in SGR form: button;column;row, counted from 1. */
function decodeMouse(parameters: string, final: string): TuiEvent | undefined {
  const [button, column, row] = parameters.split(';').map(Number);
  const at = { x: column - 1, y: row - 1 };
  if (Number.isNaN(at.x) || Number.isNaN(at.y) || final !== 'M') return undefined;
  if ((button & 64) !== 0)
    return { kind: 'pointer', pointer: { act: (button & 1) === 0 ? 'wheelUp' : 'wheelDown', ...at } };
  // Moves with a button held down (32) and other buttons mean nothing here.
  return (button & 35) === 0 ? { kind: 'pointer', pointer: { act: 'press', ...at } } : undefined;
}

function decodeCharacter(text: string): Decoded {
  const code = text.codePointAt(0) ?? 0;
  const char = String.fromCodePoint(code);
  switch (char) {
    case '\r':
      return [1, key('enter')];
    case '\t':
      return [1, key('tab')];
    case '\x7f':
    case '\b':
      return [1, key('backspace')];
    case ' ':
      return [1, key('space', ' ')];
    case '\x00':
      return [1, key('C-space')];
    case '\x1f':
      return [1, key('C-/')];
  }
  if (code < 0x20) return [1, key(`C-${String.fromCharCode(code + (code <= 26 ? 96 : 64))}`)];
  return [char.length, key(char, char)];
}
