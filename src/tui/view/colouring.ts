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

/** The built-in rules, in their order. */
export const COLOUR_RULES: readonly ColourRule[] = [
  rule('Malformed, or an error', '_ws.malformed || _ws.expert.severity == error', 210, 235),
  rule('TCP reset', 'tcp.flags.reset == 1', 221, 88),
  rule('ICMP errors', 'icmp.type in {3..5, 11}', 114, 16),
  rule('ARP', 'arp', 16, 223),
  rule('ICMP', 'icmp || icmpv6', 16, 225),
  rule('GMP', 'gmp', 16, 194),
  rule('IGMP', 'igmp', 16, 230),
  rule('TCP opening and closing', 'tcp.flags.syn == 1 || tcp.flags.fin == 1', 16, 247),
  rule('TCP', 'tcp', 16, 189),
  rule('UDP', 'udp', 16, 195),
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
