/**
 * What every state machine of this house has in common: it takes an event and the time, changes its own state, and says
 * what is to be done. It has no clock, no socket and no random source of its own (sans-IO).
 *
 *                 ┌─────────┐   effects, in this order:
 *   event, now ──►│ machine │──► send · set timer · cancel timer · notify · ignored
 *                 └─────────┘
 *        wake: the next instant at which a timer of the machine is due
 *
 * The driver's part: it delivers messages as they arrive; when `wake` has come, and no message of that instant is left, it
 * steps the machine with a time event; it carries out the effects in their order. All timers that are due fire in that one
 * step (D10); a machine that has very much to send at one instant may do it in several, and leaves `wake` at that instant until
 * it is done. The set and cancel effects say what runs, timer by timer; a driver need not keep timers of its own, because
 * `wake` sums them up. A set of a running timer replaces its instant. A timer that fires is told by a notification
 * `expired`; it no longer runs, unless a set effect of the same step arms it again.
 *
 * Why: each effect names the transition that caused it (`why`), and each transition taken causes at least one effect
 * (`ignored` where nothing else is to be done). So the effects tell the whole story.
 */
import type { Micros } from '../base/micros.js';
import type { Transition } from './transitions.js';

/** Why something happened: the transition, with its clause and decisions. */
export type Why = Pick<Transition, 'id' | 'clause' | 'decisions'>;

/** Why a row is taken here: what it names, without a decision that is no reason here. */
export function whyOf<C>(row: Transition<C>, c: C): Why {
  const { only } = row;
  if (only === undefined || only.where(c)) return row;
  const known = WITHOUT.get(row);
  if (known !== undefined) return known;
  const { id, clause, decisions } = row;
  const why = { id, clause, decisions: decisions.filter((name) => name !== only.decision) };
  WITHOUT.set(row, why);
  return why;
}

/** Made once for a row: a round has one for each member. */
const WITHOUT = new WeakMap<object, Why>();

/** A message goes out. `S` says whom to and by which way, in the terms of the protocol. */
export type SendEffect<S> = S & { readonly kind: 'send'; readonly why: Why };

/** A timer is armed, or armed anew, to fire at an instant. */
export interface SetEffect<T> {
  readonly kind: 'set';
  readonly timer: T;
  readonly at: Micros;
  readonly why: Why;
}

/** A running timer stops without firing. */
export interface CancelEffect<T> {
  readonly kind: 'cancel';
  readonly timer: T;
  readonly why: Why;
}

/** The host program is told something. */
export interface NotifyEffect<N> {
  readonly kind: 'notify';
  readonly note: N;
  readonly why: Why;
}

/** An event had no effect, and this is the reason: a short stable code (D5). */
export interface IgnoredEffect {
  readonly kind: 'ignored';
  readonly reason: string;
  readonly why: Why;
}

/** Anything that a step asks for: `S` what is sent, `T` timers, `N` notifications. */
export type Effect<S, T, N> =
  | SendEffect<S>
  | SetEffect<T>
  | CancelEffect<T>
  | NotifyEffect<N>
  | IgnoredEffect;

/** Collects the effects of one step; `why` is the transition that is being taken. */
export interface Outbox<S, T, N> {
  why: Why;
  sends: SendEffect<S>[];
  sets: SetEffect<T>[];
  cancels: CancelEffect<T>[];
  notes: NotifyEffect<N>[];
  ignored: IgnoredEffect[];
}

const NOTHING: Why = { id: '', clause: '', decisions: [] };

/** An outbox with nothing in it. */
export function createOutbox<S, T, N>(): Outbox<S, T, N> {
  return { why: NOTHING, sends: [], sets: [], cancels: [], notes: [], ignored: [] };
}

/** Notes a message to be sent. The record is taken over, not copied: give a new one each time. */
export function send<S extends object, T, N>(out: Outbox<S, T, N>, what: S): void {
  const effect: { kind?: 'send'; why?: Why } = what;
  effect.kind = 'send';
  effect.why = out.why;
  out.sends.push(effect as SendEffect<S>);
}

/** Notes that a timer is armed. */
export function setTimer<S, T, N>(out: Outbox<S, T, N>, timer: T, at: Micros): void {
  out.sets.push({ kind: 'set', timer, at, why: out.why });
}

/** Notes that a running timer is stopped. */
export function cancelTimer<S, T, N>(out: Outbox<S, T, N>, timer: T): void {
  out.cancels.push({ kind: 'cancel', timer, why: out.why });
}

/** Notes what the host program is to be told. */
export function notify<S, T, N>(out: Outbox<S, T, N>, note: N): void {
  out.notes.push({ kind: 'notify', note, why: out.why });
}

/** Notes that the event has no effect. */
export function ignore<S, T, N>(out: Outbox<S, T, N>, reason: string): void {
  out.ignored.push({ kind: 'ignored', reason, why: out.why });
}

/** Takes out everything, in the documented order; the outbox is empty then. */
export function takeEffects<S, T, N>(out: Outbox<S, T, N>): readonly Effect<S, T, N>[] {
  const { sends, sets, cancels, notes, ignored } = out;
  const count = sends.length + sets.length + cancels.length + notes.length + ignored.length;
  // Most steps have effects of one kind: that list is handed out as it is.
  if (cancels.length === count) {
    out.cancels = [];
    return cancels;
  }
  const effects: Effect<S, T, N>[] = sends;
  out.sends = [];
  if (sends.length === count) return effects;
  if (sets.length > 0) {
    for (const effect of sets) effects.push(effect);
    out.sets = [];
  }
  if (cancels.length > 0) {
    for (const effect of cancels) effects.push(effect);
    out.cancels = [];
  }
  if (notes.length > 0) {
    for (const effect of notes) effects.push(effect);
    out.notes = [];
  }
  if (ignored.length > 0) {
    for (const effect of ignored) effects.push(effect);
    out.ignored = [];
  }
  return effects;
}
