/**
 * Wireshark's own numbers and names for what link types mean (`frame.encap_type`), where they were seen in its output:
 * two LINKTYPEs may be one encapsulation.
 */

/** By LINKTYPE number: Wireshark's number and name. */
const ENCAPSULATIONS: Readonly<Record<number, readonly [number, string]>> = {
  0: [15, 'NULL/Loopback'],
  1: [1, 'Ethernet'],
  8: [3, 'SLIP'],
  9: [4, 'PPP'],
  12: [7, 'Raw IP'],
  50: [4, 'PPP'],
  100: [10, 'RFC 1483 ATM'],
  101: [7, 'Raw IP'],
  104: [28, 'Cisco HDLC'],
  105: [20, 'IEEE 802.11 Wireless LAN'],
  106: [11, 'Linux ATM CLIP'],
  107: [26, 'Frame Relay'],
  108: [174, 'OpenBSD loopback'],
  113: [25, 'Linux cooked-mode capture v1'],
  123: [13, 'ATM PDUs'],
  127: [23, 'IEEE 802.11 plus radiotap radio header'],
  129: [9, 'Linux ARCNET'],
  137: [67, 'Juniper ATM1'],
  149: [47, 'USER 2'],
  178: [83, 'Juniper Ethernet'],
  195: [104, 'IEEE 802.15.4 Wireless PAN'],
  228: [129, 'Raw IPv4'],
  229: [130, 'Raw IPv6'],
  239: [141, 'NFLOG'],
  242: [180, 'IP over IB'],
  250: [153, 'RTAC serial-line'],
  258: [171, 'Apple PKTAP'],
  276: [210, 'Linux cooked-mode capture v2'],
};

/** Wireshark's number of a link type's encapsulation; 0 where it is not known. */
export function encapsulationOf(linkType: number): number {
  return ENCAPSULATIONS[linkType]?.[0] ?? 0;
}

/** Names of the encapsulations, by Wireshark's number. */
export const ENCAPSULATION_NAMES: Readonly<Record<number, string>> = {
  0: 'Unknown',
  ...Object.fromEntries(Object.values(ENCAPSULATIONS)),
};
