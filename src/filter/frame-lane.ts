/**
 * The frame lane: what a filter says of packets by the facts that a capture's index keeps of them (number, lengths, time,
 * interface), before any octet is read. A whole stretch of packets at once, by what its facts lie between:
 *
 *   frame.number > 9000000 && igmp     1 … 65536: none     9000001 … 9065536: to be looked at
 *   frame.number > 9000000             1 … 65536: none     9000001 … 9065536: all
 *
 * and packet by packet (frame-rows.ts), where the filter asks about nothing else.
 */
import { FRAME, type Registry } from '../../dissectors/registry.js';
import type { Bounds, PacketBounds } from '../base/packet-bounds.js';
import { compileRows, type RowTest } from './frame-rows.js';
import type { ConstantOperand, Membership, Operand, Program, Relation, Test } from './program.js';

/** What holds of a stretch of packets: `some` where that cannot be said of all of them at once. */
export type StretchVerdict = 'all' | 'none' | 'some';

/** What a capture gives to all its packets. */
export interface CaptureFacts {
  /** Whether packets tell their interface. */
  readonly interfaces: boolean;
  /** Time of the first packet that has one, in nanoseconds since 1970; undefined where none has. */
  readonly firstTime: bigint | undefined;
}

/** A filter beside the facts of packets. */
export interface FrameLane {
  /** Tells of all packets of a stretch. */
  readonly ofStretch: (bounds: PacketBounds, facts: CaptureFacts) => StretchVerdict;
  /** Tells of single packets; undefined where the facts do not decide them all. */
  readonly ofRows: RowTest | undefined;
}

/** The lane of a filter; undefined where it asks about no such fact. */
export function createFrameLane(registry: Registry, program: Program): FrameLane | undefined {
  const facts = new Set(Object.keys(NUMBERS).concat(Object.keys(TIMES)));
  const own = registry.dissectors[FRAME];
  // Who calls a field of another protocol so?
  for (const dissector of registry.dissectors)
    if (dissector !== own) for (const { name } of dissector.generated) facts.delete(name);
  const factOf = (operand: Operand): string | undefined =>
    operand.kind === 'field' && operand.layers === undefined && operand.members.length === 1
      ? operand.members.find((name) => facts.has(name))
      : undefined;
  const ofRows = compileRows(registry, program);
  if (ofRows === undefined && !asks(program, factOf)) return undefined;
  return {
    ofStretch: (bounds, capture) => verdict(program, { bounds, capture, factOf }),
    ofRows,
  };
}

/** What verdicts are found with. */
interface Scope {
  readonly bounds: PacketBounds;
  readonly capture: CaptureFacts;
  readonly factOf: (operand: Operand) => string | undefined;
}

const NUMBERS: Readonly<Record<string, 'number' | 'capLen' | 'wireLen' | 'interfaceId'>> = {
  'frame.number': 'number',
  'frame.cap_len': 'capLen',
  'frame.len': 'wireLen',
  'frame.interface_id': 'interfaceId',
};

/** Times, and whether they count from the first one. */
const TIMES: Readonly<Record<string, boolean>> = {
  'frame.time': false,
  'frame.time_epoch': false,
  'frame.time_relative': true,
};

/** Whether a condition on a fact is among the tests. */
function asks(test: Test, factOf: Scope['factOf']): boolean {
  switch (test.kind) {
    case 'and':
    case 'or':
      return asks(test.left, factOf) || asks(test.right, factOf);
    case 'not':
      return asks(test.test, factOf);
    case 'compare':
    case 'in':
      return factOf(test.left) !== undefined;
    default:
      return false;
  }
}

function verdict(test: Test, scope: Scope): StretchVerdict {
  switch (test.kind) {
    case 'always':
      return 'all';
    case 'and':
      return both(verdict(test.left, scope), () => verdict(test.right, scope));
    case 'or':
      return contrary(both(contrary(verdict(test.left, scope)), () => contrary(verdict(test.right, scope))));
    case 'not':
      return contrary(verdict(test.test, scope));
    case 'compare':
      return test.right.kind === 'constant'
        ? ofValues(test.left, scope, [{ relation: test.relation, value: test.right }])
        : 'some';
    case 'in':
      return memberVerdict(test, scope);
    default:
      return 'some';
  }
}

