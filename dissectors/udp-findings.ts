/**
 * What is worth saying of a UDP header: lengths that lie, a wrong checksum or, under IPv6, none (RFC 8200 8.1).
 */
import type { Expert, Walk } from './contract.js';

/** Wireshark's numbers for the verdict on a checksum. */
export const BAD = 0;
export const GOOD = 1;
export const UNVERIFIED = 2;
export const NOT_PRESENT = 3;
export const ILLEGAL = 4;

/** The table of a header whose length does not even hold the header. */
export const SHORT = 1;

/** Ports that traceroute counts up from, and how many it uses. */
const TRACEROUTE = 33434;
const TRACEROUTE_PORTS = 30;

/** The findings of layer `i` with that verdict on its checksum. */
export function judgeUdp(
  w: Walk,
  i: number,
  status: number | undefined,
  right: () => number,
): readonly Expert[] {
  const octets = w.sources[i];
  const start = w.starts[i];
  const have = w.ends[i] - start;
  const found: Expert[] = [];
  if (have >= 4) judgePort((octets[start + 2] << 8) | octets[start + 3], start, found);
  if (have < 6) return found;
  const length = (octets[start + 4] << 8) | octets[start + 5];
  const onWire = w.limits[i] - start;
  const lengthFinding = (message: string): Expert =>
    finding('udp.length', 'error', 'Malformed', 'udp.length.bad', message, start + 4);
  if (w.variants[i] === SHORT) found.push(lengthFinding(`Bad length value ${length} < 8`));
  else if (length === 0 && onWire < 65536) found.push(zeroLength(start));
  else if (length > onWire && !w.fragmented) {
    found.push(lengthFinding(`Bad length value ${length} > IP payload length`));
  }
  if (status === BAD) {
    const message = `Bad checksum [should be 0x${right().toString(16).padStart(4, '0')}]`;
    found.push(finding('udp.checksum', 'error', 'Checksum', 'udp.checksum.bad', message, start + 6));
  }
  if (status === ILLEGAL) {
    const message = 'Illegal checksum value (0)';
    found.push({
      ...finding('udp.checksum', 'error', 'Checksum', 'udp.checksum.zero', message, start + 6),
      clause: 'RFC 8200 8.1',
    });
  }
  return found;
}

function zeroLength(start: number): Expert {
  const message = 'Length is zero but payload < 65536';
  return {
    ...finding('udp.length', 'warning', 'Protocol', 'udp.length.bad_zero', message, start + 4),
    clause: 'RFC 2675 4',
  };
}

function judgePort(port: number, start: number, found: Expert[]): void {
  const probe = port - TRACEROUTE - 1;
  if (probe < 0 || probe >= TRACEROUTE_PORTS) return;
  const message = `Possible traceroute: hop #${Math.floor(probe / 3) + 1}, attempt #${(probe % 3) + 1}`;
  found.push(finding('udp.dstport', 'chat', 'Sequence', 'udp.possible_traceroute', message, start + 2));
}

function finding(
  field: string,
  severity: Expert['severity'],
  group: Expert['group'],
  code: string,
  message: string,
  start: number,
): Expert {
  return { severity, group, code, message, start, end: start + 2, field, fault: 'sender' };
}
