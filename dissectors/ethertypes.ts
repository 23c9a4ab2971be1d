/**
 * EtherTypes that this project names (IANA "ieee-802-numbers"), written as Wireshark writes them.
 */
import type { ValueNames } from '../src/layout/types.js';

/** EtherType → name. */
export const ETHERTYPE_NAMES: ValueNames = {
  2048: 'IPv4',
  2054: 'ARP',
  32821: 'RARP',
  33024: '802.1Q Virtual LAN',
  34525: 'IPv6',
  34887: 'MPLS label switched packet',
  34915: 'PPPoE Discovery',
  34916: 'PPPoE Session',
  34958: '802.1X Authentication',
  34984: '802.1ad Provider Bridge (Q-in-Q)',
  35020: '802.1 Link Layer Discovery Protocol (LLDP)',
  36864: 'Loopback',
};
