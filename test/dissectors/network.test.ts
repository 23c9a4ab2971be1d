/** IPv4, IPv6 and UDP by hand: checksums of known packets, options, lengths that lie, and who is next. */
import { describe, expect, test } from 'vitest';
import { NONE } from '../../dissectors/contract.js';
import { type Conversations, MAX_CONVERSATIONS, makeConversations } from '../../dissectors/conversations.js';
import { makeLearnedPorts } from '../../dissectors/learned.js';
import { be16, concat, ethernet, ipv4, ipv6, udp, unhex, V6_DESTINATION, V6_SOURCE } from './packets.js';
import { makeBench } from './walks.js';

const HELLO = unhex('68656c6c6f');

describe('checksums', () => {
  // Both checksums are what another program (tshark) calculates for these octets.
  const known = unhex('4500 0021 1234 0000 4011 5496 0a000001 0a000002 9c40 9c41 000d 6f7d 68656c6c6f');

  test('RFC 791, RFC 768: a known packet is good in both', () => {
    const bench = makeBench(101);
    bench.walk(known);
    expect(bench.values('ip.checksum.status')).toEqual(['1']);
    expect(bench.values('udp.checksum.status')).toEqual(['1']);
    expect(bench.values('udp.checksum_calculated')).toEqual(['0x6f7d']);
    expect(bench.info()).toBe('40000 → 40001 Len=5');
  });

  test.each([11, 17, 27, 31])('one wrong octet at %i is seen, and the right value is told', (at) => {
    const bench = makeBench(101);
    const wrong = known.slice();
    wrong[at] ^= 0x40;
    bench.walk(wrong);
    const [ip] = bench.values('ip.checksum.status');
    const [transport] = bench.values('udp.checksum.status');
    expect([ip, transport]).toContain('0');
    if (at === 11) expect(bench.lines().join('\n')).toContain('should be 0x5496');
    if (at === 27) expect(bench.info()).toContain('[UDP CHECKSUM INCORRECT]');
  });

  test('RFC 768: zero is none under IPv4; RFC 8200 8.1: and illegal under IPv6', () => {
    const bench = makeBench(1);
    const without = udp(HELLO);
    without.set([0, 0], 6);
    bench.walk(ethernet(ipv4(without)));
    expect(bench.values('udp.checksum.status')).toEqual(['3']);
    expect(bench.lines().join('\n')).toContain('Checksum: 0x0000 [zero-value ignored]');
    bench.walk(ethernet(ipv6(without), 0x86dd));
    expect(bench.values('udp.checksum.status')).toEqual(['4']);
    expect(bench.codes()).toContain('udp.checksum.zero');
    expect(bench.info()).toBe('40000 → 40001 Len=5 [ILLEGAL CHECKSUM (0)]');
  });

  test('RFC 8200 8.1: the pseudo-header of IPv6, behind an extension header too', () => {
    const bench = makeBench(1);
    const datagram = udp(HELLO, 40000, 40001, [V6_SOURCE, V6_DESTINATION]);
    bench.walk(ethernet(ipv6(datagram), 0x86dd));
    expect(bench.values('udp.checksum.status')).toEqual(['1']);
    bench.walk(ethernet(ipv6(concat([17, 0, 5, 2, 0, 0, 1, 0], datagram), 0), 0x86dd));
    expect(bench.layers()).toEqual(['eth', 'ipv6', 'ipv6.hopopts', 'udp', 'data']);
    expect(bench.values('udp.checksum.status')).toEqual(['1']);
  });

  test('RFC 8200 8.1, RFC 1122 3.2.1.8: with a source route the final destination counts', () => {
    const bench = makeBench(1);
    const last = unhex('20010db8000000000000000000000077');
    const datagram = udp(HELLO, 40000, 40001, [V6_SOURCE, last]);
    bench.walk(ethernet(ipv6(concat([17, 2, 0, 1, 0, 0, 0, 0], last, datagram), 43), 0x86dd));
    expect(bench.values('udp.checksum.status')).toEqual(['1']);
    const route = [131, 11, 4, 10, 1, 1, 1, 10, 1, 1, 2, 0];
    const v4 = udp(HELLO, 40000, 40001, [
      [10, 0, 0, 1],
      [10, 1, 1, 2],
    ]);
    bench.walk(ethernet(ipv4(v4, { options: route })));
    expect(bench.values('udp.checksum.status')).toEqual(['1']);
  });

  test('what the capture cut is not judged', () => {
    const bench = makeBench(1);
    const frame = ethernet(ipv4(udp(new Uint8Array(50))));
    bench.walk(frame.subarray(0, 60), frame.length);
    expect(bench.values('udp.checksum.status')).toEqual(['2']);
    expect(bench.values('ip.checksum.status')).toEqual(['1']);
    expect(bench.info()).toBe('40000 → 40001 Len=50');
  });
});

