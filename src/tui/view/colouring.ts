/**
 * Colour rules of the packet list: the user's own, then Wireshark's usual ones, as far as they apply here.
 */
import type { ColourRule, Settings } from '../config/settings.js';
import type { Depth } from '../theme/palette.js';
import { styleIn } from '../theme/theme.js';
import type { Style } from './segment.js';

const rule = (name: string, filter: string, ink: number, paper: number): ColourRule => ({
  name,
  filter,
  ink,
  paper,
});

/** What no sender should have sent so: 5 hops are few, and what is for the network at hand goes one. */
const FEW_HOPS = '(ip.dst != 224.0.0.0/4 && ip.ttl < 5 && !tcp.port == 179)';
const LINK_LOCAL_TTL = '(ip.dst == 224.0.0.0/24 && ip.dst != 224.0.0.251 && ip.ttl != 1)';
const HOP_LIMIT =
  '(ipv6.dst != ff00::/8 && ipv6.hlim < 5) || (ipv6.dst == ff00::/8 && !(ipv6.hlim in {1, 64, 255}))';
const NO_FAULT = ['window_update', 'keep_alive', 'keep_alive_ack']
  .map((name) => `!tcp.analysis.${name}`)
  .join(' && ');

/** The built-in rules, in their order: Wireshark's own, with GMP's, and what the dissectors find wrong. */
export const COLOUR_RULES: readonly ColourRule[] = [
  // A wrong checksum is an error.
  rule('Malformed, or an error', '_ws.malformed || _ws.expert.severity == error', 210, 235),
  rule('Bad TCP', `tcp.analysis.flags && ${NO_FAULT}`, 210, 235),
  rule('ICMP errors', 'icmp.type in {3..5, 11} || icmpv6.type in {1..4}', 155, 235),
  rule('ARP', 'arp', 16, 223),
  rule('ICMP', 'icmp || icmpv6', 16, 225),
  rule('TCP reset', 'tcp.flags.reset == 1', 229, 124),
  rule('TTL low or unexpected', `${FEW_HOPS} || ${LINK_LOCAL_TTL}`, 255, 124),
  rule('Hop limit low or unexpected', HOP_LIMIT, 255, 124),
  rule('GMP or IGMP, a warning', '(gmp || igmp) && _ws.expert.severity == warning', 16, 221),
  rule('GMP', 'gmp', 16, 194),
  rule('IGMP', 'igmp', 16, 230),
  rule('TCP opening and closing', 'tcp.flags.syn == 1 || tcp.flags.fin == 1', 16, 247),
  rule('TCP', 'tcp', 16, 189),
  rule('UDP', 'udp', 16, 195),
  rule('Broadcast or multicast', 'eth.dst.ig == 1', 240, 255),
];

/** All rules in their order. */
export function colourRules({ colours }: Settings): readonly ColourRule[] {
  return [...colours, ...COLOUR_RULES];
}

/** How each rule's packets look, in the terminal's colours. */
export function colourStyles(settings: Settings, depth: Depth): readonly Style[] {
  return colourRules(settings).map(({ ink, paper }) =>
    styleIn({ ...(ink === undefined ? {} : { ink }), ...(paper === undefined ? {} : { paper }) }, depth),
  );
}
