/**
 * The checks on the options of GMP messages: whether one belongs there, parameters (TLVs) of SCINF, members of UIRES, bits
 * and padding that ought to be zero. They look at the decoded fields, so messages without an option cost nothing.
 */
import type { Node } from '../src/layout/decode.js';
import { MM } from './gmp-family.js';
import {
  GMP_HEADER,
  GMP_TLVS,
  type GmpTlvFacts,
  isMemberType,
  MOST_MEMBERS,
  TERMINATION_NAMES,
} from './gmp-names.js';
import { bringsKey, fieldsIn, hasHeader, keyLengthOf, type Report, type Subject } from './gmp-subject.js';

/** In this order. */
export const OPTION_CHECKS: readonly ((s: Subject, report: Report) => void)[] = [checkPresence, checkParts];

/** Octets of option that a message of its type may have at most; undefined where nothing can be said. */
function allowance(s: Subject): number | undefined {
  if (s.name === undefined || s.name === 'SCINF' || s.name === 'UIRES') return undefined;
  if (s.name === 'SAREQ') return 4;
  if (!bringsKey(s)) return 0;
  const length = keyLengthOf(s);
  return length === 0 ? undefined : Math.ceil(length / 4) * 4;
}

/** Whether there is an option where one belongs, and none where none does. */
function checkPresence(s: Subject, report: Report): void {
  if (!hasHeader(s) || s.fragment) return;
  const from = s.start + GMP_HEADER;
  const words = Math.floor((s.limit - from) / 4) * 4;
  if (s.name === 'SAREQ' && s.limit === from) {
    report('gmp.option.missing', 'SAREQ without the MM port of the client', from, from);
    return;
  }
  const allowed = allowance(s);
  if (allowed === undefined || words <= allowed) return;
  const message =
    allowed === 0
      ? `${s.name} with an option of ${words} octets: none belongs there`
      : `${words - allowed} octets behind what belongs into the option of ${s.name}`;
  report('gmp.option.unexpected', message, Math.min(s.end, from + allowed), s.end, 'gmp.option');
}

const TLV_BY_TYPE: ReadonlyMap<number, GmpTlvFacts> = new Map(GMP_TLVS.map((tlv) => [tlv.type, tlv]));

/** The parts of an option, field by field. */
function checkParts(s: Subject, report: Report): void {
  if (!hasHeader(s) || s.end - s.start <= GMP_HEADER) return;
  let members = 0;
  const seen = new Set<number>();
  for (const node of fieldsIn(s)) {
    if (node.item.name === 'gmp.member') members += 1;
    else if (node.item.name === 'gmp.tlv') checkTlv(s, node, seen, report);
    else checkPart(node, report);
  }
  if (members > MOST_MEMBERS && s.variant === MM) {
    const message = `${members} members in one UIRES: at most ${MOST_MEMBERS}`;
    report('gmp.members.count', message, s.start + GMP_HEADER, s.end, 'gmp.option');
  }
}

function checkPart(node: Node, report: Report): void {
  const { name } = node.item;
  if (name === 'gmp.member.type' || name === 'gmp.info.member.type') {
    const code = Number(node.value);
    if (isMemberType(code)) return;
    const bits = code.toString(2).padStart(3, '0');
    report('gmp.member_type', `Member type ${bits}: not one bit`, node.start, node.end, name);
  } else if (name === 'gmp.member.state') {
    if (Number(node.value) === 0) report('gmp.member.state', 'Group 00: none', node.start, node.end, name);
  } else if (name === 'gmp.info.termination') {
    const code = Number(node.value);
    if (code in TERMINATION_NAMES) return;
    report('gmp.info.termination', `Termination ${code}: neither 0 nor 1`, node.start, node.end, name);
  } else if (name.endsWith('.zero')) {
    if (Number(node.value) !== 0) {
      report('gmp.reserved', 'Bits that ought to be zero are not', node.start, node.end, name);
    }
  } else if (name.endsWith('.padding')) {
    if ((node.value as Uint8Array).some((octet) => octet !== 0)) {
      report('gmp.padding', 'Padding that is not zero', node.start, node.end, name);
    }
  }
}

/**
 * One parameter: does it end within the option, is its type known and not `seen` before, is its length that of its type?
 */
function checkTlv(s: Subject, node: Node, seen: Set<number>, report: Report): void {
  const numberOf = (name: string): number | undefined => {
    const child = node.children.find((one) => one.item.name === name);
    return child === undefined ? undefined : Number(child.value);
  };
  const type = numberOf('gmp.tlv.type') ?? 0;
  const length = numberOf('gmp.tlv.length');
  if (length === undefined) return;
  const rest = s.limit - (node.start + 4);
  if (length > rest && !s.fragment) {
    const message = `A parameter of ${length} octets where ${rest} are left`;
    report('gmp.tlv.overrun', message, node.start, s.end, 'gmp.tlv.length');
    return;
  }
  const facts = TLV_BY_TYPE.get(type);
  if (facts === undefined) {
    report('gmp.tlv.unknown', `Unknown type ${type}, skipped`, node.start, node.end, 'gmp.tlv.type');
    return;
  }
  if (seen.has(type) && facts.repeatable !== true) {
    const message = `A second ${facts.name}: the first counts`;
    report('gmp.tlv.repeated', message, node.start, node.end, 'gmp.tlv.type');
  }
  seen.add(type);
  if (!fits(length, facts)) {
    const message = `${length} octets are no ${facts.name} (${wanted(facts)})`;
    report('gmp.tlv.length', message, node.start + 2, node.start + 4, 'gmp.tlv.length');
  }
}

function fits(length: number, { size }: GmpTlvFacts): boolean {
  if (size === 'any') return true;
  return 'exactly' in size ? length === size.exactly : length % size.multipleOf === 0;
}

function wanted({ size }: GmpTlvFacts): string {
  if (size === 'any') return 'any';
  return 'exactly' in size ? `${size.exactly} octets` : `a multiple of ${size.multipleOf} octets`;
}
