/**
 * Code that finds the layers of a frame without a walk, made from the dissectors' shortcuts: a decision tree in which
 * every layer's fields are read at their places, with whatever is to be done at its leaves written into it.
 *
 *   eth.type 0x0800 ─► plain IPv4? ─► ip.proto 2 ──► which IGMP? ──► leaf [frame, eth, ip, igmp]
 *                                     ip.proto 17 ─► plain UDP? ──► ports ─► leaf [frame, eth, ip, udp, data]
 *   anything else ─► walk
 *
 * The tree has only the branches that were met: one that is new is reported, added, and the code made anew.
 */
import { type FixedField, fixedFields, readExpression } from '../src/layout/readers.js';
import type { SizeOf } from '../src/layout/types.js';
import { type Dissector, NONE } from './contract.js';
import { DATA, FRAME } from './registry.js';
import {
  DISPATCH_TABLES,
  type DispatchTable,
  type NextByField,
  type NextByPorts,
  type Ranges,
  type Shape,
} from './shortcut.js';
import { ANYTHING, type CodeLayer, type CodeRequest, emitOpen, leave } from './shortcut-open.js';

/** Declarations in front of the function that holds the code; they want a variable `lookup`. */
export const CODE_PRELUDE = DISPATCH_TABLES.map(
  (name) => `const ${tableVariable(name)}=lookup.tables[${JSON.stringify(name)}];`,
).join('');

function tableVariable(table: DispatchTable): string {
  return `T_${table.replaceAll('.', '_')}`;
}

/** Layers on top of each other at most; what has more is walked. */
const DEEPEST = 8;

/** The statements for one frame. */
export function emitFrame(request: CodeRequest): string {
  const frame = layerOf(request, [], FRAME, 0, 0, 's0');
  return emitNext(request, [frame], `${request.link}`, String(request.link), 's0');
}

function layerOf(
  { registry }: CodeRequest,
  below: readonly CodeLayer[],
  id: number,
  variant: number,
  least: number,
  payload: string,
): CodeLayer {
  const k = below.length;
  return { dissector: registry.dissectors[id], id, variant, least, start: `s${k}`, end: `e${k}`, payload };
}

/** Goes on with the dissector whose number `next` is; the cursor begins at `start`. */
function emitNext(
  request: CodeRequest,
  layers: readonly CodeLayer[],
  branch: string,
  next: string,
  start: string,
): string {
  const k = layers.length;
  const begin = `{const s${k}=${start};`;
  const cases: string[] = [];
  request.registry.dissectors.forEach((dissector, id) => {
    if (!request.met.has(`${branch}>${id}`)) return;
    const known = dissector.shortcut !== undefined && k < DEEPEST && layers.every((one) => one.id !== id);
    cases.push(
      `case ${id}:${known ? `${begin}${emitLayer(request, layers, `${branch}>${id}`, id)}}` : leave(request, layers, [id])}`,
    );
  });
  const rest = `${begin}${emitLayer(request, layers, branch, DATA)}}`;
  const end = layers[k - 1].end;
  return `switch(${next}){${cases.join('\n')}\ncase ${NONE}:if(${start}<${end})${rest}\n${request.leaf(layers)}\ndefault:${request.unmet(branch, next)}}`;
}

/** One layer: which shape it has. */
function emitLayer(request: CodeRequest, below: readonly CodeLayer[], branch: string, id: number): string {
  const { shortcut } = request.registry.dissectors[id];
  if (shortcut === undefined) return leave(request, below, [id]);
  const k = below.length;
  const e = below[k - 1].end;
  const reads = new Map<string, string>();
  const dissector = request.registry.dissectors[id];
  const shapes = shortcut.shapes.map((shape) => {
    const payload = shape.header === 'rest' ? `e${k}` : `(s${k}+h${k})`;
    const layer = layerOf(request, below, id, shape.variant, shortcut.least, payload);
    const statements =
      shape.bound === true && request.open === undefined
        ? request.walk
        : emitShape(request, [...below, layer], branch, shape, reads);
    return `if(${conditionOf(dissector, k, shape, reads)}){${statements}}`;
  });
  const least = shortcut.least > 0 ? `if(${e}-s${k}<${shortcut.least}){${leave(request, below, [id])}}` : '';
  const variables = [...reads].map(([name, read]) => `const ${name}=${read};`).join('');
  return `${least}${variables}${shapes.join('\nelse ')}\n${leave(request, below, [id])}`;
}

function conditionOf(dissector: Dissector, k: number, shape: Shape, reads: Map<string, string>): string {
  const conditions = Object.entries(shape.when ?? {}).map(([name, ranges]) =>
    inRanges(fieldVariable(dissector, k, name, reads), ranges),
  );
  if (shape.octets !== undefined) {
    const [from, to] = shape.octets;
    conditions.push(`l${k - 1}-s${k}>=${from}&&l${k - 1}-s${k}<=${to}`);
  }
  return conditions.length === 0 ? 'true' : conditions.join('&&');
}

function inRanges(value: string, ranges: Ranges): string {
  const parts = ranges.map(([from, to]) =>
    from === to ? `${value}===${from}` : `${from === 0 ? '' : `${value}>=${from}&&`}${value}<=${to}`,
  );
  return `(${parts.join('||')})`;
}

/** The variable that holds a field's number; all that are asked for are read at the layer's beginning. */
function fieldVariable(dissector: Dissector, k: number, name: string, reads: Map<string, string>): string {
  const variable = `f${k}_${name.replaceAll('.', '_')}`;
  if (!reads.has(variable)) reads.set(variable, readFixed(fieldOf(dissector, name), `s${k}`));
  return variable;
}

