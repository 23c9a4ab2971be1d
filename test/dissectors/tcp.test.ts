/**
 * TCP as a layer: GMP in its streams (each message behind its length, as RFC 1035 4.2.2 does it), rules for other ports,
 * bounds on what is remembered, and the lines and findings that Wireshark writes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeConversations } from '../../dissectors/tcp-conversations.js';
import { makeReassembly } from '../../dissectors/tcp-reassembly.js';
import { feedStream, makeOutcome, makeStream, streamOctets } from '../../dissectors/tcp-stream.js';
import { MAX_UNACKED } from '../../dissectors/tcp-unacked.js';
import { ACK, FIN, PSH, packetOf, RST, type Segment, SYN } from '../cross/tcp-captures.js';
import { EXAMPLES, example } from './gmp-examples.js';
import { type Bench, makeBench } from './walks.js';

const RAW_IPV4 = 228;
const GMP_PORT = 16513;
const messages = EXAMPLES.map(({ type }) => example(type));
const framed = messages.map((bytes) => Uint8Array.from([bytes.length >> 8, bytes.length & 255, ...bytes]));
const stream = Uint8Array.from(framed.flatMap((bytes) => [...bytes]));

function segment(seq: number, data: Uint8Array, more: Partial<Segment> = {}): Uint8Array {
  return packetOf({ port: GMP_PORT, seq, ack: 1, flags: PSH | ACK, data, ...more });
}

const syn = (more: Partial<Segment> = {}): Uint8Array =>
  packetOf({ port: GMP_PORT, seq: 99, flags: SYN, ...more });

/** Types of all GMP messages that come out of frames, in order. */
function typesOf(bench: Bench, frames: readonly Uint8Array[]): string[] {
  return frames.flatMap((frame) => {
    bench.walk(frame);
    return bench.values('gmp.type');
  });
}

const types = EXAMPLES.map(({ type }) => type as string);

