declare module 'pcap-parser' {
  import type { EventEmitter } from 'node:events';

  /** Header of a packet record. The parser waits for `capturedLength` octets as it stands after the event. */
  export interface PacketHeader {
    timestampSeconds: number;
    timestampMicroseconds: number;
    capturedLength: number;
    originalLength: number;
  }

  /** The source's life signs as the parser uses them. */
  export interface ParserInput extends EventEmitter {
    pause(): unknown;
    resume(): unknown;
  }

  /** Emits globalHeader, packetHeader, packetData, packet, end and error. */
  export interface Parser extends EventEmitter {
    /** Octets not yet parsed. */
    buffer: Uint8Array | null;
  }

  const pcapParser: { parse(input: ParserInput): Parser };
  export default pcapParser;
}
