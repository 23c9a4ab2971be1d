/**
 * GMP over TCP: each message behind its length in 16 bits, as DNS does it (RFC 1035 4.2.2). The standard says nothing of
 * TCP beyond that it may carry GMP; that is this project's profile.
 *
 *   +-------------------------------+---------------- - - -
 *   |            Length             |  GMP message, Length octets
 *   +-------------------------------+---------------- - - -
 */

import { putString, type Text } from '../src/base/text.js';
import { header, uint } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, type Expert, type Framing, type Walk } from './contract.js';
import { recognise } from './gmp.js';
import { familyOf, NEITHER } from './gmp-family.js';
import { GMP_HEADER, GMP_PORT, GMP_VERSION } from './gmp-names.js';
import { versionOf } from './gmp-subject.js';
import { destinationPort, sourcePort } from './tcp-table.js';

/** The length in front of each message. */
export const gmpTcpTable = header('gmp.tcp', 'GMP over TCP', 'RFC 1035 4.2.2', [
  uint('gmp.tcp.length', 16, 'Length', {
    clause: 'RFC 1035 4.2.2',
    profile: 'X.602 does not say how messages in a stream are told apart: each stands behind its length',
  }),
]);

const lengthOf = compileReader(gmpTcpTable, 'gmp.tcp.length');
/** Octets of the length. */
const PREFIX = 2;

/** How messages are cut out of a stream. */
const framing: Framing = {
  header: PREFIX,
  length: (bytes, at) => PREFIX + lengthOf(bytes, at),
  begins: (bytes, at, end) => {
    if (end - at < PREFIX) return true;
    const length = lengthOf(bytes, at);
    if (length < GMP_HEADER || length % 4 !== 0) return false;
    if (end - at > PREFIX && versionOf(bytes, at + PREFIX) !== GMP_VERSION) return false;
    return end - at <= PREFIX + 1 || familyOf(bytes, at + PREFIX, end) !== NEITHER;
  },
};

/** The dissector of the length; behind it GMP's own goes on. */
export function createGmpTcp(id: number): Dissector {
  return {
    name: 'gmp.tcp',
    title: 'GMP over TCP',
    shortTitle: 'GMP',
    headers: [gmpTcpTable],
    entries: [['tcp.port', GMP_PORT]],
    generated: [],
    framing,
    leads: ['name:gmp'],
    walk: (w) => walkGmpTcp(w, id),
    recognise: recogniseFramed,
    label: (w, i) =>
      w.ends[i] - w.starts[i] < PREFIX
        ? 'GMP over TCP'
        : `GMP over TCP, Length: ${lengthOf(w.sources[i], w.starts[i])}`,
    protocol: () => 'GMP',
    info: writeInfo,
    experts: judge,
  };
}

function walkGmpTcp(w: Walk, id: number): void {
  const { bytes, start, end } = w;
  if (end - start < PREFIX) {
    addLayer(w, id, 0, end, w.limit);
    return;
  }
  const length = lengthOf(bytes, start);
  const below = w.count - 1;
  addLayer(w, id, 0, start + PREFIX, start + PREFIX + length);
  if (length === 0) return;
  // A decode-as rule's offset stands for octets between the length and the message.
  w.start = Math.min(w.start + offsetOf(w, below), w.end);
  w.next = w.lookup.idOf('gmp');
}

/** The offset of a decode-as rule for one of the two ports of the TCP layer below. */
function offsetOf(w: Walk, below: number): number {
  const tcp = w.lookup.idOf('tcp');
  let i = below;
  while (i >= 0 && w.ids[i] !== tcp) i -= 1;
  if (i < 0) return 0;
  const offset = w.lookup.offsetOf('tcp.port', destinationPort(w.sources[i], w.starts[i]));
  return offset > 0 ? offset : w.lookup.offsetOf('tcp.port', sourcePort(w.sources[i], w.starts[i]));
}

/** True where a TCP payload begins with a whole GMP message behind its length. */
function recogniseFramed(w: Walk): boolean {
  const { bytes, start, end, limit } = w;
  if (w.count === 0 || w.ids[w.count - 1] !== w.lookup.idOf('tcp') || end - start < PREFIX) return false;
  const message = start + PREFIX + lengthOf(bytes, start);
  if (message > end) return false;
  w.start = start + PREFIX;
  w.end = message;
  w.limit = message;
  const recognised = recognise(w);
  w.start = start;
  w.end = end;
  w.limit = limit;
  return recognised;
}

function writeInfo(w: Walk, i: number, out: Text): void {
  if (w.ends[i] - w.starts[i] >= PREFIX && lengthOf(w.sources[i], w.starts[i]) === 0)
    putString(out, 'Length 0, no message');
}

function judge(w: Walk, i: number): readonly Expert[] {
  const start = w.starts[i];
  if (w.ends[i] - start < PREFIX) return [];
  const length = lengthOf(w.sources[i], start);
  if (length >= GMP_HEADER) return [];
  return [
    {
      severity: 'warning',
      group: 'Protocol',
      code: 'gmp.tcp.length_short',
      message: `Length ${length}: a GMP message has at least ${GMP_HEADER} octets`,
      start,
      end: start + PREFIX,
      field: 'gmp.tcp.length',
      clause: 'X.602 8.2, 8.4',
      fault: 'sender',
    },
  ];
}
