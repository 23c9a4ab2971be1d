/** Frames of runs: what the simulator puts on the wire is what the dissectors read, without a word of complaint. */
import { describe, expect, test } from 'vitest';
import { isMulticast } from '../../src/base/address.js';
import { framesOf, unsentIn } from '../../src/sim/frames.js';
import type { MessageEvent, Run } from '../../src/sim/trace.js';
import { cutOff, fallenSilent, groupData, lossy, wholeSession } from './output-runs.js';
import { type ReadBack, readBack } from './read-back.js';

const RUNS: readonly (readonly [string, () => Run])[] = [
  ['a whole session over UDP', wholeSession],
  ['a whole session over TCP', () => wholeSession({ transport: 'tcp' })],
  ['a secure session over UDP', () => wholeSession({ secure: true })],
  ['a cut link', cutOff],
  ['a cut link over TCP', () => cutOff({ transport: 'tcp' })],
  ['IGMP, a router and data', groupData],
  ['somebody silent', fallenSilent],
  ['a lossy network', () => lossy(7)],
  ['a lossy network over TCP', () => wholeSession({ transport: 'tcp', network: { jitter: 9000 as never } })],
];

function messagesOf(run: Run): MessageEvent[] {
  const unsent = unsentIn(run.events);
  return run.events.filter((event) => event.kind === 'message' && !unsent.has(event.n)) as MessageEvent[];
}

/** The type of a message as the dissectors tell it. */
function typeOf({ fields }: ReadBack): unknown {
  if (fields['igmp.type'] !== undefined) return fields['igmp.type'] === 0x11 ? 'query' : 'report';
  return fields['gmp.type'] ?? 'data';
}

describe.each(RUNS)('%s', (_, play) => {
  test('read back, the capture has the messages of the trace, on their senders’ interfaces, at their sending', async () => {
    const run = play();
    const { packets } = await readBack(run);
    const carrying = packets.filter(
      ({ layers, fields }) => layers.at(-1) !== 'tcp' && fields['tcp.len'] !== 0,
    );
    const told = carrying.map((packet) => [packet.t, packet.actor, typeOf(packet)]);
    const sent = messagesOf(run).map(({ t, from, protocol, type }) => [
      t,
      from,
      protocol === 'data' ? 'data' : type,
    ]);
    expect(sent.length).toBeGreaterThan(10);
    expect(told).toEqual(sent);
  });

  test('no finding but that a connection begins', async () => {
    const { packets } = await readBack(play());
    const found = packets.flatMap(({ number, expert }) =>
      expert.filter(({ severity }) => severity !== 'chat').map(({ code }) => `${number} ${code}`),
    );
    expect(found).toEqual([]);
  });

  test('the dissectors see right checksums', async () => {
    const { packets } = await readBack(play());
    for (const { fields } of packets) {
      expect(fields['ip.checksum.status']).toBe(1);
      for (const name of ['udp.checksum.status', 'tcp.checksum.status', 'igmp.checksum.status']) {
        if (fields[name] !== undefined) expect(fields[name]).toBe(1);
      }
      if (fields['udp.checksum'] !== undefined) expect(fields['udp.checksum']).not.toBe(0);
    }
  });
});