describe('IPv4 options (RFC 791 3.1)', () => {
  const lines = (options: readonly number[]): string[] => {
    const bench = makeBench(1);
    bench.walk(ethernet(ipv4(udp(HELLO), { options })));
    return bench.lines();
  };
  test.each([
    ['record route', [7, 11, 8, 10, 1, 1, 1, 0, 0, 0, 0, 0], 'Options: (12 bytes), Record Route'],
    ['its recorded address', [7, 11, 8, 10, 1, 1, 1, 0, 0, 0, 0, 0], 'Recorded Route: 10.1.1.1'],
    ['its empty place', [7, 11, 8, 10, 1, 1, 1, 0, 0, 0, 0, 0], 'Empty Route: 0.0.0.0'],
    ['loose source route', [131, 7, 4, 10, 1, 1, 1, 0], 'IP Option - Loose Source Route (7 bytes)'],
    ['strict source route', [137, 7, 4, 10, 1, 1, 1, 0], 'Source Route: 10.1.1.1'],
    ['time stamps', [68, 8, 9, 0x30, 0, 0, 0, 100], 'Time stamp: 100'],
    ['their overflow', [68, 8, 9, 0x30, 0, 0, 0, 100], '0011 .... = Overflow: 3'],
    ['time stamps with addresses', [68, 12, 13, 1, 10, 1, 1, 1, 0, 0, 0, 7], 'Address: 10.1.1.1'],
    ['router alert', [148, 4, 0, 0], 'IP Option - Router Alert (4 bytes): Router shall examine packet (0)'],
    ['stream identifier', [136, 4, 0x12, 0x34], 'Stream Identifier: 4660'],
    ['security', [130, 11, 0xd7, 0x88, 0, 1, 0, 0, 0, 0, 0, 0], 'Security: Secret (0xd788)'],
    ['no operation', [1, 1, 1, 0], 'IP Option - No-Operation (NOP)'],
    ['end of list', [1, 1, 1, 0], 'IP Option - End of Options List (EOL)'],
    ['one that nobody knows', [0x99, 4, 1, 2], 'Unknown (0x99) (4 bytes)'],
  ])('%s', (_, options, line) => {
    expect(lines(options).map((text) => text.trim())).toContain(line);
  });

  test.each([
    ['a length of one', [7, 1, 0, 0], 'ip.opt.len.invalid'],
    ['a length past the end', [7, 32, 4, 0], 'ip.opt.len.invalid'],
    ['a wrong length', [148, 5, 0, 0, 0, 0, 0, 0], 'ip.opt.len.invalid'],
    ['a pointer before the first address', [7, 7, 3, 10, 1, 1, 1, 0], 'ip.opt.ptr.before_address'],
    ['a pointer into an address', [7, 7, 6, 10, 1, 1, 1, 0], 'ip.opt.ptr.middle_address'],
    ['four fillers in a row', [1, 1, 1, 1], 'ip.nop'],
  ])('%s is reported', (_, options, code) => {
    const bench = makeBench(1);
    bench.walk(ethernet(ipv4(udp(HELLO), { options })));
    expect(bench.codes()).toContain(code);
    expect(bench.layers()).toContain('udp');
  });
});

