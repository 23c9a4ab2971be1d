/**
 * What a capture tells of a frame beside its octets: number, time, lengths, interface, comments.
 */

/** Facts about the frame that are not in its octets. Numbers as in the capture's columns. */
export interface Frame {
  number: number;
  /** NaN where the capture gives no time. */
  sec: number;
  nsec: number;
  capLen: number;
  wireLen: number;
  interfaceId: number;
  linkType: number;
  /** Time of the capture's first frame, of the one before this, and of the last one before this that was shown. */
  firstSec: number;
  firstNsec: number;
  previousSec: number;
  previousNsec: number;
  shownSec: number;
  shownNsec: number;
  /** Comments that the capture holds on this frame. */
  comments: readonly string[];
  /** The capture's interfaces; empty where the format has none (classic pcap). */
  interfaces: readonly FrameInterface[];
}

/** What is shown of the interface that saw a frame. */
export interface FrameInterface {
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** Its IPv4 addresses and the masks of their networks, unsigned 32 bits; absent where the capture tells none. */
  readonly ipv4?: readonly { readonly address: number; readonly mask: number }[];
}

/** No frame yet: all times are NaN, which means that there is none. */
export function makeFrame(): Frame {
  return {
    number: 0,
    sec: Number.NaN,
    nsec: 0,
    capLen: 0,
    wireLen: 0,
    interfaceId: 0,
    linkType: 0,
    firstSec: Number.NaN,
    firstNsec: 0,
    previousSec: Number.NaN,
    previousNsec: 0,
    shownSec: Number.NaN,
    shownNsec: 0,
    comments: [],
    interfaces: [],
  };
}
