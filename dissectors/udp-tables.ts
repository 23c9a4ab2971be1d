/**
 * UDP's layout (RFC 768): four numbers of 16 bits.
 */
import { header, uint } from '../src/layout/build.js';

const sourcePort = uint('udp.srcport', 16, 'Source Port', { alias: ['udp.port'] });
const destinationPort = uint('udp.dstport', 16, 'Destination Port', { alias: ['udp.port'] });
/** Name of the protocol. */
export const UDP_TITLE = 'User Datagram Protocol';

/** The UDP header. */
export const udpTable = header('udp', UDP_TITLE, 'RFC 768', [
  sourcePort,
  destinationPort,
  uint('udp.length', 16, 'Length'),
  uint('udp.checksum', 16, 'Checksum', { base: 'hex' }),
]);

/** A header whose length does not even hold the header: nothing behind it is believed. */
export const udpShortTable = header('udp', UDP_TITLE, 'RFC 768', [
  sourcePort,
  destinationPort,
  uint('udp.length', 16, 'Length', { show: (value) => `${value} (bogus, must be >= 8)` }),
]);
