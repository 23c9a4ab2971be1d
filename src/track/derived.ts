/**
 * Derived fields of GMP: what an observer who has followed the capture believes (docs/tracking.md), and which answer belongs
 * to which request. All are shown in brackets: no octets hold them.
 */
import type { Generated, Walk } from '../../dissectors/contract.js';
import type { Derived } from '../../dissectors/derived.js';
import { MEMBER_TYPE_NAMES } from '../../dissectors/gmp-names.js';
import type { Meta, Value, ValueNames } from '../layout/types.js';
import type { TrackOptions } from './contract.js';
import { createNotes, type Note } from './frame-notes.js';
import type { Forward } from './requests.js';

export { createForward, type Forward } from './requests.js';

/** Groups of a member, and phases of a session, by the codes of the fields. */
const GROUP_NAMES: ValueNames = { 0: 'none', 1: 'registered', 2: 'enrolled', 3: 'active' };
const PHASE_NAMES: ValueNames = { 0: 'requested', 1: 'announced', 2: 'running', 3: 'ended' };

const YES_NO = ['Yes', 'No'] as const;

/** Fields that follow a capture, for one pass over it. */
export interface Following {
  readonly derived: readonly Derived[];
  /** To be called once for each walked frame, in order, before its fields are asked for. */
  readonly see: (w: Walk) => void;
}

/** Fields that only a pass over the whole capture knows before its end. */
export const FORWARD_FIELDS: ReadonlySet<string> = new Set(['gmp.response_in']);

/** Derived fields for one pass; `known`: what a first pass has found out. */
export function createDerived(options: TrackOptions, known?: Forward): Following {
  const notes = createNotes(options, undefined, known);
  const generated = [...stateFields(), ...timerFields(), ...matchFields()].map((field) => ({
    name: field.name,
    title: field.title,
    kind: field.kind,
    meta: field.meta,
    compute: (w: Walk, i: number) => {
      const note = notes.of(w, i);
      return note === undefined ? undefined : field.of(note);
    },
  }));
  return { derived: [{ dissector: 'gmp', generated }], see: notes.see };
}

/** A first pass: to be called with each walked frame; what it finds out is kept in `forward`. */
export function createFirstPass(options: TrackOptions, forward: Forward): (w: Walk) => void {
  return createNotes(options, forward).see;
}

interface Field extends Pick<Generated, 'name' | 'title' | 'kind' | 'meta'> {
  readonly of: (note: Note) => Value | readonly Value[] | undefined;
}

function uint(name: string, title: string, meta: Meta, of: (note: Note) => number | undefined): Field {
  return { name, title, kind: 'uint', meta, of };
}

/** A number that is shown where it is above 0. */
function positive(name: string, title: string, meta: Meta, of: (note: Note) => number): Field {
  return uint(name, title, meta, (note) => (of(note) > 0 ? of(note) : undefined));
}

/** A code with names; -1 stands for none. */
function named(
  name: string,
  title: string,
  clause: string,
  values: ValueNames,
  of: (note: Note) => number,
): Field {
  return uint(name, title, { clause, values, base: 'name' }, (note) => (of(note) < 0 ? undefined : of(note)));
}

function stateFields(): readonly Field[] {
  const counts = (of: (note: Note) => number) => (note: Note) => (note.session > 0 ? of(note) : undefined);
  return [
    positive('gmp.state.session', 'Session, by order of appearance', {}, (note) => note.session),
    named('gmp.state.phase', 'Phase of the session', '7.1.1; 7.2.4', PHASE_NAMES, (note) => note.phase),
    named(
      'gmp.state.phase.before',
      'Phase before this message',
      '7.1.1; 7.2.4',
      PHASE_NAMES,
      (note) => note.phaseBefore,
    ),
    named('gmp.state.group', 'Group of the member', '6.1; 7.2', GROUP_NAMES, (note) => note.group),
    named(
      'gmp.state.group.before',
      'Group before this message',
      '6.1; 7.2',
      GROUP_NAMES,
      (note) => note.groupBefore,
    ),
    {
      name: 'gmp.state.changed',
      title: 'This message changed the state',
      kind: 'flag',
      meta: { clause: '7.2', words: YES_NO },
      of: (note) => (hasChanged(note) ? true : undefined),
    },
    {
      name: 'gmp.state.why',
      title: 'By clause or decision',
      kind: 'text',
      meta: {},
      of: (note) => (note.why === '' ? undefined : note.why),
    },
    uint(
      'gmp.state.member_type',
      'Type of the member',
      { clause: '8.4 d, table 6', values: MEMBER_TYPE_NAMES, base: 'name' },
      (note) => (note.memberType > 0 ? note.memberType : undefined),
    ),
    uint(
      'gmp.state.registered_count',
      'Members registered',
      { clause: '6.1' },
      counts((note) => note.registered),
    ),
    uint(
      'gmp.state.enrolled_count',
      'Members enrolled',
      { clause: '6.1' },
      counts((note) => note.enrolled),
    ),
    uint(
      'gmp.state.active_count',
      'Members active',
      { clause: '6.1' },
      counts((note) => note.active),
    ),
    positive('gmp.state.key_generation', 'Keys seen so far', { clause: '7.3' }, (note) => note.generation),
    positive('gmp.state.round', 'KAREQ of round', { clause: '7.2.1; 9.2 a' }, (note) => note.round),
  ];
}

function hasChanged({ group, groupBefore, phase, phaseBefore }: Note): boolean {
  return phase !== phaseBefore || (group !== groupBefore && (group > 0 || groupBefore > 0));
}

function timerFields(): readonly Field[] {
  return [
    {
      name: 'gmp.timer.ka_remaining',
      title: 'KA timer of the member had still to run',
      kind: 'duration',
      meta: { clause: '9.2 b' },
      of: ({ remaining }) => (remaining < 0 ? undefined : BigInt(remaining) * 1000n),
    },
    {
      name: 'gmp.timer.ka_expires',
      title: 'KA timer of the member expires',
      kind: 'time',
      meta: { clause: '9.2 b' },
      of: ({ expires }) => (expires < 0 ? undefined : BigInt(expires) * 1000n),
    },
    {
      name: 'gmp.timer.ka_expired',
      title: 'KA timer expired before this message, of user',
      kind: 'uint',
      meta: { clause: '7.2, figure 12; 9.2 b' },
      of: ({ expired }) => (expired.length === 0 ? undefined : expired),
    },
  ];
}

function matchFields(): readonly Field[] {
  const clause = '8.1, 8.3';
  return [
    positive(
      'gmp.request_in',
      'Answer to the request in frame',
      { clause, frame: true },
      (note) => note.requestFrame,
    ),
    {
      name: 'gmp.response_time',
      title: 'Time from the request',
      kind: 'duration',
      meta: { clause },
      of: (note) => (note.requestFrame > 0 ? BigInt(note.responseTime) * 1000n : undefined),
    },
    positive('gmp.response_in', 'Answered in frame', { clause, frame: true }, (note) => note.responseFrame),
    {
      name: 'gmp.retransmission',
      title: 'Sent again',
      kind: 'flag',
      meta: { clause: '8.1; D17', words: YES_NO },
      of: (note) => (note.againOf > 0 ? true : undefined),
    },
    positive(
      'gmp.retransmission_of',
      'First sent in frame',
      { clause: '8.1; D17', frame: true },
      (note) => note.againOf,
    ),
  ];
}