describe('addresses', () => {
  test('hosts have 02:00 and their IPv4 address, groups RFC 1112 6.4’s', async () => {
    const { packets } = await readBack(groupData());
    const macs = new Map(packets.map(({ fields }) => [fields['ip.dst'], fields['eth.dst']]));
    expect(macs.get('224.0.0.1')).toBe('01:00:5e:00:00:01');
    expect(macs.get('239.192.0.1')).toBe('01:00:5e:40:00:01');
    expect(macs.get('10.0.0.1')).toMatch(/^02:00:0a:0[01]:00:0[13]$/);
    expect(new Set(packets.map(({ fields }) => fields['eth.src']))).toContain('02:00:0a:00:00:02');
  });

  test('what goes to another subnet goes to the router’s address', async () => {
    const { packets } = await readBack(groupData());
    const toServer = packets.filter(({ actor, dst }) => actor === 'a' && dst === '10.0.0.1');
    expect(toServer.length).toBeGreaterThan(3);
    for (const { fields } of toServer) expect(fields['eth.dst']).toBe('02:00:0a:01:00:03');
  });

  test('a router sends on the same datagram: its TTL less one, its identification and octets kept', async () => {
    const run = groupData();
    const { packets } = await readBack(run);
    const data = packets.filter(({ fields }) => fields['data.data'] !== undefined);
    expect(data.map(({ actor }) => actor)).toEqual(['creator', 'router']);
    const [first, second] = data.map(({ fields }) => fields);
    for (const same of ['ip.id', 'ip.src', 'ip.dst', 'udp.srcport', 'udp.checksum', 'data.data'])
      expect(second[same]).toEqual(first[same]);
    expect(second['ip.ttl']).toBe(Number(first['ip.ttl']) - 1);
    expect(second['eth.src']).not.toBe(first['eth.src']);
    expect(second['ip.checksum']).not.toBe(first['ip.checksum']);
  });

  test('each sender counts its packets in IPv4’s identification', () => {
    const last = new Map<string, number>();
    for (const { sender, octets, message } of framesOf(wholeSession({ transport: 'tcp' }))) {
      const id = (octets[18] << 8) | octets[19];
      expect(id).toBe((last.get(sender) ?? 0) + 1);
      last.set(sender, id);
      expect(isMulticast(message.addressing.destination)).toBe(false);
    }
    expect(last.size).toBe(4);
  });
});

describe('TCP', () => {
  test('a connection begins with SYN, SYN-ACK, ACK, once, on the interfaces of their senders', async () => {
    const { packets } = await readBack(wholeSession({ transport: 'tcp' }));
    const flags = (packet: ReadBack): number => Number(packet.fields['tcp.flags']);
    const streams = new Set(packets.map(({ fields }) => fields['tcp.stream']));
    expect(streams.size).toBe(3);
    for (const stream of streams) {
      const own = packets.filter(({ fields }) => fields['tcp.stream'] === stream);
      expect(own.slice(0, 4).map(flags)).toEqual([0x002, 0x012, 0x010, 0x018]);
      expect(own[0].actor).not.toBe('server');
      expect(own[1].actor).toBe('server');
      expect(own.filter((packet) => (flags(packet) & 2) !== 0)).toHaveLength(2);
    }
  });

  test('segments acknowledge what has arrived, not what is under way', async () => {
    const { packets } = await readBack(wholeSession({ transport: 'tcp' }));
    const creators = packets.filter(({ src, dst }) => src === '10.0.0.2' || dst === '10.0.0.2');
    // SCREQ (2 + 16 octets) arrives before SCACC answers it.
    expect(creators[4].fields['tcp.ack']).toBe(19);
    const seen = new Map<string, number>();
    for (const { fields, src } of creators) {
      const ack = Number(fields['tcp.ack']);
      expect(ack).toBeGreaterThanOrEqual(seen.get(src) ?? 0);
      seen.set(src, ack);
    }
  });

  test('half a window without an answer is acknowledged by itself', () => {
    const run = wholeSession({ transport: 'tcp' });
    const first = run.events.find((event) => event.kind === 'message') as MessageEvent;
    const octets = new Uint8Array(20_000);
    const events: Run['events'] = [0, 1, 2, 3].flatMap((i) => [
      { ...first, n: 2 * i, octets },
      { kind: 'arrival', n: 2 * i + 1, t: first.t, cause: 2 * i, node: 'server', message: 2 * i },
    ]);
    const parts = [...framesOf({ cast: run.cast, events })].map(({ part, sender }) => `${sender} ${part}`);
    expect(parts.slice(3)).toEqual([
      'creator message',
      'creator message',
      'server ACK',
      'creator message',
      'creator message',
      'server ACK',
    ]);
  });
});

test('what a silent host would say is on no wire', () => {
  const run = fallenSilent();
  const unsent = unsentIn(run.events);
  expect(unsent.size).toBe(1);
  const sent = [...framesOf(run)].map(({ message }) => message);
  for (const message of sent) expect(unsent.has(message.n)).toBe(false);
  expect(sent.some(({ type }) => type === 'LVREQ')).toBe(false);
});
