/** Reassembly: RFC 791 3.2 and RFC 8200 4.5. However a datagram was cut, the same octets come out. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeFragments } from '../../dissectors/fragments.js';
import { be16, concat, ethernet, ipv4, ipv6, udp, V6_DESTINATION, V6_SOURCE } from './packets.js';
import { type Bench, makeBench } from './walks.js';

/** A piece of a datagram: octets from `start` to `end`, both multiples of 8 except at the datagram's end. */
interface Cut {
  readonly start: number;
  readonly end: number;
}

/** Pieces that cover `length` octets: cut anywhere, some twice, some over others, in any order. */
function cuts(length: number): fc.Arbitrary<readonly Cut[]> {
  const units = Math.ceil(length / 8);
  const piece = (from: number, to: number): Cut => ({ start: from * 8, end: Math.min(to * 8, length) });
  const borders = fc.uniqueArray(fc.integer({ min: 1, max: Math.max(1, units - 1) }), { maxLength: 12 });
  const extras = fc.array(
    fc
      .tuple(fc.nat(units - 1), fc.integer({ min: 1, max: units }))
      .map(([from, span]) => piece(from, Math.min(units, from + span))),
    { maxLength: 6 },
  );
  return fc.tuple(borders, extras).chain(([inner, more]) => {
    const all = [0, ...inner.filter((border) => border < units).sort((a, b) => a - b), units];
    const cover = all.slice(1).map((to, i) => piece(all[i], to));
    const whole = [...cover, ...more].filter(({ start, end }) => end > start && end - start < length);
    return fc.shuffledSubarray(whole, { minLength: whole.length });
  });
}

const payload = fc.uint8Array({ minLength: 17, maxLength: 900 });
const plan = payload.chain((octets) => fc.tuple(fc.constant(udp(octets)), cuts(octets.length + 8)));

function v4Fragment(datagram: Uint8Array, { start, end }: Cut, ident = 99): Uint8Array {
  const more = end < datagram.length;
  return ethernet(ipv4(datagram.subarray(start, end), { offset: start, more, ident }));
}

function v6Fragment(datagram: Uint8Array, { start, end }: Cut, ident = 99): Uint8Array {
  const more = end < datagram.length ? 1 : 0;
  const header = [17, 0, ...be16(start | more), ...be16(0), ...be16(ident)];
  return ethernet(ipv6(concat(header, datagram.subarray(start, end)), 44), 0x86dd);
}

/** Octets that these pieces hold together, however often. */
function covered(pieces: readonly Cut[], length: number): boolean {
  const seen = new Uint8Array(length);
  for (const { start, end } of pieces) seen.fill(1, start, end);
  return seen.every((one) => one === 1);
}

/** Walks the pieces until they cover the datagram; then it must be there. */
function checkPlan(
  bench: Bench,
  datagram: Uint8Array,
  pieces: readonly Cut[],
  make: (datagram: Uint8Array, cut: Cut) => Uint8Array,
): void {
  const network = make === v4Fragment ? 'ip' : 'ipv6';
  let done: Cut[] = [];
  for (const piece of pieces) {
    bench.walk(make(datagram, piece));
    done.push(piece);
    const complete = covered(done, datagram.length) && done.some(({ end }) => end === datagram.length);
    expect(bench.layers().includes('udp')).toBe(complete);
    if (!complete) continue;
    expect(bench.values(`${network}.reassembled.length`)).toEqual([String(datagram.length)]);
    expect(bench.values('udp.checksum.status')).toEqual(['1']);
    expect(bench.values('udp.payload')).toEqual([Buffer.from(datagram.subarray(8)).toString('hex')]);
    expect(bench.values(`${network}.fragment.count`)).toEqual([String(done.length)]);
    expect(bench.values(`${network}.fragment.overlap.conflict`)).toEqual([]);
    done = [];
  }
}

