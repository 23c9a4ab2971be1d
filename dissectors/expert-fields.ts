/**
 * Findings as fields, by Wireshark's names: `_ws.expert.severity == "Error"`. They belong to no protocol's table: any layer
 * may have them.
 */

import { type Decoded, decode } from '../src/layout/decode.js';
import type { Header, Meta } from '../src/layout/types.js';
import type { Dissector, Expert, Severity, Walk } from './contract.js';
import { shortfallExperts } from './shortfalls.js';

/** Wireshark's numbers of severities, in order of weight. */
export const SEVERITY_NUMBERS: Readonly<Record<Severity, number>> = {
  comment: 0x100000,
  chat: 0x200000,
  note: 0x400000,
  warning: 0x600000,
  error: 0x800000,
};

/** Wireshark's numbers of groups. */
export const GROUP_NUMBERS: Readonly<Record<Expert['group'], number>> = {
  Checksum: 0x1000000,
  Sequence: 0x2000000,
  Undecoded: 0x5000000,
  Reassemble: 0x6000000,
  Malformed: 0x7000000,
  Protocol: 0x9000000,
  Comment: 0xb000000,
  Assumption: 0xd000000,
  Deprecated: 0xe000000,
};

function valueNames(numbers: Readonly<Record<string, number>>): Readonly<Record<number, string>> {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [value, name[0].toUpperCase() + name.slice(1)]),
  );
}

/** A field of findings. */
export interface ExpertField {
  readonly name: string;
  readonly title: string;
  readonly kind: 'none' | 'uint' | 'text';
  readonly bits: number;
  readonly meta: Meta;
  /** Its value for a finding. */
  readonly valueOf: (expert: Expert) => number | string;
}

/** All fields of findings; `_ws.malformed` and `_ws.short` are of layers, not of findings. */
export const EXPERT_FIELDS: readonly ExpertField[] = [
  { name: '_ws.expert', title: 'Expert Info', kind: 'none', bits: 0, meta: {}, valueOf: () => 1 },
  {
    name: '_ws.expert.severity',
    title: 'Severity level',
    kind: 'uint',
    bits: 32,
    meta: { values: valueNames(SEVERITY_NUMBERS) },
    valueOf: ({ severity }) => SEVERITY_NUMBERS[severity],
  },
  {
    name: '_ws.expert.group',
    title: 'Group',
    kind: 'uint',
    bits: 32,
    meta: { values: valueNames(GROUP_NUMBERS) },
    valueOf: ({ group }) => GROUP_NUMBERS[group],
  },
  {
    name: '_ws.expert.message',
    title: 'Message',
    kind: 'text',
    bits: 0,
    meta: {},
    valueOf: ({ message }) => message,
  },
  { name: '_ws.malformed', title: 'Malformed Packet', kind: 'none', bits: 0, meta: {}, valueOf: () => 1 },
  {
    name: '_ws.short',
    title: 'Packet size limited during capture',
    kind: 'none',
    bits: 0,
    meta: {},
    valueOf: () => 1,
  },
];

/** What a layer's findings are, and whether it is malformed (as Wireshark: a finding says so) or cut. */
export interface Judgement {
  readonly experts: readonly Expert[];
  readonly malformed: boolean;
  readonly short: boolean;
}

/** Judges layer `i`; what does not fit its table is found by decoding it. `fits` spares that where it is known to fit. */
export function judgeLayer(dissector: Dissector, w: Walk, i: number, fits: boolean): Judgement {
  const own = dissector.experts?.(w, i) ?? NOTHING;
  if (fits)
    return own.length === 0 ? CLEAN : { experts: own, malformed: own.some(isMalformed), short: false };
  const header: Header = dissector.headers[w.variants[i]];
  const decoded: Decoded = decode(header, w.sources[i], w.starts[i], w.ends[i]);
  if (decoded.shortfalls.length === 0)
    return { experts: own, malformed: own.some(isMalformed), short: false };
  const worded = dissector.wordsShortfalls === true;
  const flaws = worded ? NOTHING : shortfallExperts(dissector, decoded, w, i);
  const cut = worded ? w.limits[i] > w.ends[i] : flaws.every(({ fault }) => fault === 'capture');
  return { experts: [...own, ...flaws], malformed: !cut || own.some(isMalformed), short: cut };
}

function isMalformed({ group, fault }: Expert): boolean {
  return group === 'Malformed' && fault === 'sender';
}

const NOTHING: readonly Expert[] = [];
const CLEAN: Judgement = { experts: NOTHING, malformed: false, short: false };

/** The finding that Wireshark makes of a comment in the capture. */
export function commentFinding(message: string): Expert {
  return {
    severity: 'comment',
    group: 'Comment',
    code: 'frame.comment',
    message,
    start: 0,
    end: 0,
    fault: 'capture',
  };
}
