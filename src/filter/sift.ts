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
import type { Registry } from '../../dissectors/registry.js';
import { CODE_PRELUDE, emitFrame } from '../../dissectors/shortcut-code.js';
import type { PacketBatch } from '../base/packet-batch.js';
import type { Program } from './program.js';
import { fieldsIn } from './program-fields.js';
import type { Keep } from './sift-comparisons.js';
import { createSourceFinder } from './sift-sources.js';
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

/** Compiles a filter's sift; undefined where all frames have to be walked anyway. */
export function createSift(registry: Registry, program: Program): Sift | undefined {
  const finder = createSourceFinder(registry);
  if (fieldsIn(program).some(finder.hasHistory)) return undefined;
  const met = new Set<string>();
  const codes = new Map<number, Code>();
  const out = new Int32Array(4);
  let rows = new Uint32Array(4096);
  let branches: string[] = [];
  let tooLong = false;
  let firstSec = Number.NaN;
  let firstNsec = 0;

  const compile = (link: number): Code => {
    const kept: unknown[] = [];
    const body = emitFrame({
      registry,
      link,
      met,
      leaf: (layers) => {
        const keep: Keep = (one) => `K${kept.push(one) - 1}`;
        const { yes, no, exact } = verdictOf(program, { finder, layers, keep });
        const take = yes === 'false' ? '' : `if(${yes}){m[n++]=i;continue rows;}`;
        if (exact || no === 'true') return `${take}continue rows;`;
        return `${take}${no === 'false' ? '' : `if(${no})continue rows;`}break rows;`;
      },
      walk: 'break rows;',
      unmet: (branch, next) => {
        if (met.size >= MOST_BRANCHES) return 'break rows;';
        return `{o[${REASON}]=${UNMET};o[${BRANCH}]=${branches.push(branch) - 1};o[${NEXT}]=${next};break rows;}`;
      },
    });
    if (body.length > MOST_SOURCE) tooLong = true;
    const constants = kept.map((_, k) => `const K${k}=K[${k}];`).join('');
    const loop = `let n=o[${COUNT}];rows:for(;i<to;i++){const s0=P[i],e0=s0+C[i],l0=W[i]>C[i]?s0+(W[i]<${LONGEST}?W[i]:${LONGEST}):e0;${body}}o[${COUNT}]=n;return i;`;
    const make = new Function(
      'lookup',
      'K',
      'o',
      'm',
      `${CODE_PRELUDE}${constants}return function sift(b,P,C,W,S,N,r,fs,fn,i,to){${loop}}`,
    );
    return make(registry.lookup, kept, out, rows) as Code;
  };

  const codeOf = (link: number): Code => {
    const known = codes.get(link);
    if (known !== undefined) return known;
    if (codes.size === 0) branches = [];
    const made = compile(link);
    codes.set(link, made);
    return made;
  };

  return {
    get rows() {
      return rows;
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
      if (link === NONE || tooLong || Number.isNaN(firstSec)) return from;
      if (to - from > rows.length) {
        rows = new Uint32Array(to - from);
        codes.clear();
      }
      const { bytes, dataStart, capLen, wireLen, sec, nsec, firstNumber } = batch;
      for (let row = from; ; ) {
        out[REASON] = 0;
        row = codeOf(link)(
          bytes,
          dataStart,
          capLen,
          wireLen,
          sec,
          nsec,
          firstNumber,
          firstSec,
          firstNsec,
          row,
          to,
        );
        if (out[REASON] !== UNMET) return row;
        met.add(`${branches[out[BRANCH]]}>${out[NEXT]}`);
        codes.clear();
      }
    },
  };
}

/** As a walk has it: a frame that claims to have been longer is taken for this long. */
const LONGEST = 0x3fffffff;
