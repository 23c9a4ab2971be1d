/**
 * GMP (ITU-T X.602 | ISO/IEC 16513): finds the family of a message, learns the MM ports that SAREQ announces, and knows a
 * message when it sees one.
 *
 *   octet 1: 00…… ──► SM, figure 25 (gmp-sm-tables.ts)     01…… 10…… ──► MM, figure 26 (gmp-mm-tables.ts)
 *   SAREQ from address A with MM port P ──► what goes to or comes from UDP A:P is GMP too (8.1 n)
 */
import { checksumMark, internetChecksum } from '../src/base/checksum.js';
import { addLayer, type Dissector, NONE, type Walk } from './contract.js';
import { checksumStatus, judgeGmp, rightChecksum } from './gmp-checks.js';
import { familyOf, MM, NEITHER, SM, TABLES } from './gmp-family.js';
import { gmpLabel, mmPortOf, writeGmpInfo } from './gmp-info.js';
import { GMP_HEADER, GMP_MESSAGES, GMP_PORT, GMP_VERSION, gmpCode, gmpMessage } from './gmp-names.js';
import { mnemonicOf, typeOf, versionOf } from './gmp-subject.js';
import { makeNetworkFinder, type NetworkFinder } from './pseudo-header.js';
import type { Shortcut } from './shortcut.js';

const SAREQ = gmpCode('SAREQ');

/** Any message with a whole header; SAREQ may announce a port. */
const SHORTCUT: Shortcut = {
  least: GMP_HEADER,
  shapes: [
    {
      variant: SM,
      when: {
        'gmp.sm.type': [
          [0, SAREQ - 1],
          [SAREQ + 1, 0x3f],
        ],
      },
      header: 'rest',
    },
    { variant: SM, when: { 'gmp.sm.type': [[SAREQ, SAREQ]] }, header: 'rest', bound: true },
    { variant: MM, when: { 'gmp.mm.mode': [[1, 2]] }, header: 'rest' },
    { variant: NEITHER, when: { 'gmp.mm.mode': [[3, 3]] }, header: 'rest' },
  ],
};

/** The GMP dissector. */
export function createGmp(id: number): Dissector {
  const network = makeNetworkFinder();
  return {
    name: 'gmp',
    title: 'Group Management Protocol',
    shortTitle: 'GMP',
    headers: TABLES,
    entries: [['udp.port', GMP_PORT]],
    generated: [
      family('gmp.mm', 'Membership management (MM)', '8.4', MM),
      family('gmp.sm', 'Session management (SM)', '8.2', SM),
      {
        name: 'gmp.type',
        title: 'Type',
        kind: 'text',
        meta: {
          clause: '8.1, table 1; 8.3, table 3',
          texts: GMP_MESSAGES.map(({ mnemonic }) => mnemonic),
          show: (value) => `${value} (${gmpMessage(String(value))?.title ?? ''})`,
        },
        after: '',
        compute: (w, i) => mnemonicOf(w.variants[i], typeOf(w.sources[i], w.starts[i], w.variants[i])),
        direct: (variant) => ({
          ...(variant === NEITHER ? {} : { field: variant === SM ? 'gmp.sm.type' : 'gmp.mm.type' }),
          value: (type) => mnemonicOf(variant, type),
        }),
        range: (w, i) => (w.variants[i] === SM ? octetAt(w, i, 1) : octetAt(w, i, 0)),
      },
      {
        name: 'gmp.sm.checksum.status',
        title: 'Checksum Status',
        kind: 'uint',
        meta: { values: { 0: 'Bad', 1: 'Good', 2: 'Unverified' }, base: 'name', clause: '8.2 d' },
        after: 'gmp.sm.checksum',
        mark: (value, w, i) => checksumMark(Number(value), () => rightChecksum(w, i)),
        compute: checksumStatus,
      },
    ],
    walk: (w) => walkGmp(w, id, network),
    shortcut: SHORTCUT,
    leads: [],
    announces: true,
    recognise,
    label: gmpLabel,
    protocol: () => 'GMP',
    repeats: true,
    info: writeGmpInfo,
    experts: judgeGmp,
    wordsShortfalls: true,
  };
}

/** A field that is there on the messages of one family. */
function family(
  name: string,
  title: string,
  clause: string,
  variant: number,
): Dissector['generated'][number] {
  return {
    name,
    title,
    kind: 'none',
    meta: { clause },
    after: '',
    compute: (w, i) => (w.variants[i] === variant ? true : undefined),
    direct: (here) => ({ value: () => (here === variant ? true : undefined) }),
    range: (w, i) => [w.starts[i], w.ends[i]],
  };
}

function octetAt(w: Walk, i: number, offset: number): readonly [number, number] {
  return [w.starts[i] + offset, w.starts[i] + offset + 1];
}

function walkGmp(w: Walk, id: number, network: NetworkFinder): void {
  const { bytes: octets, start, end } = w;
  if (start >= end) {
    w.next = NONE;
    return;
  }
  const variant = familyOf(octets, start, end);
  addLayer(w, id, variant, end, w.limit);
  if (variant === SM && typeOf(octets, start, SM) === SAREQ) learnMmPort(w, id, w.count - 1, network);
}

/** `gmp.sm.checksum.status` of a message that is not as it was sent. */
const BAD = 0;

/** SAREQ goes from client to server: the port that it names is one of its sender. One with a wrong checksum names nothing. */
function learnMmPort(w: Walk, id: number, layer: number, network: NetworkFinder): void {
  const port = mmPortOf(w.sources[layer], w.starts[layer], w.ends[layer]);
  const ip = network.below(w, layer);
  if (port <= 0 || ip < 0 || checksumStatus(w, layer) === BAD) return;
  const at = network.sourceAt(w, ip);
  w.lookup.learned.learn(w.sources[ip].slice(at, at + network.addressLength(w, ip)), port, id);
}

/**
 * True where the payload at the cursor is a whole GMP message by its looks [profile]: version 1, a legal family and type,
 * at least 16 octets, a multiple of 4, and (SM) a checksum that is right.
 */
export function recognise(w: Walk): boolean {
  const { bytes: octets, start, end } = w;
  const length = end - start;
  if (length < GMP_HEADER || length % 4 !== 0 || end < w.limit || w.fragmented) return false;
  if (versionOf(octets, start) !== GMP_VERSION) return false;
  const variant = familyOf(octets, start, end);
  if (variant === NEITHER) return false;
  if (mnemonicOf(variant, typeOf(octets, start, variant)) === undefined) return false;
  return variant === MM || internetChecksum(octets, start, end) === 0;
}