describe('headers that lie', () => {
  test.each([
    ['RFC 791 3.1: header length below 20', 0, 0x44, 'Bogus IP header length (16, must be at least 20)'],
    ['RFC 791 3.1: another version', 0, 0x55, 'Bogus IPv4 version (5, must be 4)'],
    ['RFC 791 3.1: total length below the header', 3, 19, 'Bogus IP length (19, less than header length 20)'],
  ])('%s', (_, at, octet, info) => {
    const bench = makeBench(228);
    const packet = ipv4(udp(HELLO));
    packet[at] = octet;
    bench.walk(packet);
    expect(bench.layers()).toEqual(['ip']);
    expect(bench.info()).toBe(info);
    expect(bench.codes().some((code) => code.startsWith('ip.bogus_'))).toBe(true);
  });

  test('a total length of zero is left to the frame (segmentation by the network card)', () => {
    const bench = makeBench(1);
    bench.walk(ethernet(ipv4(udp(HELLO), { total: 0 })));
    expect(bench.layers()).toEqual(['eth', 'ip', 'udp', 'data']);
    expect(bench.values('udp.checksum.status')).toEqual(['1']);
  });

  test.each([
    [7, '40000 → 40001 [BAD UDP LENGTH 7 < 8]', ['eth', 'ip', 'udp']],
    [100, '40000 → 40001 [BAD UDP LENGTH 100 > IP PAYLOAD LENGTH] Len=92', ['eth', 'ip', 'udp', 'data']],
  ])('RFC 768: a UDP length of %i', (length, info, layers) => {
    const bench = makeBench(1);
    const datagram = udp(HELLO);
    datagram.set(be16(length), 4);
    bench.walk(ethernet(ipv4(datagram)));
    expect(bench.info()).toBe(info);
    expect(bench.layers()).toEqual(layers);
    expect(bench.codes()).toContain('udp.length.bad');
  });

  test('RFC 2675 4: in an IPv6 jumbogram a UDP length of zero is none', () => {
    const bench = makeBench(1);
    const datagram = udp(HELLO, 40000, 40001, [V6_SOURCE, V6_DESTINATION]);
    datagram.set([0, 0], 4);
    const packet = ipv6(concat([17, 0, 0xc2, 4, 0, 0, 0, 21], datagram), 0);
    packet.set([0, 0], 4);
    bench.walk(ethernet(packet, 0x86dd));
    expect(bench.layers()).toEqual(['eth', 'ipv6', 'ipv6.hopopts', 'udp', 'data']);
    expect(bench.info()).toContain('Len=5 [Jumbogram]');
    expect(bench.codes()).toContain('udp.length.bad_zero');
    packet.set([0, 21], 4);
    bench.walk(ethernet(packet, 0x86dd));
    expect(bench.info()).toBe('40000 → 40001 [BAD UDP LENGTH 0 < 8]');
  });

  test('octets behind the packet are the frame’s padding, and nothing else’s', () => {
    const bench = makeBench(1);
    bench.walk(concat(ethernet(ipv4(udp(HELLO))), new Uint8Array(13), [1, 2, 3]));
    expect(bench.values('udp.payload')).toEqual(['68656c6c6f']);
    expect(bench.values('eth.padding')).toEqual(['00'.repeat(13)]);
    expect(bench.values('eth.trailer')).toEqual(['010203']);
  });

  test.each([
    ['10.0.0.2', 4, 'ip.ttl.too_small'],
    ['10.0.0.2', 5, undefined],
    ['224.0.0.22', 2, 'ip.ttl.lncb'],
    ['224.0.0.22', 1, undefined],
    ['224.0.0.18', 255, undefined],
    ['224.0.0.252', 9, undefined],
    ['224.0.1.1', 1, undefined],
  ])('time to live to %s of %i', (to, ttl, code) => {
    const bench = makeBench(1);
    bench.walk(ethernet(ipv4([1], { ttl, proto: 253, destination: to.split('.').map(Number) })));
    expect(bench.codes()).toEqual(code === undefined ? [] : [code]);
  });
});

describe('conversations and their times', () => {
  test('both directions are one, other ports another; times count from the first and the last one heard', () => {
    const bench = makeBench(1);
    const a = [10, 0, 0, 1];
    const b = [10, 0, 0, 2];
    const send = (
      from: readonly number[],
      to: readonly number[],
      ports: readonly [number, number],
      body = HELLO,
    ) =>
      bench.walk(
        ethernet(ipv4(udp(body, ports[0], ports[1], [from, to]), { source: from, destination: to })),
      );
    send(a, b, [1000, 2000]);
    expect(bench.values('udp.stream')).toEqual(['0']);
    send(b, a, [2000, 1000]);
    expect(bench.values('udp.stream')).toEqual(['0']);
    expect(bench.values('udp.time_delta')).toEqual(['1.000000000']);
    send(a, b, [2000, 1000]);
    expect(bench.values('udp.stream')).toEqual(['1']);
    expect(bench.values('udp.time_relative')).toEqual(['0.000000000']);
    send(a, b, [1000, 2000], new Uint8Array(0));
    expect(bench.values('udp.stream')).toEqual(['0']);
    expect(bench.values('udp.time_relative')).toEqual([]);
    send(a, b, [1000, 2000]);
    expect(bench.values('udp.time_relative')).toEqual(['4.000000000']);
    expect(bench.values('udp.time_delta')).toEqual(['3.000000000']);
  });

  test('numbers stay right through many conversations', () => {
    const bench = makeBench(1);
    for (const round of [0, 1]) {
      for (let k = 0; k < 3000; k += 1) {
        bench.walk(ethernet(ipv4(udp([round], 1 + (k % 60), 5000 + k))));
        if (k % 500 === 499) expect(bench.values('udp.stream')).toEqual([String(k)]);
      }
    }
  });
});