describe('fragments put together', () => {
  test('IPv4 (RFC 791 3.2): any split, order, duplicate and overlap gives the datagram', () => {
    fc.assert(
      fc.property(plan, ([datagram, pieces]) => {
        fc.pre(pieces.length > 0);
        checkPlan(makeBench(1), datagram, pieces, v4Fragment);
      }),
      { numRuns: 150 },
    );
  });

  test('IPv6 (RFC 8200 4.5): any split, order, duplicate and overlap gives the datagram', () => {
    const of = (octets: Uint8Array): Uint8Array => udp(octets, 40000, 40001, [V6_SOURCE, V6_DESTINATION]);
    const v6Plan = payload.chain((octets) => fc.tuple(fc.constant(of(octets)), cuts(octets.length + 8)));
    fc.assert(
      fc.property(v6Plan, ([datagram, pieces]) => {
        fc.pre(pieces.length > 0);
        checkPlan(makeBench(1), datagram, pieces, v6Fragment);
      }),
      { numRuns: 150 },
    );
  });

  test('datagrams in between do not mix, by identification', () => {
    const bench = makeBench(1);
    const one = udp(new Uint8Array(24).fill(1));
    const two = udp(new Uint8Array(24).fill(2));
    bench.walk(v4Fragment(one, { start: 0, end: 16 }, 1));
    bench.walk(v4Fragment(two, { start: 0, end: 16 }, 2));
    bench.walk(v4Fragment(two, { start: 16, end: 32 }, 2));
    expect(bench.values('udp.payload')).toEqual(['02'.repeat(24)]);
    bench.walk(v4Fragment(one, { start: 16, end: 32 }, 1));
    expect(bench.values('udp.payload')).toEqual(['01'.repeat(24)]);
    expect(bench.values('ip.fragment')).toEqual(['1', '4']);
  });

  test('fragments that contradict each other: the one that begins first counts, and it is said', () => {
    const bench = makeBench(1);
    const datagram = udp(new Uint8Array(24).fill(5));
    const other = concat(datagram.subarray(0, 16), new Uint8Array(16).fill(9));
    bench.walk(v4Fragment(datagram, { start: 0, end: 24 }));
    bench.walk(v4Fragment(other, { start: 16, end: 32 }));
    expect(bench.values('udp.payload')).toEqual([`${'05'.repeat(16)}${'09'.repeat(8)}`]);
    expect(bench.values('ip.fragment.overlap.conflict')).toEqual(['1']);
    expect(bench.codes()).toContain('ip.fragment.overlap_conflict');
  });

  test('two ends: the first that came counts, and the other one is said to be too many', () => {
    const bench = makeBench(1);
    const datagram = udp(new Uint8Array(40));
    bench.walk(ethernet(ipv4(datagram.subarray(16, 32), { offset: 16, ident: 3 })));
    bench.walk(ethernet(ipv4(datagram.subarray(16, 48), { offset: 16, ident: 3 })));
    bench.walk(ethernet(ipv4(datagram.subarray(0, 16), { offset: 0, more: true, ident: 3 })));
    expect(bench.values('ip.reassembled.length')).toEqual(['32']);
    expect(bench.values('ip.fragment.multipletails')).toEqual(['1']);
    expect(bench.values('ip.fragment.toolongfragment')).toEqual(['1']);
  });

  test('a datagram longer than 65535 octets is never put together', () => {
    const bench = makeBench(1);
    const most = new Uint8Array(65000);
    bench.walk(ethernet(ipv4(most, { more: true })));
    bench.walk(ethernet(ipv4(new Uint8Array(1000), { offset: 65000 })));
    expect(bench.layers()).toEqual(['eth', 'ip', 'data']);
  });

  test('a fragment whose header checksum is wrong, or which the capture cut, takes no part', () => {
    const bench = makeBench(1);
    const datagram = udp(new Uint8Array(24));
    bench.walk(v4Fragment(datagram, { start: 0, end: 16 }));
    bench.walk(ethernet(ipv4(datagram.subarray(16), { offset: 16, ident: 99, badChecksum: true })));
    expect(bench.layers()).toEqual(['eth', 'ip', 'data']);
    const last = v4Fragment(datagram, { start: 16, end: 32 });
    bench.walk(last.subarray(0, last.length - 2), last.length);
    expect(bench.layers()).toEqual(['eth', 'ip', 'data']);
    bench.walk(last);
    expect(bench.layers()).toEqual(['eth', 'ip', 'udp', 'data']);
  });

  test('Info of a lone fragment, as Wireshark words it', () => {
    const bench = makeBench(1);
    bench.walk(ethernet(ipv4(new Uint8Array(16), { more: true, ident: 0x1234 })));
    expect(bench.info()).toBe('Fragmented IP protocol (proto=UDP 17, off=0, ID=1234)');
    bench.walk(v6Fragment(new Uint8Array(64), { start: 8, end: 16 }, 5));
    expect(bench.info()).toBe('IPv6 fragment (off=8 more=y ident=0x00000005 nxt=17)');
  });

  test('with reassembly off the first fragment is dissected, and checksums over the whole are not judged', () => {
    const bench = makeBench(1, { defragment: false });
    const datagram = udp(new Uint8Array(64));
    bench.walk(v4Fragment(datagram, { start: 0, end: 32 }));
    expect(bench.layers()).toEqual(['eth', 'ip', 'udp', 'data']);
    expect(bench.values('udp.checksum.status')).toEqual(['2']);
    bench.walk(v4Fragment(datagram, { start: 32, end: 72 }));
    expect(bench.layers()).toEqual(['eth', 'ip', 'data']);
  });

  test('IPv6 fragments that are the whole datagram stand alone (RFC 6946)', () => {
    const bench = makeBench(1);
    const datagram = udp(new Uint8Array(8), 1, 2, [V6_SOURCE, V6_DESTINATION]);
    bench.walk(v6Fragment(datagram, { start: 0, end: 8 }));
    expect(bench.layers()).toEqual(['eth', 'ipv6', 'ipv6.fraghdr', 'data']);
    bench.walk(v6Fragment(datagram, { start: 0, end: 16 }));
    expect(bench.layers()).toEqual(['eth', 'ipv6', 'ipv6.fraghdr', 'udp', 'data']);
  });
});