describe('GMP over TCP', () => {
  it('reads every message of one segment, each in the octets of the frame', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn());
    const frame = segment(100, stream);
    const w = bench.walk(frame);
    expect(bench.values('gmp.type')).toEqual(types);
    expect(bench.values('gmp.tcp.length')).toEqual(messages.map(({ length }) => `${length}`));
    expect(bench.layers().slice(0, 4)).toEqual(['ip', 'tcp', 'gmp.tcp', 'gmp']);
    for (let i = 0; i < w.count; i += 1) expect(w.sources[i]).toBe(frame);
    expect(w.undecoded).toBeUndefined();
  });

  it('reads every message once wherever the stream is cut, with all its fields', () => {
    const whole = makeBench(RAW_IPV4);
    whole.walk(syn());
    whole.walk(segment(100, stream));
    const names = [
      'gmp.type',
      'gmp.session_id',
      'gmp.user_id',
      'gmp.key_length',
      'gmp.sm.checksum.status',
      'gmp.option',
    ];
    const wanted = names.map((name) => whole.values(name));
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const places = [...new Set([0, ...cuts, stream.length])].sort((a, b) => a - b);
        const bench = makeBench(RAW_IPV4);
        bench.walk(syn());
        const found: string[][] = names.map(() => []);
        places.slice(0, -1).forEach((from, i) => {
          bench.walk(segment(100 + from, stream.slice(from, places[i + 1])));
          names.forEach((name, column) => void found[column].push(...bench.values(name)));
          expect(bench.w.undecoded).toBeUndefined();
          expect(bench.layers()).not.toContain('data');
        });
        expect(found).toEqual(wanted);
      }),
      { numRuns: 100 },
    );
  });

  it('says where a message came from that several segments carried', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn());
    bench.walk(segment(100, stream.slice(0, 10)));
    expect(bench.info()).toBe(
      `1000 → ${GMP_PORT} [PSH, ACK] Seq=1 Ack=1 Win=65535 Len=10 [TCP segment of a reassembled PDU]`,
    );
    expect(bench.lines()).toContain('    TCP segment data (10 bytes)');
    bench.walk(segment(110, stream.slice(10, 18)));
    expect(bench.lines()).toContain('    [2 Reassembled TCP Segments (18 bytes): #2(10), #3(8)]');
    expect([bench.values('tcp.segment'), bench.values('tcp.reassembled.length')]).toEqual([
      ['2', '3'],
      ['18'],
    ]);
    expect(bench.values('gmp.type')).toEqual(types.slice(0, 1));
    expect(bench.info()).toBe(EXAMPLES[0].info);
  });

  it('reads as many messages as a segment can hold', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn());
    const one = framed.find(({ length }) => length === 18) ?? framed[0];
    const count = Math.floor(65400 / one.length);
    bench.walk(
      segment(
        100,
        Uint8Array.from({ length: one.length * count }, (_, i) => one[i % one.length]),
      ),
    );
    expect(bench.values('gmp.type')).toHaveLength(count);
  });

  it('shows a length of 0 and finds fault with one below 16', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn());
    bench.walk(segment(100, Uint8Array.from([0, 0])));
    expect(bench.layers()).toEqual(['ip', 'tcp', 'gmp.tcp']);
    expect(bench.info()).toBe('Length 0, no message');
    expect(bench.codes()).toContain('gmp.tcp.length_short');
    bench.walk(segment(102, Uint8Array.from([0, 3, 0x10, 0, 0])));
    expect(bench.codes()).toEqual(expect.arrayContaining(['gmp.tcp.length_short']));
  });

  it('tells of a gap, and goes on behind it', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn());
    bench.walk(segment(100, framed[0]));
    bench.walk(segment(100 + framed[0].length + 50, framed[1]));
    expect(bench.codes()).toEqual(
      expect.arrayContaining(['tcp.analysis.lost_segment', 'tcp.reassembly.held']),
    );
    expect(bench.values('gmp.type')).toEqual([]);
    bench.walk(
      packetOf({ from: 'b', port: GMP_PORT, seq: 1, ack: 100 + framed[0].length + 50 + 4, flags: ACK }),
    );
    expect(bench.values('gmp.type')).toEqual([types[1]]);
    expect(bench.codes()).toContain('tcp.reassembly.gap');
  });

  it('begins anew with a SYN that uses the ports again', () => {
    const bench = makeBench(RAW_IPV4);
    const frames = [syn(), segment(100, framed[0].slice(0, 9)), syn({ seq: 5000 }), segment(5001, framed[1])];
    expect(typesOf(bench, frames)).toEqual([types[1]]);
    expect(bench.values('tcp.stream')).toEqual(['1']);
  });

  it('shows what the capture kept of a message that it cut', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn());
    const frame = segment(100, framed[0]);
    bench.walk(frame, frame.length, frame.length - 4);
    expect(bench.values('gmp.type')).toEqual([types[0]]);
    expect(bench.values('gmp.sm.checksum.status')).toEqual(['2']);
    expect(bench.values('tcp.checksum.status')).toEqual(['2']);
    const next = segment(100 + framed[0].length, framed[1]);
    expect(typesOf(bench, [next])).toEqual([types[1]]);
  });
});

describe('rules for ports', () => {
  const other = { port: 7000 };
  const frames = (offset = 0): Uint8Array[] => {
    const data = Uint8Array.from([
      ...[0, messages[0].length + offset],
      ...new Array<number>(offset).fill(0x77),
      ...messages[0],
    ]);
    return [syn(other), segment(100, data.slice(0, 11), other), segment(111, data.slice(11), other)];
  };

  it('leaves another port alone: data, and a reason', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn(other));
    expect(bench.w.undecoded).toBeUndefined();
    bench.walk(segment(100, framed[0], other));
    expect(bench.layers()).toEqual(['ip', 'tcp', 'data']);
    expect(bench.w.undecoded).toBe('TCP port 1000 → 7000');
  });

  it('goes through the length when a port is said to be GMP (-d tcp.port==7000,gmp)', () => {
    const rule = { table: 'tcp.port', value: 7000, protocol: 'gmp', offset: 0 } as const;
    expect(typesOf(makeBench(RAW_IPV4, { decodeAs: [rule] }), frames())).toEqual([types[0]]);
    const shifted = makeBench(RAW_IPV4, { decodeAs: [{ ...rule, offset: 8 }] });
    expect(typesOf(shifted, frames(8))).toEqual([types[0]]);
  });

  it('recognises a message behind its length, once heuristics are switched on; then the connection is GMP', () => {
    const bench = makeBench(RAW_IPV4, { heuristics: true });
    const [first] = framed;
    const split = [
      segment(100 + first.length, framed[1].slice(0, 9), other),
      segment(109 + first.length, framed[1].slice(9), other),
    ];
    expect(typesOf(bench, [syn(other), segment(100, first, other), ...split])).toEqual(types.slice(0, 2));
    const plain = makeBench(RAW_IPV4);
    expect(typesOf(plain, [syn(other), segment(100, first, other)])).toEqual([]);
  });

  it('reads each segment by itself where streams are not to be put together', () => {
    const bench = makeBench(RAW_IPV4, { desegment: false });
    bench.walk(syn());
    bench.walk(segment(100, Uint8Array.from([...framed[0], ...framed[1].slice(0, 12)])));
    expect(bench.values('gmp.type')).toEqual(types.slice(0, 2));
    bench.walk(segment(100 + framed[0].length + 12, framed[1].slice(12)));
    expect(bench.values('gmp.type')).toEqual([]);
    expect(bench.layers()).toContain('data');
  });

  it('writes the arrow that was asked for', () => {
    const bench = makeBench(RAW_IPV4, { arrow: '->' });
    bench.walk(packetOf({ seq: 1, flags: SYN, options: [2, 4, 5, 0xb4] }));
    expect(bench.info()).toBe('1000 -> 80 [SYN] Seq=0 Win=65535 Len=0 MSS=1460');
  });
});

