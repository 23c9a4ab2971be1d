/**
 * Colours by name and number, and the nearest that a terminal of fewer colours has.
 */
import { nearest } from '../../base/nearest.js';
import { err, ok, type Result } from '../../base/result.js';

/** How many colours the terminal shows. */
export type Depth = 0 | 16 | 256;

/** Names of the sixteen colours. */
const COLOUR_NAMES = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'bright-black',
  'bright-red',
  'bright-green',
  'bright-yellow',
  'bright-blue',
  'bright-magenta',
  'bright-cyan',
  'bright-white',
] as const;

type Rgb = readonly [number, number, number];

const LEVELS = [0, 95, 135, 175, 215, 255];
const SIXTEEN: readonly Rgb[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

function rgbOf(index: number): Rgb {
  if (index < 16) return SIXTEEN[index];
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = index - 16;
  return [LEVELS[Math.floor(cube / 36)], LEVELS[Math.floor(cube / 6) % 6], LEVELS[cube % 6]];
}

function nearestIn(rgb: Rgb, from: number, to: number): number {
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (let index = from; index < to; index += 1) {
    const other = rgbOf(index);
    const distance = rgb.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0);
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
}

/** A colour as a terminal of that depth has it. */
export function inDepth(index: number, depth: Depth): number | undefined {
  if (depth === 0) return undefined;
  return depth === 256 || index < 16 ? index : nearestIn(rgbOf(index), 0, 16);
}

/** Reads a colour: a name, a number of the palette (0 … 255), or `#rrggbb`. */
export function parseColour(text: string): Result<number, string> {
  const named = ([...COLOUR_NAMES] as string[]).indexOf(text);
  if (named >= 0) return ok(named);
  if (/^\d{1,3}$/.test(text) && Number(text) < 256) return ok(Number(text));
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (hex !== null) {
    const [, r, g, b] = hex;
    return ok(nearestIn([Number.parseInt(r, 16), Number.parseInt(g, 16), Number.parseInt(b, 16)], 16, 256));
  }
  const near = nearest(text, COLOUR_NAMES, 1)[0];
  return err(
    `"${text}" is no colour${near === undefined ? '' : `; nearest: ${near}`} (a name, 0 to 255, or #rrggbb)`,
  );
}
