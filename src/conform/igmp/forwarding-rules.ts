/**
 * What routers do with datagrams to groups, from the same datagram seen twice: by its sender's network and its TTL it is known
 * which is the original, and how many routers lie between.
 *
 *   original, on the network of its source (TTL t) ──router──► copy, from another link address: another network, TTL < t
 *
 * A datagram is known again by source, group, identification and payload. Identification 0 is none (RFC 6864): then nothing is
 * certain.
 */
import { formatIpv4 } from '../../base/address.js';
import { isSingleHop } from '../../machine/igmp/igmp-vocabulary.js';
import { belongsTo, type DatagramSeen, type IgmpNetwork } from '../../track/igmp-contract.js';
import type { Rule } from '../contract.js';
import { charge, type Docket, isFirst, routerAt } from './docket.js';
import { IGMP_RULES } from './rules.js';

/** What a pair of sightings tells of the way. */
export const NOTHING = 0;
/** How many times the longest delay a datagram may be under way through several routers. */
export const WAYS = 4;
/** The copy is one router away from the original, on another network. */
export const ONE_ROUTER = 1;

/** Whether an address is at home on a network; undefined where nobody knows. */
export function isHome(network: IgmpNetwork, source: number): boolean | undefined {
  if (network.hosts.has(source) || network.queriers.has(source)) return true;
  return belongsTo(network, source);
}

/**
 * Whether a frame comes from its source itself, at home; not from a router that sends it on: of what goes around and comes back
 * the TTL is lower than the highest there.
 */
export function isOriginal({ network, source, link, ttl }: DatagramSeen, highest: number): boolean {
  if (isHome(network, source) !== true || network.mixed || ttl < highest) return false;
  for (const querier of network.queriers.values()) {
    if (querier.link === link && querier.address !== source) return false;
  }
  return true;
}

/** Judges two sightings of one datagram; `two` came later in the capture. */
export function judgePair(docket: Docket, one: DatagramSeen, two: DatagramSeen): number {
  // The same sender's frame, twice; or nobody knows who sent it.
  if (one.link === two.link || one.link < 0 || two.link < 0) return NOTHING;
  const [original, copy] = isFirstOf(one, two) ? [one, two] : [two, one];
  // The later of the two knows of all before it.
  const { highest } = two;
  // It should not have left its host: that is told already, and what becomes of it is nobody's fault.
  if (original.ttl === 0) return NOTHING;
  if (isSingleHop(one.group)) {
    judgeSingleHop(docket, original, copy, highest);
    return NOTHING;
  }
  if (original.network === copy.network) {
    judgeBack(docket, original, copy, highest);
    return NOTHING;
  }
  if (!isOriginal(original, highest) || isHome(copy.network, copy.source) !== false) return NOTHING;
  if (copy.ttl >= original.ttl) {
    const how = `with TTL ${copy.ttl}, which it had on ${original.network.key}`;
    accuse(docket, IGMP_RULES.ttlNotReduced, original, copy, how);
    return NOTHING;
  }
  return copy.ttl === original.ttl - 1 ? ONE_ROUTER : NOTHING;
}

/** Whether the first of two is nearer to the source: by home, else by TTL. */
function isFirstOf(one: DatagramSeen, two: DatagramSeen): boolean {
  if (one.network !== two.network) {
    const [home, away] = [isHome(one.network, one.source), isHome(two.network, two.source)];
    if (home !== away) return home === true || away === false;
  }
  return one.ttl >= two.ttl;
}

function judgeSingleHop(docket: Docket, original: DatagramSeen, copy: DatagramSeen, highest: number): void {
  const reduced = copy.ttl < original.ttl;
  const moved = isOriginal(original, highest) && isHome(copy.network, copy.source) === false;
  if (!reduced && !moved) return;
  accuse(
    docket,
    IGMP_RULES.singleHop,
    original,
    copy,
    `though ${formatIpv4(copy.group)} is for one network only`,
  );
}

/** Back to the network of the source with one router between: it can only have come from there. */
function judgeBack(docket: Docket, original: DatagramSeen, copy: DatagramSeen, highest: number): void {
  if (copy.ttl !== original.ttl - 1) return;
  if (isOriginal(original, highest)) {
    accuse(docket, IGMP_RULES.forwardsBack, original, copy, 'the network that it came from');
  } else if (isHome(original.network, original.source) === undefined) {
    const doubt = 'whether it came from this network is not known; another way round may lead here';
    accuse(docket, IGMP_RULES.forwardsBack, original, copy, 'where it was already', doubt);
  }
}

const NO_ID = 'the datagram has no identification: it may be another one with the same content';
const MIXED = 'the capture is of several interfaces at once';
const MISSING = 'packets may be missing from the capture';
const BEGUN = 'the capture had only just begun: the original may have been sent before';

function accuse(
  docket: Docket,
  rule: Rule,
  original: DatagramSeen,
  copy: DatagramSeen,
  how: string,
  doubt?: string,
): void {
  const { network, link, source, group } = copy;
  const why = doubt ?? doubtOf(docket, rule, original, copy);
  // What was doubtful may become certain; what is certain is not doubted again.
  const place = `${rule.code} ${network.number} ${link}`;
  if (why !== undefined && docket.known.has(place)) return;
  if (!isFirst(docket, why === undefined ? place : `${place}?`)) return;
  const datagram = `a datagram from ${formatIpv4(source)} to ${formatIpv4(group)}`;
  charge(docket, {
    rule,
    network,
    at: original.at > copy.at ? original.at : copy.at,
    frames: [original.frame, copy.frame].sort((a, b) => a - b),
    message: `${routerAt(network, link)} sent ${datagram} on to ${network.key}, ${how}.`,
    ...(why === undefined ? {} : { doubt: why }),
  });
}

/** What else may explain a pair: that it is none, or that the true original is not in the capture. */
function doubtOf(
  { options, slack, start }: Docket,
  rule: Rule,
  original: DatagramSeen,
  copy: DatagramSeen,
): string | undefined {
  if (original.id === 0) return NO_ID;
  if (original.network.mixed || copy.network.mixed) return MIXED;
  if (rule.by === 'presence') return undefined;
  if (options.lossy) return MISSING;
  return original.at - start < WAYS * slack ? BEGUN : undefined;
}
