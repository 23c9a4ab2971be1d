/**
 * `io,phs`: which protocols stand on which, with frames and octets of each. What stands on what is the order of the layers in a
 * frame; a protocol that stands on another more than once in a frame stands on itself.
 *
 *   eth                                      frames:18 bytes:1052
 *     ip                                     frames:18 bytes:1052
 *       igmp                                 frames:18 bytes:1052
 */
import { NONE, type Walk } from '../../dissectors/contract.js';
import { FRAME, type Registry } from '../../dissectors/registry.js';
import { ok } from '../base/result.js';
import { putString, type Text } from '../base/text.js';
import { createFits } from '../packet/columns.js';
import { makePlaces, type Places } from './places.js';
import { type OnlyFilter, onlyFilter, type StatisticKind } from './statistic.js';
import { makeTally, rowOf, type Tally } from './tally.js';

/** The kind. */
export const PROTOCOL_HIERARCHY: StatisticKind = {
  name: 'io,phs',
  usage: '[,FILTER]',
  what: 'protocol hierarchy: which protocols stand on which, with frames and octets',
  make: (args, context) => {
    const only = onlyFilter(args, context);
    if (!only.ok) return only;
    const tree = makeTree(context.registry);
    return ok({
      fields: only.value.filter.fields,
      packet: (w) => {
        if (only.value.filter.test(w)) countFrame(tree, w);
      },
      report: (out, flush) => report(tree, only.value, out, flush),
    });
  },
};

/** Deeper layers of a frame are not counted: nobody reads so far, and a hostile capture could make as many as it liked. */
const DEEPEST = 64;

/** A tree in flat columns: a node's key is its parent's place and its protocol. */
interface Tree {
  readonly names: readonly string[];
  /** By dissector: shown under a name of its own; 0: part of the layer below (IPv6's extension headers). */
  readonly shown: Uint8Array;
  readonly fits: ReturnType<typeof createFits>;
  readonly key: Int32Array;
  readonly places: Places;
  /** Frames and octets. */
  readonly rows: Tally;
}

/** Wireshark's names for what is wrong with a layer, behind the dissectors' names. */
const FLAWS = ['_ws.malformed', '_ws.short'];

function makeTree(registry: Registry): Tree {
  const { dissectors } = registry;
  return {
    names: [...dissectors.map(({ name }) => name), ...FLAWS],
    shown: Uint8Array.from(dissectors, ({ name }, id) => (id === FRAME || /^ipv6\./.test(name) ? 0 : 1)),
    fits: createFits(registry),
    key: new Int32Array(2),
    places: makePlaces(2),
    rows: makeTally(2),
  };
}

function countFrame(tree: Tree, w: Walk): void {
  const { shown, names } = tree;
  const octets = w.frame.wireLen;
  let parent: number = NONE;
  let depth = 0;
  for (let i = 0; i < w.count && depth < DEEPEST; i += 1) {
    const id = w.ids[i];
    const fits = tree.fits(w, i);
    // Of a layer without a single octet there is only the flaw.
    if (shown[id] === 1 && (fits || w.starts[i] < w.ends[i])) {
      parent = countNode(tree, parent, id, octets);
      depth += 1;
    }
    if (fits) continue;
    const flaw = w.limits[i] > w.ends[i] ? names.length - 1 : names.length - 2;
    parent = countNode(tree, parent, flaw, octets);
    depth += 1;
  }
}

function countNode({ key, places, rows }: Tree, parent: number, id: number, octets: number): number {
  key[0] = parent;
  key[1] = id;
  const place = places.find(key);
  const at = rowOf(rows, place);
  rows.data[at] += 1;
  rows.data[at + 1] += octets;
  return place;
}

const RULE = `${'='.repeat(67)}\n`;

function report(tree: Tree, { text }: OnlyFilter, out: Text, flush: () => void): void {
  const { places } = tree;
  const children: number[][] = [];
  const top: number[] = [];
  for (let place = 0; place < places.size; place += 1) {
    children.push([]);
    const parent = places.word(place, 0);
    (parent === NONE ? top : children[parent]).push(place);
  }
  putString(out, `\n${RULE}Protocol Hierarchy Statistics\nFilter: ${text}\n\n`);
  const draw = (nodes: readonly number[], depth: number): void => {
    for (const place of nodes) {
      putNode(tree, place, depth, out);
      draw(children[place], depth + 1);
      flush();
    }
  };
  draw(top, 0);
  putString(out, RULE);
}

/** Indented by two a level; from the seventeenth on, three dots stand for the rest. */
function putNode({ names, places, rows }: Tree, place: number, depth: number, out: Text): void {
  const indent = '  '.repeat(Math.min(depth, 16)) + (depth > 16 ? '...' : '');
  const name = `${indent}${names[places.word(place, 1)]}`;
  const at = place * 2;
  putString(out, `${name.padEnd(40)} frames:${rows.data[at]} bytes:${rows.data[at + 1]}\n`);
}