describe('the tree', () => {
  it('has the lines of Wireshark 4.0', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(
      packetOf({ seq: 797190859, flags: SYN, window: 27200, options: [2, 4, 5, 0x50, 4, 2, 1, 3, 3, 7] }),
    );
    const lines = bench.lines();
    const from = lines.findIndex((line) => line.startsWith('Transmission'));
    expect(lines.slice(from)).toMatchInlineSnapshot(`
      [
        "Transmission Control Protocol, Src Port: 1000, Dst Port: 80, Seq: 0, Len: 0",
        "    Source Port: 1000",
        "    Destination Port: 80",
        "    [Stream index: 0]",
        "    [Conversation completeness: Incomplete (0)]",
        "    [TCP Segment Len: 0]",
        "    Sequence Number: 0    (relative sequence number)",
        "    Sequence Number (raw): 797190859",
        "    [Next Sequence Number: 1    (relative sequence number)]",
        "    Acknowledgment Number: 0",
        "    Acknowledgment number (raw): 0",
        "    1000 .... = Header Length: 32 bytes (8)",
        "    Flags: 0x002 (SYN)",
        "        000. .... .... = Reserved: Not set",
        "        ...0 .... .... = Accurate ECN: Not set",
        "        .... 0... .... = Congestion Window Reduced: Not set",
        "        .... .0.. .... = ECN-Echo: Not set",
        "        .... ..0. .... = Urgent: Not set",
        "        .... ...0 .... = Acknowledgment: Not set",
        "        .... .... 0... = Push: Not set",
        "        .... .... .0.. = Reset: Not set",
        "        .... .... ..1. = Syn: Set",
        "            [Expert Info (Chat/Sequence): Connection establish request (SYN): server port 80]",
        "                [Connection establish request (SYN): server port 80]",
        "                [Severity level: Chat]",
        "                [Group: Sequence]",
        "        .... .... ...0 = Fin: Not set",
        "        [TCP Flags: ··········S·]",
        "    Window: 27200",
        "    [Calculated window size: 27200]",
        "    Checksum: 0x93ac [correct]",
        "    [Checksum Status: Good]",
        "    [Calculated Checksum: 0x93ac]",
        "    Urgent Pointer: 0",
        "    Options: (12 bytes), Maximum segment size, SACK permitted, No-Operation (NOP), Window scale, End of Option List (EOL), End of Option List (EOL)",
        "        TCP Option - Maximum segment size: 1360 bytes",
        "            Kind: Maximum Segment Size (2)",
        "            Length: 4",
        "            MSS Value: 1360",
        "        TCP Option - SACK permitted",
        "            Kind: SACK Permitted (4)",
        "            Length: 2",
        "        TCP Option - No-Operation (NOP)",
        "            Kind: No-Operation (1)",
        "        TCP Option - Window scale: 7 (multiply by 128)",
        "            Kind: Window Scale (3)",
        "            Length: 3",
        "            Shift count: 7",
        "            [Multiplier: 128]",
        "        TCP Option - End of Option List (EOL)",
        "            Kind: End of Option List (0)",
        "        TCP Option - End of Option List (EOL)",
        "            Kind: End of Option List (0)",
        "    [Time since first frame in this TCP stream: 0.000000000 seconds]",
        "    [Time since previous frame in this TCP stream: 0.000000000 seconds]",
      ]
    `);
  });

  it('finds fault as Wireshark does, with the place', () => {
    const bench = makeBench(RAW_IPV4);
    const bad = packetOf({
      seq: 1,
      ack: 7,
      flags: RST,
      urgent: 5,
      data: Uint8Array.from([0x62, 0x79, 0x65]),
    });
    bad[bad.length - 1] ^= 1;
    bench.walk(bad);
    expect(bench.codes()).toEqual(
      expect.arrayContaining([
        'tcp.connection.rst',
        'tcp.ack.nonzero',
        'tcp.urgent_pointer.non_zero',
        'tcp.checksum_bad',
      ]),
    );
    expect(bench.values('tcp.reset_cause')).toEqual(['byd']);
    const bogus = packetOf({ seq: 1, flags: SYN, sourcePort: 1002 });
    bogus[32] = 0x40;
    bench.walk(bogus);
    expect(bench.codes()).toEqual(['tcp.bogus_header_length']);
    expect(bench.info()).toBe(
      '1002 → 80 [SYN] Seq=0 Win=65535, bogus TCP header length (16, must be at least 20)',
    );
    bench.walk(packetOf({ seq: 1, ack: 1, flags: FIN | ACK, sourcePort: 1001 }));
    expect(bench.codes()).toEqual(
      expect.arrayContaining(['tcp.connection.fin', 'tcp.connection.fin_active']),
    );
  });
});

