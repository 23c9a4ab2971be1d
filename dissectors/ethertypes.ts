/**
 * EtherTypes that this project names (IANA "ieee-802-numbers"), written as Wireshark writes them.
 */
import type { ValueNames } from '../src/layout/types.js';

/** EtherType → name. */
export const ETHERTYPE_NAMES: ValueNames = {
  2048: 'IPv4',
  2054: 'ARP',
  25944: 'Transparent Ethernet bridging',
  32821: 'RARP',
  33011: 'AARP',
  33024: '802.1Q Virtual LAN',
  33079: 'Netware IPX/SPX',
  34525: 'IPv6',
  34825: 'Slow Protocols',
  34887: 'MPLS label switched packet',
  34888: 'MPLS multicast label switched packet',
  34915: 'PPPoE Discovery',
  34916: 'PPPoE Session',
  34958: '802.1X Authentication',
  34984: '802.1ad Provider Bridge (Q-in-Q)',
  35020: '802.1 Link Layer Discovery Protocol (LLDP)',
  35045: '802.1AE (MACsec)',
  35063: 'PTPv2 over Ethernet (IEEE1588)',
  35074: 'IEEE 802.1ag Connectivity Fault Management (CFM) protocol',
  35081: 'CiscoMetaData',
  36864: 'Loopback',
  37120: 'QinQ: old non-standard 802.1ad',
};
