/**
 * What lies behind the packet in an Ethernet frame: octets that fill the frame up to its least length (IEEE 802.3 3.2.8),
 * and whatever else was left there. Found from where the layer above ends; nothing is taken for a frame check sequence.
 *
 *   | addresses, type | packet … (its own length) | padding: zeros, up to 60 octets | trailer |
 */
import type { Generated, Walk } from './contract.js';

/** The least length of a frame, without its check sequence. */
const LEAST = 60;

/** The fields `eth.padding` and a trailer of a layer whose payload begins at `payload`. */
export function trailerFields(
  payload: (w: Walk, i: number) => number,
  trailer: 'eth.trailer' | 'sll.trailer' = 'eth.trailer',
): readonly Generated[] {
  const field = (
    name: string,
    title: string,
    range: (w: Walk, i: number) => readonly [number, number],
  ): Generated => ({
    name,
    title,
    kind: 'bytes',
    meta: {},
    brackets: false,
    compute: (w, i) => {
      const [from, to] = range(w, i);
      return from < to ? w.sources[i].slice(from, to) : undefined;
    },
    range,
  });
  const paddingOf = (w: Walk, i: number): readonly [number, number] => {
    const from = trailerStart(w, i, payload(w, i));
    return [from, paddingEnd(w, i, from)];
  };
  return [
    field('eth.padding', 'Padding', paddingOf),
    field(trailer, 'Trailer', (w, i) => [paddingOf(w, i)[1], w.ends[i]]),
  ];
}

/** First octet that the layer above does not take; the layer's end where there is none. */
function trailerStart(w: Walk, i: number, payload: number): number {
  const above = i + 1;
  if (above >= w.count || w.sources[above] !== w.sources[i] || w.starts[above] < payload) return w.ends[i];
  return Math.min(w.limits[above], w.ends[i]);
}

/** Where the zeros end, if they reach to the end of the frame or to its least length. */
function paddingEnd(w: Walk, i: number, from: number): number {
  const octets = w.sources[i];
  const frame = w.starts[0];
  const most = Math.max(from, Math.min(w.ends[i], frame + LEAST));
  let at = from;
  while (at < most && octets[at] === 0) at += 1;
  return at === most ? at : from;
}
