/**
 * The network between nodes: what becomes of a frame on its way from one to another. Delay, jitter, loss, duplication and
 * reordering of all links; links that are cut; sides that are parted. Every draw comes from the stream of the link's two
 * ends and its purpose, and none is made where nothing can come of it.
 */
import { type Micros, micros } from '../base/micros.js';
import { below, delayUpTo } from '../base/random.js';
import type { Streams } from '../base/streams.js';
import type { NetworkSpec, Ratio } from '../scenario/scenario.js';

const NONE: Ratio = { count: 0, of: 1 };

/** A network that delays by 10 ms and does nothing else. */
export const CALM_NETWORK: NetworkSpec = {
  delay: micros(10_000),
  jitter: micros(0),
  loss: NONE,
  duplication: NONE,
  reordering: NONE,
  reorderBy: micros(0),
};

/** How it is at the moment. */
export interface Network {
  spec: NetworkSpec;
  /** Nodes whose links carry nothing. */
  readonly cut: Set<string>;
  /** Two sides between which nothing passes. */
  parted: { readonly left: ReadonlySet<string>; readonly right: ReadonlySet<string> } | undefined;
  /** Last arrival on each TCP connection and direction: segments keep their order, and are not lost. */
  readonly inOrder: Map<string, Micros>;
}

/** A calm network. */
export function createNetwork(): Network {
  return { spec: CALM_NETWORK, cut: new Set(), parted: undefined, inOrder: new Map() };
}

/** Whether links do nothing but delay: then every frame arrives once, after the same time. */
export function isCalm({ spec, cut, parted }: Network): boolean {
  return (
    cut.size === 0 &&
    parted === undefined &&
    spec.jitter === 0 &&
    spec.loss.count === 0 &&
    spec.duplication.count === 0 &&
    spec.reordering.count === 0
  );
}

/** What becomes of a frame: the delays of its copies (none: lost), and why it is lost. */
export interface Fate {
  readonly delays: readonly Micros[];
  readonly lost?: 'loss' | 'cut' | 'parted';
}

const CUT: Fate = { delays: [], lost: 'cut' };
const PARTED: Fate = { delays: [], lost: 'parted' };
const LOST: Fate = { delays: [], lost: 'loss' };

/** The fate of a frame from one node to another over `hops` links. `reliable`: TCP, which repairs what links do. */
export function fateOf(
  network: Network,
  streams: Streams,
  from: string,
  to: string,
  hops: number,
  reliable: boolean,
): Fate {
  if (network.cut.has(from) || network.cut.has(to)) return CUT;
  if (network.parted !== undefined && areParted(network.parted, from, to)) return PARTED;
  const { spec } = network;
  const link = `${from}>${to}`;
  if (!reliable && happens(spec.loss, streams, link, 'loss')) return LOST;
  const delays = [delayOf(spec, streams, link, hops, reliable)];
  if (!reliable && happens(spec.duplication, streams, link, 'duplication')) {
    delays.push(delayOf(spec, streams, link, hops, reliable));
  }
  return { delays };
}

function areParted(parted: NonNullable<Network['parted']>, from: string, to: string): boolean {
  const { left, right } = parted;
  return (left.has(from) && right.has(to)) || (right.has(from) && left.has(to));
}

function happens(ratio: Ratio, streams: Streams, link: string, purpose: string): boolean {
  return ratio.count > 0 && below(streams(link, purpose), ratio.of) < ratio.count;
}

function delayOf(spec: NetworkSpec, streams: Streams, link: string, hops: number, reliable: boolean): Micros {
  let delay = spec.delay * hops;
  if (spec.jitter > 0) delay += delayUpTo(streams(link, 'jitter'), spec.jitter);
  if (!reliable && spec.reorderBy > 0 && happens(spec.reordering, streams, link, 'reordering')) {
    delay += delayUpTo(streams(link, 'reorder-by'), spec.reorderBy);
  }
  return micros(delay);
}

/** The arrival of a segment that leaves now: not before an earlier one of its connection. */
export function inOrder(network: Network, connection: string, arrival: Micros): Micros {
  const last = network.inOrder.get(connection) ?? arrival;
  const at = arrival < last ? last : arrival;
  network.inOrder.set(connection, at);
  return at;
}
