/**
 * Requests and their repetition (D17): a request without an answer is sent again after 500 ms, doubling, at most 5 times.
 *
 *   send 1     2          3                     4                                          5              failed
 *   |----------|----------|---------------------|------------------------------------------|------ … -----|
 *   0        0.5 s      1.5 s                 3.5 s                                      7.5 s          15.5 s
 *
 * A registration that is pending, and an activation, which the start gate may hold, go on slowly instead of failing.
 */
import type { GmpMessage, MmMessage, SmMessage } from '../../../dissectors/gmp-message.js';
import { after, type Micros, micros, NEVER } from '../../base/micros.js';
import { cancelTimer, setTimer } from '../contract.js';
import type { ClientRequest, GmpTimer } from '../gmp-vocabulary.js';
import { mmHeader, sendMm, sendSm, smHeader } from './client-headers.js';
import type { Client, ClientStep, Outstanding } from './client-record.js';

/** Whether a request waits for its answer. */
export function isOut(client: Client, request: ClientRequest): boolean {
  return client.requests.some((one) => one.request === request);
}

/** Whether a request waits for its answer and is sent again by itself: to ask for it once more adds nothing. */
export function isBusy({ client }: ClientStep, request: ClientRequest): boolean {
  return client.options.policies.retry === 'on' && isOut(client, request);
}

/** The timer that sends a request again. */
export function retryTimer({ session, user }: Client, request: ClientRequest): GmpTimer {
  return { name: 'retry', session, user, request };
}

/** Sends a request for the first time. */
export function begin(step: ClientStep, request: ClientRequest): void {
  transmit(step, request);
  arm(step, request, 1);
}

/** Sends a request again. */
export function repeat(step: ClientStep, { request, sends }: Outstanding): void {
  // The answer to come is a new one: what was gathered of an earlier list is no part of it.
  if (request === 'UIREQ' && step.client.users !== null) {
    step.client.users = { ...step.client.users, next: -1, members: [] };
  }
  transmit(step, request);
  arm(step, request, sends + 1);
}

/** A request that waits has its answer, or no longer wants one; its timer stops where it runs. */
export function end(step: ClientStep, request: ClientRequest): void {
  const { client, out } = step;
  drop(client, request);
  if (client.options.policies.retry === 'on') cancelTimer(out, retryTimer(client, request));
}

/** All requests end, those of one kind apart. */
export function endAll(step: ClientStep, except?: ClientRequest): void {
  for (const { request } of step.client.requests) if (request !== except) end(step, request);
}

/** Takes a request from those that wait; its timer does not run. */
export function drop(client: Client, request: ClientRequest): void {
  client.requests = client.requests.filter((one) => one.request !== request);
  if (request === 'UIREQ') client.users = null;
}

/** Notes a request as sent so many times, and arms its timer. */
export function arm(step: ClientStep, request: ClientRequest, sends: number): void {
  const { client, now, out } = step;
  const repeated = client.options.policies.retry === 'on';
  const at = repeated ? after(now, waitAfter(client, request, sends)) : NEVER;
  const others = client.requests.filter((one) => one.request !== request);
  client.requests = [...others, { request, sends, at }];
  if (repeated) setTimer(out, retryTimer(client, request), at);
}

/** Whether a request has come to the slow repetition, without limit. */
export function isSlow(client: Client, request: ClientRequest, sends: number): boolean {
  if (request === 'SRREQ') return client.state === 'pending';
  return request === 'SAREQ' && sends >= client.options.policies.retrySends;
}

function waitAfter(client: Client, request: ClientRequest, sends: number): Micros {
  const { retryFirst, retrySlow } = client.options.policies;
  return isSlow(client, request, sends) ? retrySlow : micros(retryFirst * 2 ** (sends - 1));
}

function transmit(step: ClientStep, request: ClientRequest): void {
  if (request === 'UIREQ' || request === 'TRREQ') {
    sendMm(step, { type: request, ...mmHeader(step.client) } satisfies MmMessage);
  } else {
    sendSm(step, smRequest(step.client, request));
  }
}

function smRequest(client: Client, request: Exclude<ClientRequest, 'UIREQ' | 'TRREQ'>): SmMessage {
  const header = smHeader(client);
  switch (request) {
    case 'SCINF':
      return { type: request, ...header, parameters: client.parameters! };
    case 'SAREQ':
      return { type: request, ...header, mmPort: client.options.mmPort };
    default:
      return { type: request, ...header } satisfies GmpMessage;
  }
}
