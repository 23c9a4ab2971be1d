/**
 * Names of values in the IP headers: protocol numbers (IANA "protocol-numbers"), DSCP (RFC 2474, RFC 2597, RFC 3246) and
 * ECN (RFC 3168), written as Wireshark writes them.
 */
import type { ValueNames } from '../src/layout/types.js';

/** IP protocol number → name. */
export const IP_PROTOCOL_NAMES: ValueNames = {
  0: 'IPv6 Hop-by-Hop Option',
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  43: 'Routing Header for IPv6',
  44: 'Fragment Header for IPv6',
  46: 'Reservation Protocol',
  47: 'Generic Routing Encapsulation',
  50: 'Encap Security Payload',
  51: 'Authentication Header',
  58: 'ICMPv6',
  59: 'No Next Header for IPv6',
  60: 'Destination Options for IPv6',
  88: 'EIGRP',
  89: 'OSPF IGP',
  103: 'Protocol Independent Multicast',
  112: 'Virtual Router Redundancy Protocol',
  132: 'SCTP',
};

/** Differentiated services codepoint → name. */
export const DSCP_NAMES: ValueNames = {
  0: 'Default',
  8: 'Class Selector 1',
  10: 'Assured Forwarding 11',
  12: 'Assured Forwarding 12',
  14: 'Assured Forwarding 13',
  16: 'Class Selector 2',
  18: 'Assured Forwarding 21',
  20: 'Assured Forwarding 22',
  22: 'Assured Forwarding 23',
  24: 'Class Selector 3',
  26: 'Assured Forwarding 31',
  28: 'Assured Forwarding 32',
  30: 'Assured Forwarding 33',
  32: 'Class Selector 4',
  34: 'Assured Forwarding 41',
  36: 'Assured Forwarding 42',
  38: 'Assured Forwarding 43',
  40: 'Class Selector 5',
  46: 'Expedited Forwarding',
  48: 'Class Selector 6',
  56: 'Class Selector 7',
};

/** Explicit congestion notification → name. */
export const ECN_NAMES: ValueNames = {
  0: 'Not ECN-Capable Transport',
  1: 'ECN-Capable Transport codepoint',
  2: 'ECN-Capable Transport codepoint',
  3: 'Congestion Experienced',
};