describe('the table of conversations', () => {
  const numberOf = (table: Conversations, port: number): number => {
    const octets = Uint8Array.from([10, 0, 0, 1, 10, 0, 0, 2]);
    return table.numberAt(table.find(octets, 0, 4, 4, port, 53));
  };

  test('remembers so many and no more; numbers go on counting; who speaks on is not forgotten', () => {
    const table = makeConversations(64);
    for (let k = 0; k < 5000; k += 1) {
      expect(numberOf(table, 1000 + k)).toBe(k);
      expect(numberOf(table, 1000)).toBe(0);
      if (k > 0) expect(numberOf(table, 1000 + k - 1)).toBe(k - 1);
      expect(table.size).toBe(Math.min(k + 1, 64));
    }
    expect(table.count).toBe(5000);
    expect(numberOf(table, 1001)).toBe(5000);
  });

  test('answers as a plain list would that forgets nothing, as long as there is room', () => {
    const table = makeConversations(2048);
    const seen = new Map<number, number>();
    for (let k = 0; k < 6000; k += 1) {
      const port = 1 + ((k * 7919) % 2000);
      if (!seen.has(port)) seen.set(port, seen.size);
      expect(numberOf(table, port)).toBe(seen.get(port));
    }
  });

  test("times begin anew for a conversation in another one's place", () => {
    const bench = makeBench(1);
    for (let k = 0; k <= MAX_CONVERSATIONS; k += 1) {
      const source = [10, 1, k >> 8 > 255 ? 1 : 0, 1];
      bench.walk(ethernet(ipv4(udp([1], 1 + (k & 0xff), 1 + (k >> 8) + 300), { source })));
    }
    expect(bench.values('udp.stream')).toEqual([String(MAX_CONVERSATIONS)]);
    expect(bench.values('udp.time_relative')).toEqual(['0.000000000']);
  });

  test('are not numbered where nobody asks, and all else is as with them', () => {
    const numbering = makeBench(1);
    const without = makeBench(1, { conversations: false });
    for (const port of [1, 2, 1]) {
      for (const bench of [numbering, without]) bench.walk(ethernet(ipv4(udp([1, 2], port, 9000))));
      for (const name of ['udp.stream', 'udp.time_relative', 'udp.time_delta'])
        expect(without.values(name)).toEqual([]);
      expect(numbering.values('udp.stream')).toHaveLength(1);
      for (const name of ['udp.srcport', 'udp.length', 'udp.checksum.status'])
        expect(without.values(name)).toEqual(numbering.values(name));
    }
  });

  test('times are kept for the first to speak after many that said nothing', () => {
    const bench = makeBench(1);
    for (let k = 0; k < 3000; k += 1) bench.walk(ethernet(ipv4(udp([], 1, 5000 + k))));
    for (let k = 0; k < 2; k += 1) bench.walk(ethernet(ipv4(udp([1], 1, 9000))));
    expect(bench.values('udp.time_delta')).toEqual(['1.000000000']);
  });
});

describe('who is next', () => {
  test('decode-as by UDP port, at an offset into the payload', () => {
    const decodeAs = [{ table: 'udp.port', value: 40001, protocol: 'igmp', offset: 2 }] as const;
    const bench = makeBench(1, { decodeAs });
    const igmp = [0x16, 0, 0x09, 0xfd, 224, 0, 0, 2];
    bench.walk(ethernet(ipv4(udp(concat([0xaa, 0xbb], igmp)))));
    expect(bench.layers()).toEqual(['eth', 'ip', 'udp', 'data', 'igmp']);
    expect(bench.values('igmp.checksum.status')).toEqual(['1']);
    expect(bench.values('udp.payload')).toEqual([`aabb${Buffer.from(igmp).toString('hex')}`]);
  });

  test('the lower port is asked first, then the higher', () => {
    const rule = (value: number, protocol: string) =>
      ({ table: 'udp.port', value, protocol, offset: 0 }) as const;
    const both = makeBench(1, { decodeAs: [rule(40000, 'icmp'), rule(40001, 'igmp')] });
    both.walk(ethernet(ipv4(udp(HELLO))));
    expect(both.layers()).toContain('icmp');
    const high = makeBench(1, { decodeAs: [rule(40001, 'igmp')] });
    high.walk(ethernet(ipv4(udp(HELLO))));
    expect(high.layers()).toContain('igmp');
  });

  test('ports that the capture announced come before any table, for IPv4 and IPv6', () => {
    const bench = makeBench(1);
    const { learned } = bench.w.lookup;
    const id = bench.w.lookup.idOf('igmp');
    learned.learn(0x0a000002, 40001, id);
    learned.learn(V6_SOURCE, 40000, id);
    bench.walk(ethernet(ipv4(udp(HELLO))));
    expect(bench.layers()).toContain('igmp');
    bench.walk(ethernet(ipv6(udp(HELLO)), 0x86dd));
    expect(bench.layers()).toContain('igmp');
    bench.walk(ethernet(ipv4(udp(HELLO, 40001, 40000))));
    expect(bench.layers()).not.toContain('igmp');
  });

  test('the store of announced ports keeps addresses and ports apart, and forgets the oldest', () => {
    const ports = makeLearnedPorts();
    const address = Uint8Array.of(10, 0, 0, 2);
    expect(ports.find(address, 0, 4, 5)).toBe(NONE);
    ports.learn(0x0a000002, 5, 3);
    expect(ports.find(address, 0, 4, 5)).toBe(3);
    expect(ports.find(address, 0, 4, 6)).toBe(NONE);
    ports.learn(address, 6, 4);
    expect(ports.find(address, 0, 4, 6)).toBe(4);
    for (let k = 0; k < 65536; k += 1) ports.learn(0xc0000000 + k, 7, 1);
    expect(ports.size).toBe(65536);
    expect(ports.find(address, 0, 4, 5)).toBe(NONE);
  });

  test('the arrow of the Info column follows its option', () => {
    const bench = makeBench(1, { arrow: '->' });
    bench.walk(ethernet(ipv4(udp(HELLO))));
    expect(bench.info()).toBe('40000 -> 40001 Len=5');
  });
});