/** Source of an expression that reads a number of up to 32 bits of the header that begins at `start`. */
export function readFixed({ item, bit, bits }: FixedField, start: string): string {
  const little = item.kind === 'uint' && item.littleEndian;
  return readExpression(`${start}+${bit >> 3}`, bit & 7, bits, little);
}

/** A field at a constant place, in the first table that has it so. */
function fieldOf(dissector: Dissector, name: string): FixedField {
  for (const header of dissector.headers) {
    const field = fixedFields(header).find(({ item }) => item.name === name);
    if (field !== undefined) return field;
  }
  throw new Error(`${dissector.name}: ${name} has no constant place`);
}

function emitShape(
  request: CodeRequest,
  layers: readonly CodeLayer[],
  branch: string,
  shape: Shape,
  reads: Map<string, string>,
): string {
  const k = layers.length - 1;
  const { dissector, id, least } = layers[k];
  const misfit = leave(request, layers.slice(0, k), [id]);
  const [s, e, l] = [`s${k}`, `e${k}`, `l${k}`];
  const [e0, l0] = [`e${k - 1}`, `l${k - 1}`];
  if (shape.header === 'rest') return `const ${e}=${e0};${request.leaf(layers)}`;
  const sizeOf = (size: number | SizeOf): string =>
    typeof size === 'number'
      ? String(size)
      : `${fieldVariable(dissector, k, size.field, reads)}*${size.times ?? 1}+${size.plus ?? 0}`;
  const lines = [`const h${k}=${sizeOf(shape.header)};`];
  if (typeof shape.header !== 'number' || shape.header > least) {
    lines.push(`if(${e0}-${s}<h${k}){${misfit}}`);
  }
  if (shape.total === undefined) lines.push(`const ${l}=${l0},${e}=${e0};`);
  else {
    lines.push(`const t${k}=${sizeOf(shape.total)};if(t${k}<h${k}){${misfit}}`);
    lines.push(`const ${l}=${s}+t${k}<${l0}?${s}+t${k}:${l0},${e}=${e0}<${l}?${e0}:${l};`);
  }
  const start = `${s}+h${k}`;
  if (shape.next === undefined) lines.push(emitNext(request, layers, branch, String(NONE), start));
  else if ('ports' in shape.next)
    lines.push(emitByPorts(request, layers, branch, shape, shape.next, reads, start));
  else lines.push(emitByField(request, layers, branch, shape, shape.next, reads, start));
  return lines.join('');
}

function emitByField(
  request: CodeRequest,
  layers: readonly CodeLayer[],
  branch: string,
  { bound }: Shape,
  next: NextByField,
  reads: Map<string, string>,
  start: string,
): string {
  const k = layers.length - 1;
  const value = fieldVariable(layers[k].dissector, k, next.field, reads);
  const rest =
    bound === true
      ? emitOpen(request, layers, branch, `n${k}`, [DATA])
      : emitNext(request, layers, branch, `n${k}`, start);
  return `const n${k}=${tableVariable(next.table)}[${value}];${rest}`;
}

/** Learned ports of the nearest IP layer's addresses, then the lower port, then the higher one; port 0 is nobody's. */
function emitByPorts(
  request: CodeRequest,
  layers: readonly CodeLayer[],
  branch: string,
  { bound }: Shape,
  next: NextByPorts,
  reads: Map<string, string>,
  start: string,
): string {
  // What may be recognised by its content has to be looked at.
  if (request.registry.lookup.heuristics.length > 0) return leave(request, layers, ANYTHING);
  const k = layers.length - 1;
  const [from, to] = next.ports.map((name) => fieldVariable(layers[k].dissector, k, name, reads));
  const table = tableVariable(next.table);
  const n = `n${k}`;
  const lines = [`let ${n}=${NONE};`];
  const network = layers.findLast(({ dissector }) => dissector.shortcut?.addresses !== undefined);
  if (network !== undefined && request.open === undefined) {
    const { bit, bits } = fieldOf(network.dissector, network.dissector.shortcut?.addresses ?? '');
    const at = `${network.start}+${bit >> 3}`;
    const size = bits >> 3;
    lines.push(
      `if(lookup.learned.size>0){${n}=lookup.learned.find(b,${at}+${size},${size},${to});if(${n}<0)${n}=lookup.learned.find(b,${at},${size},${from});}`,
    );
  }
  lines.push(`const p${k}=${from}<${to}?${from}:${to},q${k}=${from}<${to}?${to}:${from};`);
  lines.push(`if(${n}<0&&p${k}!==0)${n}=${table}[p${k}];if(${n}<0&&q${k}!==0)${n}=${table}[q${k}];`);
  const rest =
    request.open === undefined
      ? emitNext(request, layers, branch, n, start)
      : emitOpenPorts(request, layers, branch, n, start, bound === true);
  // A segment without content may let others be read that waited for it.
  const empty = bound === true ? '' : `if(${start}>=e${k}){${request.leaf(layers)}}`;
  return `${empty}${lines.join('')}${rest}`;
}

/** Behind ports of which nobody knows what was announced: sure is only who announces, for that would say the same. */
function emitOpenPorts(
  request: CodeRequest,
  layers: readonly CodeLayer[],
  branch: string,
  next: string,
  start: string,
  bound: boolean,
): string {
  if (bound) return emitOpen(request, layers, branch, next, []);
  const { dissectors } = request.registry;
  const announcing = [...dissectors.keys()].filter((id) => dissectors[id].announces === true);
  const open = emitOpen(request, layers, branch, next, announcing);
  if (announcing.length !== 1) return open;
  return `if(${next}===${announcing[0]}){${emitNext(request, layers, branch, next, start)}}${open}`;
}