const CONTRARY: Readonly<Record<StretchVerdict, StretchVerdict>> = { all: 'none', none: 'all', some: 'some' };

function contrary(one: StretchVerdict): StretchVerdict {
  return CONTRARY[one];
}

function both(one: StretchVerdict, other: () => StretchVerdict): StretchVerdict {
  if (one === 'none') return 'none';
  const second = other();
  return one === 'all' || second === 'none' ? second : 'some';
}

/** A relation to a constant. */
interface Condition {
  readonly relation: Relation;
  readonly value: ConstantOperand;
}

/** A member of a set is one if it holds of all; a stretch has no member where none of them holds. */
function memberVerdict({ left, elements }: Membership, scope: Scope): StretchVerdict {
  let verdict: StretchVerdict = 'none';
  for (const { from, to } of elements) {
    if (from.kind !== 'constant' || (to !== undefined && to.kind !== 'constant')) return 'some';
    const conditions: readonly Condition[] =
      to === undefined
        ? [{ relation: 'eq', value: from }]
        : [
            { relation: 'ge', value: from },
            { relation: 'le', value: to },
          ];
    const one = ofValues(left, scope, conditions);
    if (one === 'all') return 'all';
    if (one === 'some') verdict = 'some';
  }
  return verdict;
}

/** Whether the values of a fact satisfy conditions. A packet has one value or none: `any` and `all` are the same. */
function ofValues(operand: Operand, scope: Scope, conditions: readonly Condition[]): StretchVerdict {
  const fact = scope.factOf(operand);
  // A mask is one of addresses; what it would mean here nobody need know.
  if (fact === undefined || conditions.some(({ value }) => value.mask !== undefined)) return 'some';
  const { bounds, everywhere } = boundsOf(fact, scope);
  if (bounds === undefined) return 'none';
  const verdicts = conditions.map(({ relation, value: { value } }): StretchVerdict => {
    if (typeof bounds[0] !== typeof value) return 'some';
    return ordered(relation, bounds, value as number | bigint);
  });
  const all = verdicts.reduce((one, other) => both(one, () => other), 'all');
  return all === 'all' && !everywhere ? 'some' : all;
}

function boundsOf(
  fact: string,
  { bounds, capture }: Scope,
): { readonly bounds: Bounds<number> | Bounds<bigint> | undefined; readonly everywhere: boolean } {
  const number = NUMBERS[fact];
  if (number === 'interfaceId' && !capture.interfaces) return { bounds: undefined, everywhere: false };
  if (number !== undefined) return { bounds: bounds[number], everywhere: true };
  const { time } = bounds;
  if (!TIMES[fact] || time.bounds === undefined) return time;
  const { firstTime } = capture;
  // The first time that there is may not have been found yet.
  if (firstTime === undefined) return { bounds: [LEAST, MOST], everywhere: false };
  return { bounds: [time.bounds[0] - firstTime, time.bounds[1] - firstTime], everywhere: time.everywhere };
}

/** Beyond all times. */
const MOST = 1n << 100n;
const LEAST = -MOST;

function ordered(
  relation: Relation,
  [least, most]: Bounds<number | bigint>,
  value: number | bigint,
): StretchVerdict {
  switch (relation) {
    case 'gt':
      return least > value ? 'all' : most > value ? 'some' : 'none';
    case 'ge':
      return least >= value ? 'all' : most >= value ? 'some' : 'none';
    case 'lt':
      return contrary(ordered('ge', [least, most], value));
    case 'le':
      return contrary(ordered('gt', [least, most], value));
    case 'eq':
      if (value < least || value > most) return 'none';
      return least === most ? 'all' : 'some';
    case 'ne':
      return contrary(ordered('eq', [least, most], value));
  }
}