describe('link layers and tunnels', () => {
  const packet = ipv4(udp(HELLO));
  test.each<readonly [string, number, Uint8Array, readonly string[]]>([
    [
      '802.1Q',
      1,
      ethernet(concat(be16(0x6064), be16(0x0800), packet), 0x8100),
      ['eth', 'vlan', 'ip', 'udp', 'data'],
    ],
    [
      '802.1ad',
      1,
      ethernet(concat(be16(1), be16(0x8100), be16(2), be16(0x0800), packet), 0x88a8),
      ['eth', 'ieee8021ad', 'vlan', 'ip', 'udp', 'data'],
    ],
    [
      'SNAP with an EtherType (RFC 1042)',
      1,
      ethernet(concat([0xaa, 0xaa, 3, 0, 0, 0, 8, 0], packet), packet.length + 8),
      ['eth', 'llc', 'ip', 'udp', 'data'],
    ],
    ['loopback, the other byte order', 0, concat([2, 0, 0, 0], packet), ['null', 'ip', 'udp', 'data']],
    ['loopback, network order', 0, concat([0, 0, 0, 2], packet), ['null', 'ip', 'udp', 'data']],
    ['OpenBSD loopback', 108, concat([0, 0, 0, 2], packet), ['null', 'ip', 'udp', 'data']],
    ['raw', 12, packet, ['raw', 'ip', 'udp', 'data']],
    ['raw', 14, packet, ['raw', 'ip', 'udp', 'data']],
    ['raw', 101, ipv6(udp(HELLO)), ['raw', 'ipv6', 'udp', 'data']],
    ['IPv6', 229, ipv6(udp(HELLO)), ['ipv6', 'udp', 'data']],
    ['IPv4 in IPv4 (RFC 2003)', 228, ipv4(packet, { proto: 4 }), ['ip', 'ip', 'udp', 'data']],
    ['IPv6 in IPv4 (RFC 4213)', 228, ipv4(ipv6(udp(HELLO)), { proto: 41 }), ['ip', 'ipv6', 'udp', 'data']],
    [
      'GRE with checksum, key and sequence number (RFC 2890)',
      228,
      ipv4(concat([0xb0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 9], packet), { proto: 47 }),
      ['ip', 'gre', 'ip', 'udp', 'data'],
    ],
    [
      'authentication header (RFC 4302)',
      228,
      ipv4(concat([17, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2], new Uint8Array(12), udp(HELLO)), { proto: 51 }),
      ['ip', 'ah', 'udp', 'data'],
    ],
  ])('%s, link type %i', (_, linkType, frame, layers) => {
    const bench = makeBench(linkType);
    bench.walk(frame);
    expect(bench.layers()).toEqual(layers);
  });

  test.each([10, 24, 28, 30])('loopback family %i is IPv6', (family) => {
    const bench = makeBench(0);
    bench.walk(concat([family, 0, 0, 0], ipv6(udp(HELLO))));
    expect(bench.layers()).toEqual(['null', 'ipv6', 'udp', 'data']);
  });
});
