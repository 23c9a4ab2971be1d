/** The harness itself: what it captures from where, with and without planted faults. */
import { describe, expect, test } from 'vitest';
import { readerOfBytes } from '../../src/capture/open.js';
import { encodeRun } from '../../src/sim/output-pcapng.js';
import { memorySource } from '../capture/collect.js';
import { play as playRun, scenariosOf, textOf } from '../sim/scenario-files.js';
import { captureTraffic, encodeCapture, play, simulatorWith, type Traffic, walkCapture } from './harness.js';

const STORY = `purpose: An open session in which one leaves and comes back.
clause: 7.2
actors: [server, creator, a, b]
session: {mode: open, period: 1s, timeout: 400ms}
timeline:
  - at 0s: creator creates
  - at 1s: [a registers, b registers]
  - at 2s: [creator enrols, a enrols, b enrols]
  - at 3s: [creator activates, a activates, b activates]
  - at 10s: b leaves
`;

function typesIn(traffic: Traffic, from?: string): string[] {
  const types: string[] = [];
  walkCapture(captureTraffic(traffic, from === undefined ? {} : { from }), (w) => {
    const last = w.count - 1;
    types.push(w.lookup.nameOf(w.ids[last]));
  });
  return types;
}

describe('the harness', () => {
  test('the capture at the sending holds the octets of the pcapng file that sim writes', async () => {
    const [scenario] = scenariosOf('fig18-user-info');
    const file = encodeRun({ ...playRun(scenario) });
    const [traffic] = play({ text: textOf('fig18-user-info') });
    const read = async (octets: Uint8Array): Promise<string[]> => {
      const opened = await readerOfBytes(memorySource(octets));
      if (!opened.ok) expect.fail(opened.error.message);
      const packets: string[] = [];
      for (let batch = await opened.value.next(); batch !== null; batch = await opened.value.next()) {
        for (let i = 0; i < batch.count; i += 1) {
          const data = batch.bytes.slice(batch.dataStart[i], batch.dataStart[i] + batch.capLen[i]);
          packets.push(
            `${batch.sec[i]} ${batch.nsec[i]} ${batch.interfaceId[i]} ${Buffer.from(data).toString('hex')}`,
          );
        }
      }
      return packets;
    };
    const ours = await read(encodeCapture(captureTraffic(traffic, { statistics: true })));
    expect(ours).toEqual(await read(file));
    expect(ours.length).toBeGreaterThan(10);
  });

  test.each(['udp', 'tcp'] as const)('over %s every frame is GMP at its end, or bare TCP', (transport) => {
    const [traffic] = play({ text: STORY, transport });
    const allowed = transport === 'tcp' ? ['gmp', 'tcp'] : ['gmp'];
    for (const from of ['sending', 'server', 'a']) {
      expect([...new Set(typesIn(traffic, from))].sort()).toEqual(allowed);
    }
  });

  test('an actor sees what it sends and what reaches it, at that instant; lost frames not, copies twice', () => {
    const [traffic] = play({ text: STORY, faults: 'everything', seed: 3 });
    const { packets } = captureTraffic(traffic, { from: 'server' });
    const arrivals = traffic.events.filter(
      ({ kind, ...rest }) => kind === 'arrival' && 'node' in rest && rest.node === 'server',
    );
    const unsent = traffic.frames.filter(({ sender }) => sender === 'server');
    expect(packets).toHaveLength(arrivals.length + unsent.length);
    const times = packets.map(({ sec, nsec }) => sec * 1e6 + nsec / 1000);
    expect(times).toEqual([...times].sort((x, y) => x - y));
    const toServer = traffic.frames.filter(({ message }) => message.to === 'server').length;
    expect(arrivals.length).not.toBe(toServer);
  });

  test('drop counts are there where they are asked for', () => {
    const [traffic] = play({ text: STORY, faults: 'lossy', seed: 3 });
    expect(captureTraffic(traffic).source.statistics).toEqual([]);
    const { statistics } = captureTraffic(traffic, { statistics: true }).source;
    expect(statistics.some(({ dropped = 0n }) => dropped > 0n)).toBe(true);
  });

  test('a planted fault changes what is sent', async () => {
    const { play: playWrongly } = await simulatorWith('client-answers-after-leaving');
    const lossy = { text: STORY, policies: { unaskedKares: 'off' } };
    const frames = (traffic: readonly Traffic[]): number => traffic[0].frames.length;
    const faulty = await simulatorWith('server-round-asks-enrolled');
    expect(frames(playWrongly(lossy))).toBeGreaterThan(0);
    expect(frames(faulty.play(lossy))).toBeGreaterThan(frames(play(lossy)));
  });
});
