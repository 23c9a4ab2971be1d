/**
 * GMP (ITU-T X.602 | ISO/IEC 16513): finds the family of a message, learns the MM ports that SAREQ announces, and knows a
 * message when it sees one.
 *
 *   octet 1: 00…… ──► SM, figure 25 (gmp-sm-tables.ts)     01…… 10…… ──► MM, figure 26 (gmp-mm-tables.ts)
 *   SAREQ from address A with MM port P ──► what goes to or comes from UDP A:P is GMP too (8.1 n)
 */
import { checksumMark, internetChecksum } from '../src/base/checksum.js';
import { compileReader } from '../src/layout/scan.js';
import { addLayer, type Dissector, NONE, type Walk } from './contract.js';
import { checksumStatus, judgeGmp, rightChecksum } from './gmp-checks.js';
import { familyOf, MM, NEITHER, SM, TABLES } from './gmp-family.js';
import { gmpLabel, mmPortOf, writeGmpInfo } from './gmp-info.js';
import { GMP_HEADER, GMP_PORT, GMP_VERSION, gmpCode, gmpMessage } from './gmp-names.js';
import { mnemonicOf, typeOf, versionOf } from './gmp-subject.js';
import { ipv4Table } from './ipv4.js';

const SAREQ = gmpCode('SAREQ');

/** The GMP dissector. */
export function createGmp(id: number): Dissector {
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
          show: (value) => `${value} (${gmpMessage(String(value))?.title ?? ''})`,
        },
        after: '',
        compute: (w, i) => mnemonicOf(w.variants[i], typeOf(w.sources[i], w.starts[i], w.variants[i])),
        range: (w, i) => (w.variants[i] === SM ? octetAt(w, i, 1) : octetAt(w, i, 0)),
      },
      {
        name: 'gmp.sm.checksum.status',
        title: 'Checksum Status',
        kind: 'uint',
        meta: { values: { 0: 'Bad', 1: 'Good', 2: 'Unverified' }, clause: '8.2 d' },
        after: 'gmp.sm.checksum',
        mark: (value, w, i) => checksumMark(Number(value), () => rightChecksum(w, i)),
        compute: checksumStatus,
      },
    ],
    walk: (w) => walkGmp(w, id),
    recognise,
    label: gmpLabel,
    protocol: () => 'GMP',
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
    range: (w, i) => [w.starts[i], w.ends[i]],
  };
}

function octetAt(w: Walk, i: number, offset: number): readonly [number, number] {
  return [w.starts[i] + offset, w.starts[i] + offset + 1];
}

function walkGmp(w: Walk, id: number): void {
  const { bytes: octets, start, end } = w;
  if (start >= end) {
    w.next = NONE;
    return;
  }
  const variant = familyOf(octets, start, end);
  const below = w.count - 1;
  addLayer(w, id, variant, end, w.limit);
  if (variant === SM && typeOf(octets, start, SM) === SAREQ) learnMmPort(w, id, start, below);
}

const sourceOf = compileReader(ipv4Table, 'ip.src');
/** An IPv6 header's source address (RFC 8200 3). */
const IPV6_SOURCE = 8;
const IPV6_LENGTH = 16;

/** SAREQ goes from client to server: the port that it names is one of its sender. */
function learnMmPort(w: Walk, id: number, start: number, below: number): void {
  const port = mmPortOf(w.bytes, start, w.ends[below + 1]);
  if (port <= 0) return;
  const ip = w.lookup.idOf('ip');
  const ipv6 = w.lookup.idOf('ipv6');
  for (let i = below; i >= 0; i -= 1) {
    const source = w.sources[i];
    if (w.ids[i] === ip) {
      w.lookup.learned.learn(sourceOf(source, w.starts[i]), port, id);
      return;
    }
    if (w.ids[i] === ipv6) {
      const at = w.starts[i] + IPV6_SOURCE;
      w.lookup.learned.learn(source.subarray(at, at + IPV6_LENGTH), port, id);
      return;
    }
  }
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