describe('what is still waiting at the end of a capture', () => {
  const leftover = (bench: Bench): unknown => {
    const { dissectors, lookup } = bench.registry;
    return dissectors[lookup.idOf('tcp')].leftover?.();
  };
  const gap = 'TCP segment behind a gap that was never filled';
  const unfinished = 'TCP segment of a message that was never ended';

  it('tells the segments behind a gap that nothing filled and nobody acknowledged', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn());
    bench.walk(segment(100, framed[0]));
    let seq = 100 + framed[0].length + 18;
    const hidden = framed.slice(1, 5);
    for (const one of hidden) {
      bench.walk(segment(seq, one));
      expect(bench.w.undecoded).toBeUndefined();
      seq += one.length;
    }
    // A copy of one that waits already does not wait itself.
    bench.walk(segment(seq - hidden[3].length, hidden[3]));
    expect(leftover(bench)).toEqual([{ reason: gap, packets: 4 }]);
    bench.walk(packetOf({ port: GMP_PORT, from: 'b', seq: 1, ack: seq, flags: ACK }));
    expect(bench.values('gmp.type')).toEqual(types.slice(1, 5));
    expect(leftover(bench)).toEqual([]);
  });

  it('tells the segments of a message that never ended, and no message that did', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn());
    const all = Uint8Array.from([...framed[0], ...framed[1]]);
    const cut = framed[0].length + 6;
    bench.walk(segment(100, all.slice(0, cut)));
    bench.walk(segment(100 + cut, all.slice(cut, -1)));
    expect(leftover(bench)).toEqual([{ reason: unfinished, packets: 2 }]);
    bench.walk(segment(100 + all.length - 1, all.slice(-1)));
    expect(leftover(bench)).toEqual([]);
  });

  it('tells them of a connection that was forgotten meanwhile', () => {
    const bench = makeBench(RAW_IPV4);
    bench.walk(syn());
    bench.walk(segment(100, framed[0].slice(0, 8)));
    bench.walk(segment(300, framed[1]));
    // The same ports once more: another connection.
    bench.walk(syn({ seq: 70_000_000 }));
    expect(leftover(bench)).toEqual([
      { reason: gap, packets: 1 },
      { reason: unfinished, packets: 1 },
    ]);
  });
});

