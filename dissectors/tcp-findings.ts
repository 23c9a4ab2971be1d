/**
 * What is worth saying of a TCP segment: Wireshark's findings, in its words, and what reassembly gave up.
 */
import type { Expert, Severity, Walk } from './contract.js';
import { analysisExperts } from './tcp-analysis-fields.js';
import type { ChecksumJudge } from './tcp-fields.js';
import type { SegmentNote } from './tcp-note.js';
import { nextOption } from './tcp-options.js';
import {
  ACK,
  destinationPort,
  FIN,
  headerWords,
  MINIMUM,
  RST,
  SYN,
  sourcePort,
  URG,
  urgentOf,
} from './tcp-table.js';

/** All findings on a layer. */
export function judgeTcp(w: Walk, i: number, checksum: ChecksumJudge): readonly Expert[] {
  const note = w.notes[i] as SegmentNote | undefined;
  const octets = w.sources[i];
  const start = w.starts[i];
  if (note === undefined || w.ends[i] - start < MINIMUM) return [];
  const length = headerWords(octets, start) * 4;
  if (length < MINIMUM) {
    const message = `Bogus TCP header length (${length}, must be at least ${MINIMUM})`;
    return [finding('error', 'Protocol', 'tcp.bogus_header_length', message, start + 12, 1, 'tcp.hdr_len')];
  }
  return [
    ...judgeFlags(w, i, note),
    ...judgeNumbers(w, i, note),
    ...judgeChecksum(w, i, checksum),
    ...judgeOptions(w, i, note),
    ...analysisExperts(note, start),
    ...judgeReassembly(w, i, note),
  ];
}

function finding(
  severity: Severity,
  group: Expert['group'],
  code: string,
  message: string,
  start: number,
  length: number,
  field?: string,
): Expert {
  const place = { start, end: start + length };
  const base = { severity, group, code, message, ...place, fault: 'sender' } as const;
  return field === undefined ? base : { ...base, field };
}

function judgeFlags(w: Walk, i: number, note: SegmentNote): Expert[] {
  const found: Expert[] = [];
  const octets = w.sources[i];
  const start = w.starts[i];
  const say = (severity: Severity, code: string, message: string, field: string): void => {
    found.push(finding(severity, 'Sequence', code, message, start + 13, 1, field));
  };
  if ((note.flags & SYN) !== 0) {
    const [code, words, port] =
      (note.flags & ACK) !== 0
        ? ['tcp.connection.synack', 'acknowledge (SYN+ACK)', sourcePort(octets, start)]
        : ['tcp.connection.syn', 'request (SYN)', destinationPort(octets, start)];
    say('chat', `${code}`, `Connection establish ${words}: server port ${port}`, 'tcp.flags.syn');
  }
  if ((note.flags & FIN) !== 0) {
    say('chat', 'tcp.connection.fin', 'Connection finish (FIN)', 'tcp.flags.fin');
    if (note.closing)
      say(
        'note',
        'tcp.connection.fin_active',
        'This frame initiates the connection closing',
        'tcp.flags.fin',
      );
    else
      say(
        'note',
        'tcp.connection.fin_passive',
        'This frame undergoes the connection closing',
        'tcp.flags.fin',
      );
  }
  if ((note.flags & RST) !== 0)
    say('warning', 'tcp.connection.rst', 'Connection reset (RST)', 'tcp.flags.reset');
  return found;
}

function judgeNumbers(w: Walk, i: number, note: SegmentNote): Expert[] {
  const found: Expert[] = [];
  const start = w.starts[i];
  if ((note.flags & ACK) === 0 && note.ack !== 0) {
    const message = 'The acknowledgment number field is nonzero while the ACK flag is not set';
    found.push(finding('note', 'Protocol', 'tcp.ack.nonzero', message, start + 8, 4, 'tcp.ack'));
  }
  if ((note.flags & URG) === 0 && urgentOf(w.sources[i], start) !== 0) {
    const message = 'The urgent pointer field is nonzero while the URG flag is not set';
    found.push(
      finding(
        'note',
        'Protocol',
        'tcp.urgent_pointer.non_zero',
        message,
        start + 18,
        2,
        'tcp.urgent_pointer',
      ),
    );
  }
  return found;
}

function judgeChecksum(w: Walk, i: number, checksum: ChecksumJudge): Expert[] {
  const status = checksum.status(w, i);
  const at = w.starts[i] + 16;
  if (status === 0) {
    const message = `Bad checksum [should be 0x${checksum.right(w, i).toString(16).padStart(4, '0')}]`;
    return [finding('error', 'Checksum', 'tcp.checksum_bad', message, at, 2, 'tcp.checksum')];
  }
  if (status !== 3) return [];
  const message = 'TCP Checksum 0xffff instead of 0x0000 (see RFC 1624)';
  return [finding('warning', 'Checksum', 'tcp.checksum.ffff', message, at, 2, 'tcp.checksum')];
}

