/**
 * Hardware types (IANA "arp-parameters", as used by ARP and by Linux), as far as captures show them, written as Wireshark
 * writes them.
 */
import type { ValueNames } from '../src/layout/types.js';

/** ARP hardware type → name. */
export const HARDWARE_NAMES: ValueNames = {
  0: 'NET/ROM pseudo',
  1: 'Ethernet',
  2: 'Experimental Ethernet',
  3: 'AX.25',
  6: 'IEEE 802',
  7: 'ARCNET',
  15: 'Frame Relay DLCI',
  16: 'ATM',
  17: 'HDLC',
  18: 'Fibre Channel',
  20: 'Serial Line',
  24: 'IEEE 1394.1995',
  27: 'EUI-64',
  31: 'IPsec tunnel',
  32: 'InfiniBand',
  512: 'PPP',
  768: 'IPIP tunnel',
  769: 'IP6IP6 tunnel',
  772: 'Loopback',
  776: 'sit0 device - IPv6-in-IPv4',
  778: 'GRE over IP',
  801: 'IEEE 802.11',
  803: 'IEEE 802.11 + radiotap header',
  823: 'GRE over IPv6',
  824: 'Netlink',
  65534: 'zero header length',
};
