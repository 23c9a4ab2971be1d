/**
 * The sift: decides most frames of a batch without a walk. Code is made of the dissectors' shortcuts with the filter's tests
 * at their leaves, for the stacks of layers that the capture has; it reads only the octets that decide.
 *
 *   batch ──► sift ─┬─► matches
 *                   ├─► no match
 *                   └─► cannot tell ──► walk, filter.test
 *
 * What teaches later frames (a fragment, a segment, an announced port) is always walked. A filter that looks at such history
 * is not sifted at all: then every frame has to be walked.
 */
import { NONE } from '../../dissectors/contract.js';
import { createReach, type Reach } from '../../dissectors/reach.js';
import type { Registry } from '../../dissectors/registry.js';
import { CODE_PRELUDE, emitFrame } from '../../dissectors/shortcut-code.js';
import type { CodeLayer } from '../../dissectors/shortcut-open.js';
import type { PacketBatch } from '../base/packet-batch.js';
import type { Program } from './program.js';
import { fieldsIn } from './program-fields.js';
import type { Keep } from './sift-comparisons.js';
import { createSourceFinder, type SourceFinder } from './sift-sources.js';
import { verdictOf } from './sift-tests.js';

/** Sifts the frames of one capture. */
export interface Sift {
  /**
   * Looks at rows from … to-1 of the batch, all of them frames of one link type, and stops at the first that has to be
   * walked: its row is the result (`to` where there is none). The rows before it that match are `rows[0 … count-1]`.
   */
  readonly scan: (batch: PacketBatch, from: number, to: number, linkType: number) => number;
  readonly rows: Uint32Array;
  readonly count: number;
  /** Tells the time of the capture's first frame that has one; until then all is walked. */
  readonly begin: (sec: number, nsec: number) => void;
}

type Code = (
  bytes: Uint8Array,
  starts: Uint32Array,
  capLens: Uint32Array,
  wireLens: Uint32Array,
  secs: Float64Array,
  nsecs: Uint32Array,
  firstNumber: number,
  firstSec: number,
  firstNsec: number,
  from: number,
  to: number,
) => number;

/** What the code leaves behind: rows that match, why it stopped, and the branch that it met. */
const COUNT = 0;
const REASON = 1;
const BRANCH = 2;
const NEXT = 3;
const UNMET = 1;

/** Branches that are told apart; what is new beyond them is walked. */
const MOST_BRANCHES = 96;
/** Most octets of source: more than the compiler would make fast. */
const MOST_SOURCE = 200_000;

/** What the code is made from, and what it has met. */
interface State {
  readonly registry: Registry;
  readonly program: Program;
  /** Where frames are looked at by themselves. */
  readonly reach: Reach | undefined;
  readonly finder: SourceFinder;
  readonly met: Set<string>;
  /** By link: the code for all that was met. */
  readonly codes: Map<number, Code>;
  /** The branches that codes name by number. */
  readonly branches: string[];
  readonly out: Int32Array;
  rows: Uint32Array;
  tooLong: boolean;
}

/** Where a sift is used. */
export interface SiftOptions {
  /**
   * True where frames are looked at by themselves, in any order: what earlier ones teach is not known, and what could depend on it
   * cannot be told. Else frames come in order, and those that teach are walked.
   */
  readonly alone?: boolean;
}

/** Compiles a filter's sift; undefined where all frames have to be walked anyway. */
export function createSift(
  registry: Registry,
  program: Program,
  { alone = false }: SiftOptions = {},
): Sift | undefined {
  const finder = createSourceFinder(registry);
  if (fieldsIn(program).some(finder.hasHistory)) return undefined;
  const state: State = {
    registry,
    program,
    reach: alone ? createReach(registry) : undefined,
    finder,
    met: new Set(),
    codes: new Map(),
    branches: [],
    out: new Int32Array(4),
    rows: new Uint32Array(4096),
    tooLong: false,
  };
  const { out, codes, met, branches } = state;
  let firstSec = Number.NaN;
  let firstNsec = 0;
  return {
    get rows() {
      return state.rows;
    },
    get count() {
      return out[COUNT];
    },
    begin: (sec, nsec) => {
      firstSec = sec;
      firstNsec = nsec;
    },
    scan: (batch, from, to, linkType) => {
      out[COUNT] = 0;
      const link = registry.lookup.find('linktype', linkType);
      if (link === NONE || state.tooLong || Number.isNaN(firstSec)) return from;
      if (to - from > state.rows.length) {
        state.rows = new Uint32Array(to - from);
        codes.clear();
      }
      const { bytes, dataStart, capLen, wireLen, sec, nsec, firstNumber } = batch;
      for (let row = from; ; ) {
        const code = codes.get(link) ?? compile(state, link);
        out[REASON] = 0;
        row = code(bytes, dataStart, capLen, wireLen, sec, nsec, firstNumber, firstSec, firstNsec, row, to);
        if (out[REASON] !== UNMET) return row;
        met.add(`${branches[out[BRANCH]]}>${out[NEXT]}`);
        codes.clear();
      }
    },
  };
}

/** Makes the code for a link type from all branches that were met. */
function compile(state: State, link: number): Code {
  const { registry, program, reach, finder, met, branches } = state;
  const kept: unknown[] = [];
  const keep: Keep = (one) => `K${kept.push(one) - 1}`;
  const leaf = (layers: readonly CodeLayer[], behind: ReadonlySet<number> | undefined): string => {
    const { yes, no, exact } = verdictOf(program, { finder, layers, behind, keep });
    const take = yes === 'false' ? '' : `if(${yes}){m[n++]=i;continue rows;}`;
    if (exact || no === 'true') return `${take}continue rows;`;
    return `${take}${no === 'false' ? '' : `if(${no})continue rows;`}break rows;`;
  };
  const body = emitFrame({
    registry,
    link,
    met,
    leaf: (layers) => leaf(layers, NOTHING),
    ...(reach !== undefined
      ? { open: (layers: readonly CodeLayer[], next: readonly number[]) => leaf(layers, reach(next)) }
      : {}),
    walk: 'break rows;',
    unmet: (branch, next) => {
      if (met.size >= MOST_BRANCHES) return 'break rows;';
      const number = branches.push(branch) - 1;
      return `{o[${REASON}]=${UNMET};o[${BRANCH}]=${number};o[${NEXT}]=${next};break rows;}`;
    },
  });
  state.tooLong = body.length > MOST_SOURCE;
  const constants = kept.map((_, k) => `const K${k}=K[${k}];`).join('');
  const frame = `const s0=P[i],e0=s0+C[i],l0=W[i]>C[i]?s0+(W[i]<${LONGEST}?W[i]:${LONGEST}):e0;`;
  const loop = `let n=o[${COUNT}];rows:for(;i<to;i++){${frame}${body}}o[${COUNT}]=n;return i;`;
  const source = `${CODE_PRELUDE}${constants}return function sift(b,P,C,W,S,N,r,fs,fn,i,to){${loop}}`;
  const make = new Function('lookup', 'K', 'o', 'm', source);
  const code: Code = make(registry.lookup, kept, state.out, state.rows);
  state.codes.set(link, code);
  return code;
}

/** Behind a frame's last layer. */
const NOTHING: ReadonlySet<number> = new Set();

/** As a walk has it: a frame that claims to have been longer is taken for this long. */
const LONGEST = 0x3fffffff;