describe('bounds', () => {
  it('does not make room for what a length claims before it comes', () => {
    const streamed = makeStream();
    const { registry } = makeBench(RAW_IPV4);
    const framing = registry.lookup.framingOf(registry.lookup.idOf('gmp.tcp'))!;
    const begun = Uint8Array.from([0xff, 0xfc, 0x10, 0, 0xff, 0xfc, 0, 0, 0, 0]);
    feedStream(streamed, framing, 100, begun, 0, begun.length, 0, 1, makeOutcome());
    expect(streamOctets(streamed)).toBe(begun.length);
    feedStream(streamed, framing, 110, new Uint8Array(4), 0, 4, 0, 2, makeOutcome());
    expect(streamOctets(streamed)).toBe(2 * begun.length);
  });

  it('a conversation that makes room gives back what its streams kept', () => {
    const conversations = makeConversations(8);
    const reassembly = makeReassembly(conversations, true);
    const bench = makeBench(RAW_IPV4);
    const { lookup } = bench.registry;
    const framing = lookup.framingOf(lookup.idOf('gmp.tcp'))!;
    const octets = Uint8Array.from([10, 0, 0, 1, 10, 0, 0, 2]);
    const data = Uint8Array.from([0x10, 0, 0x10, 0, ...new Array<number>(400).fill(0)]);
    let most = 0;
    for (let i = 0; i < 100; i += 1) {
      bench.walk(segment(100, data, { sourcePort: 3000 + i, port: 80 }));
      const { w } = bench;
      const tcp = [...w.ids.subarray(0, w.count)].indexOf(lookup.idOf('tcp'));
      const note = w.notes[tcp] as Parameters<typeof reassembly.take>[5];
      const conversation = conversations.add(octets, 0, 4, 4, 3000 + i, 80);
      conversation.lastFrame = i;
      w.start = w.payloads[tcp];
      w.end = w.ends[tcp];
      reassembly.take(w, conversation, conversation.flows[1], conversation.flows[0], framing, note);
      if (i === 7) most = reassembly.kept();
      if (i > 7) expect(reassembly.kept()).toBeLessThanOrEqual(most);
    }
    expect(reassembly.leftover()).toEqual([
      { reason: 'TCP segment of a message that was never ended', packets: 100 },
    ]);
  });

  it('forgets the conversations not seen for longest', () => {
    const conversations = makeConversations(8);
    const octets = Uint8Array.from([10, 0, 0, 1, 10, 0, 0, 2]);
    for (let i = 0; i < 100; i += 1) {
      conversations.add(octets, 0, 4, 4, 1000 + i, 80).lastFrame = i;
      expect(conversations.size()).toBeLessThanOrEqual(8);
      expect(conversations.size()).toBe([...conversations.all()].length);
    }
    expect(conversations.find(octets, 4, 0, 4, 80, 1099)?.index).toBe(99);
    expect(conversations.find(octets, 0, 4, 4, 1000, 80)).toBeUndefined();
    expect(conversations.total()).toBe(100);
  });

  it('keeps no more octets of all streams together than it may', () => {
    const bench = makeBench(RAW_IPV4);
    const framing = bench.registry.lookup.framingOf(bench.registry.lookup.idOf('gmp.tcp'))!;
    const conversations = makeConversations();
    const reassembly = makeReassembly(conversations, true, 5000);
    const octets = Uint8Array.from([10, 0, 0, 1, 10, 0, 0, 2]);
    const data = Uint8Array.from([0x10, 0, 0x10, 0, ...new Array<number>(400).fill(0)]);
    // Unfinished messages of 4098 octets in fifty connections.
    for (let i = 0; i < 50; i += 1) {
      bench.walk(segment(100, data, { sourcePort: 3000 + i, port: 80 }));
      const { w } = bench;
      const tcp = [...w.ids.subarray(0, w.count)].indexOf(bench.registry.lookup.idOf('tcp'));
      const note = w.notes[tcp] as Parameters<typeof reassembly.take>[5];
      const conversation = conversations.add(octets, 0, 4, 4, 3000 + i, 80);
      conversation.lastFrame = i;
      w.start = w.payloads[tcp];
      w.end = w.ends[tcp];
      reassembly.take(w, conversation, conversation.flows[1], conversation.flows[0], framing, note);
      expect(reassembly.kept()).toBeLessThanOrEqual(5000);
      expect(reassembly.kept()).toBeGreaterThan(0);
    }
    reassembly.clear();
    expect([reassembly.kept(), reassembly.leftover(), conversations.size(), conversations.total()]).toEqual([
      0,
      [],
      0,
      0,
    ]);
  });

  it('remembers so many segments that nobody acknowledged, and no more', () => {
    const bench = makeBench(RAW_IPV4);
    for (let i = 0; i < MAX_UNACKED + 50; i += 1)
      bench.walk(packetOf({ seq: 1 + i, ack: 1, flags: ACK, data: Uint8Array.from([1]) }));
    expect(bench.values('tcp.analysis.bytes_in_flight')).toEqual([`${MAX_UNACKED}`]);
  });
});
