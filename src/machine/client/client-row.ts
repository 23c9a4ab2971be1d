/**
 * How the rows of the client are written down: what a row's guard and action get to see, by the kind of its event.
 */
import type { GmpMessage, GmpMessageOf } from '../../../dissectors/gmp-message.js';
import type { GmpType } from '../../../dissectors/gmp-names.js';
import { ignore } from '../contract.js';
import type { ClientAsk, ClientState } from '../gmp-vocabulary.js';
import type { Peer } from '../peer.js';
import type { Transition } from '../transitions.js';
import type { ClientStep, Outstanding } from './client-record.js';

/** A step with what caused it: a message with its sender, what the host program asks, or the request whose timer fired. */
export interface ClientCause extends ClientStep {
  readonly from?: Peer;
  readonly message?: GmpMessage;
  readonly ask?: ClientAsk;
  readonly due?: Outstanding;
}

/** A row of the client's table. */
export type ClientRow = Transition<ClientCause>;

/** What an ask of one kind brings. */
export type AskOf<A extends ClientAsk['ask']> = Extract<ClientAsk, { readonly ask: A }>;

interface RowWords extends Omit<ClientRow, 'on' | 'from' | 'to' | 'guard' | 'run'> {
  readonly from?: readonly ClientState[];
  readonly to?: readonly ClientState[];
}

interface RowOf<D> extends RowWords {
  readonly guard?: (step: ClientStep, detail: D) => boolean;
  readonly run: (step: ClientStep, detail: D) => void;
}

/** A row for messages of one type. */
export function onMessage<T extends GmpType>(type: T, row: RowOf<GmpMessageOf<T>>): ClientRow {
  return rowOf([type], row, (cause) => cause.message as GmpMessageOf<T>);
}

/** A row for what the host program asks. */
export function onAsk<A extends ClientAsk['ask']>(ask: A, row: RowOf<AskOf<A>>): ClientRow {
  return rowOf([`ask ${ask}`], row, (cause) => cause.ask as AskOf<A>);
}

/** A row for the timer that sends a request again. */
export function onRetry(row: RowOf<Outstanding>): ClientRow {
  return rowOf(['timer retry'], row, (cause) => cause.due as Outstanding);
}

/** A row for events that need no looking into. */
export function on(events: readonly string[], row: RowOf<ClientCause>): ClientRow {
  return rowOf(events, row, (cause) => cause);
}

/** A row that ignores events for a reason. */
export function ignoring(
  events: readonly string[],
  reason: string,
  row: Omit<RowWords, 'effects' | 'to'> & { readonly guard?: (cause: ClientCause) => boolean },
): ClientRow {
  const { guard, ...words } = row;
  return on(events, {
    ...words,
    effects: [`ignored ${reason}`],
    ...(guard === undefined ? {} : { guard: (_: ClientStep, cause: ClientCause) => guard(cause) }),
    run: (step) => ignore(step.out, reason),
  });
}

function rowOf<D>(events: readonly string[], row: RowOf<D>, detailOf: (cause: ClientCause) => D): ClientRow {
  const { from, to, guard, run, ...words } = row;
  return {
    ...words,
    on: events,
    from: from === undefined ? {} : { state: from },
    to: to === undefined ? {} : { state: to },
    ...(guard === undefined ? {} : { guard: (cause: ClientCause) => guard(cause, detailOf(cause)) }),
    run: (cause: ClientCause) => run(cause, detailOf(cause)),
  };
}