/** Sizes of options that have one size only. */
const SIZES: Readonly<Record<number, number>> = { 2: 4, 3: 3, 4: 2, 6: 6, 7: 6, 8: 10, 11: 6, 12: 6, 13: 6 };

function judgeOptions(w: Walk, i: number, note: SegmentNote): Expert[] {
  const found: Expert[] = [];
  const octets = w.sources[i];
  const from = w.starts[i] + MINIMUM;
  const wire = w.starts[i] + headerWords(octets, w.starts[i]) * 4;
  const to = Math.min(wire, w.ends[i]);
  const seen: OptionsSeen = { mss: false, nops: 0, listEnd: -1 };
  for (let at = from; at < to; at = nextOption(octets, at, to))
    judgeOption(octets, at, to, wire, seen, found);
  if (from < to && (note.flags & SYN) !== 0 && !seen.mss) {
    const message = 'The SYN packet does not contain a MSS option';
    found.push(
      finding('note', 'Protocol', 'tcp.options.mss.absent', message, from, to - from, 'tcp.options'),
    );
  }
  if ((note.flags & SYN) === 0 && seen.mss) {
    const message = 'The non-SYN packet does contain a MSS option';
    found.push(
      finding('warning', 'Protocol', 'tcp.options.mss.present', message, from, to - from, 'tcp.options'),
    );
  }
  return found;
}

interface OptionsSeen {
  mss: boolean;
  /** No-operations in a row. */
  nops: number;
  /** Where the end of the list stands; -1 before it, -2 once padding was found fault with. */
  listEnd: number;
}

function judgeOption(
  octets: Uint8Array,
  at: number,
  to: number,
  wire: number,
  seen: OptionsSeen,
  found: Expert[],
): void {
  const kind = octets[at];
  const say = (severity: Severity, group: Expert['group'], code: string, message: string): void => {
    found.push(finding(severity, group, code, message, at, 1, 'tcp.options'));
  };
  if (seen.listEnd >= 0 && kind !== 0) {
    seen.listEnd = -2;
    say('error', 'Protocol', 'tcp.non_zero_bytes_after_eol', 'Non-zero header padding');
  }
  if (seen.listEnd === -2) return;
  seen.nops = kind === 1 ? seen.nops + 1 : 0;
  if (seen.nops === 4) {
    seen.nops = 0;
    say('warning', 'Protocol', 'tcp.nop', '4 NOP in a row - a router may have removed some options');
  }
  if (kind === 0) seen.listEnd = at;
  if (kind < 2) return;
  if (kind === 2) seen.mss = true;
  const length = at + 1 < to ? octets[at + 1] : 0;
  const right = SIZES[kind];
  if (length < 2) say('note', 'Sequence', 'tcp.option.len.invalid', `option length = ${length} is too short`);
  else if (at + length > wire)
    say('note', 'Sequence', 'tcp.option.len.invalid', `option length = ${length} goes past end of options`);
  else if (right !== undefined && length !== right)
    say('note', 'Sequence', 'tcp.option.len.invalid', `option length should be ${right}`);
  else if (kind === 3 && at + 2 < to && octets[at + 2] > 14)
    say('warning', 'Protocol', 'tcp.options.wscale.shift.invalid', 'Window scale shift exceeds 14');
}

/** What was given up in putting the stream together; none of it is the sender's fault. */
function judgeReassembly(w: Walk, i: number, note: SegmentNote): Expert[] {
  const { gap, dropped, loose, fate } = note.outcome;
  const found: Expert[] = [];
  const say = (severity: Severity, code: string, message: string): void => {
    const base = finding(severity, 'Reassemble', code, message, w.payloads[i], w.ends[i] - w.payloads[i]);
    found.push({ ...base, clause: 'RFC 9293 3.4', fault: 'capture' });
  };
  if (gap > 0) {
    const lost = dropped > 0 ? `; ${octetsOf(dropped)} of an unfinished message dropped` : '';
    say('warning', 'tcp.reassembly.gap', `${octetsOf(gap)} of the stream not captured${lost}`);
  } else if (dropped > 0)
    say('warning', 'tcp.reassembly.dropped', `${octetsOf(dropped)} of an unfinished message dropped`);
  if (loose > 0)
    say('note', 'tcp.reassembly.loose', `${octetsOf(loose)} passed over: no message begins there`);
  if (fate === 'held')
    say('note', 'tcp.reassembly.held', 'Waits for octets that come before it in the stream');
  return found;
}

function octetsOf(count: number): string {
  return `${count} octet${count === 1 ? '' : 's'}`;
}
