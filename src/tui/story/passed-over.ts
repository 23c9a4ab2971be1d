/**
 * Packets with messages that are not followed: damaged ones, those of which not all is there, and those that change nothing for anybody.
 * No view has a row for them, and none may say that there is no message.
 */
import type { Lookup, Walk } from '../../../dissectors/contract.js';
import { isIn } from '../store/both.js';
import type { NumberList } from '../store/contract.js';
import { createNumberList, type GrowingList } from '../store/number-list.js';
import type { Arrow } from './contract.js';

type Protocol = Arrow['protocol'];

/** Packets whose messages are not followed. */
export interface PassedOver {
  readonly packets: NumberList;
  /** The protocol of such a message; undefined where the packet has none. */
  readonly protocolOf: (number: number) => Protocol | undefined;
}

/** A list of them that a study fills. */
export interface PassedOverBook extends PassedOver {
  readonly packets: GrowingList;
  /** Takes a walked packet that has no message that is followed. */
  readonly see: (w: Walk) => void;
}

/** None yet. */
export function createPassedOver(lookup: Lookup): PassedOverBook {
  const packets = createNumberList();
  const ofIgmp = createNumberList();
  const protocolIn = createProtocolTest(lookup);
  return {
    packets,
    see: (w) => {
      const protocol = protocolIn(w);
      if (protocol === undefined) return;
      packets.add(w.frame.number);
      if (protocol === 'IGMP') ofIgmp.add(w.frame.number);
    },
    protocolOf: (number) => {
      if (!isIn(packets, number)) return undefined;
      return isIn(ofIgmp, number) ? 'IGMP' : 'GMP';
    },
  };
}

/** Which of the two protocols a walked packet has a layer of, whatever that is worth. */
function createProtocolTest(lookup: Lookup): (w: Walk) => Protocol | undefined {
  const [gmp, igmp] = [lookup.idOf('gmp'), lookup.idOf('igmp')];
  return ({ count, ids }) => {
    for (let i = count - 1; i > 0; i -= 1) {
      if (ids[i] === gmp) return 'GMP';
      if (ids[i] === igmp) return 'IGMP';
    }
    return undefined;
  };
}

/** The same of packets that are read by themselves: of a part of something larger, which may be followed, nothing is said. */
export function createLoneProtocolTest(lookup: Lookup): (w: Walk) => Protocol | undefined {
  const protocolIn = createProtocolTest(lookup);
  const tcp = lookup.idOf('tcp');
  return (w) => {
    if (w.fragmented) return undefined;
    for (let i = 1; i < w.count; i += 1) if (w.ids[i] === tcp) return undefined;
    return protocolIn(w);
  };
}