describe('memory of fragments is bounded', () => {
  test('so many datagrams, the oldest dropped first', () => {
    const fragments = makeFragments({ datagrams: 10, octets: 1 << 20 });
    const octets = new Uint8Array(16);
    for (let k = 0; k < 1000; k += 1) fragments.add(k + 1, `k${k}`, 17, 8, true, octets, 0, 16);
    expect(fragments.size).toBe(10);
    expect(fragments.add(1001, 'k999', 17, 0, true, octets, 0, 8).pieces.length).toBe(2);
    expect(fragments.add(1002, 'k0', 17, 0, true, octets, 0, 8).pieces.length).toBe(1);
  });

  test('so many octets, counting the same piece as often as it came', () => {
    const fragments = makeFragments({ datagrams: 1000, octets: 10_000 });
    const octets = new Uint8Array(800);
    for (let k = 0; k < 1000; k += 1) {
      fragments.add(k + 1, k % 2 === 0 ? 'same' : `k${k}`, 17, 8, true, octets, 0, 800);
      expect(fragments.octets).toBeLessThanOrEqual(10_000);
    }
    expect(fragments.size).toBeGreaterThan(0);
  });

  test('a whole datagram is forgotten', () => {
    const fragments = makeFragments();
    fragments.add(1, 'a', 17, 0, true, new Uint8Array(8), 0, 8);
    expect(fragments.add(2, 'a', 17, 8, false, new Uint8Array(8), 0, 8).whole?.length).toBe(16);
    expect([fragments.size, fragments.octets]).toEqual([0, 0]);
  });

  test('all of them, when everything is forgotten', () => {
    const fragments = makeFragments();
    for (let k = 0; k < 9; k += 1) fragments.add(k + 1, `k${k}`, 17, 8, true, new Uint8Array(16), 0, 16);
    fragments.clear();
    expect([fragments.size, fragments.octets]).toEqual([0, 0]);
    expect(fragments.add(10, 'k0', 17, 0, true, new Uint8Array(8), 0, 8).pieces.length).toBe(1);
  });
});
