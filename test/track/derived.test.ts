/** Derived fields: what they say of each message, which answer belongs to which request, and what a first pass adds. */
import { describe, expect, test } from 'vitest';
import { type Catalogue, createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { makeText, textFrom } from '../../src/base/text.js';
import { createNdjson } from '../../src/packet/ndjson.js';
import { createDerived, createFirstPass, createForward } from '../../src/track/derived.js';
import { type Capture, captureTraffic, play, playOne, walkCapture } from '../conform/harness.js';
import { SCENARIOS as SWEPT } from '../sim/canary-sweep.js';
import { SCENARIOS, textOf } from '../sim/scenario-files.js';
import { optionsOf } from './follow.js';

/** A packet's fields by name, and its number. */
type Fields = Readonly<Record<string, unknown>> & { readonly frame: number };

/** Fields of all packets, as ndjson has them; with a first pass where `twice`. */
function fieldsOf(capture: Capture, twice = false): readonly Fields[] {
  const forward = createForward();
  if (twice) walkCapture(capture, createFirstPass(optionsOf(), forward));
  const following = createDerived(optionsOf(), forward);
  const registry = createRegistry({ derived: following.derived });
  const write = createNdjson(registry, createCatalogue(registry.dissectors));
  const packets: Fields[] = [];
  walkCapture(
    capture,
    (w) => {
      following.see(w);
      const out = makeText(4096);
      write(w, out);
      const { number, fields } = JSON.parse(textFrom(out));
      packets.push({ ...fields, frame: number });
    },
    registry,
  );
  return packets;
}

function capture(name: string): Capture {
  const [traffic] = play({ text: textOf(name), name });
  return captureTraffic(traffic);
}

function told(fields: Fields, ...names: readonly string[]): readonly unknown[] {
  return names.map((name) => fields[name]);
}

describe('states', () => {
  test('figure 12: a silent member goes down in two steps and comes up in two, each with its clause', () => {
    const packets = fieldsOf(capture('fig12-membership-check'));
    const changes = packets
      .filter((packet) => packet['gmp.state.changed'] === true && packet['gmp.type'] === 'KARES')
      .map((packet) =>
        told(packet, 'gmp.user_id', 'gmp.state.group.before', 'gmp.state.group', 'gmp.state.why'),
      );
    const up = '7.1.5, figure 10; 7.2, figure 12';
    expect(changes).toEqual([
      [1, 2, 3, up],
      [2, 2, 3, up],
      [2, 1, 2, '7.2, figure 12'],
      [2, 2, 3, up],
    ]);
    expect(packets.flatMap((packet) => packet['gmp.timer.ka_expired'] ?? [])).toEqual([2, 2]);
  });

  test('counts, phase, type and number of the session stand on every message of it', () => {
    const packets = fieldsOf(capture('fig21-terminate'));
    const last = packets.findLast((packet) => packet['gmp.type'] === 'KARES')!;
    const counts = ['registered', 'enrolled', 'active'].map((group) => `gmp.state.${group}_count`);
    expect(told(last, 'gmp.state.session', 'gmp.state.phase', ...counts)).toEqual([1, 2, 4, 4, 3]);
    const end = packets.find((packet) => packet['gmp.type'] === 'TRIND')!;
    expect(told(end, 'gmp.state.phase.before', 'gmp.state.phase', ...counts)).toEqual([2, 3, 0, 0, 0]);
    expect(packets[0]['gmp.type']).toBe('SCREQ');
    expect(packets[0]['gmp.state.session']).toBeUndefined();
  });

  test('9.2 b: the time that a KA timer had left, and when it expires', () => {
    const packets = fieldsOf(capture('fig12-membership-check'));
    const asked = packets.findIndex((packet) => packet['gmp.state.round'] === 1);
    const answer = packets[asked + 2];
    expect(answer['gmp.type']).toBe('KARES');
    expect(answer['gmp.timer.ka_remaining']).toBe('0.290000000');
    expect(answer['gmp.timer.ka_expires']).toBeUndefined();
    expect(packets[asked]['gmp.timer.ka_expires']).toBeDefined();
    expect(packets[asked]['gmp.timer.ka_remaining']).toBeUndefined();
  });

  test('without following there are none', () => {
    const registry = createRegistry({ derived: createDerived(optionsOf()).derived });
    const write = createNdjson(registry, createCatalogue(registry.dissectors));
    walkCapture(
      capture('fig12-membership-check'),
      (w) => {
        const out = makeText(4096);
        write(w, out);
        expect(textFrom(out)).not.toMatch(/gmp\.(state|timer|request|response|retr)/);
      },
      registry,
    );
  });

  test('over TCP each message of a segment has its own', () => {
    const [traffic] = play({ text: textOf('fig12-membership-check'), transport: 'tcp' });
    const packets = fieldsOf(captureTraffic(traffic)).filter((packet) => packet['gmp.type'] !== undefined);
    expect(packets.filter((packet) => packet['gmp.state.changed'] === true).length).toBeGreaterThan(5);
    expect(packets.at(-1)?.['gmp.state.active_count']).toBe(2);
  });
});

describe('requests and answers', () => {
  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s: the first pass knows of each request the frame whose request it is',
    (_, scenario) => {
      const packets = fieldsOf(captureTraffic(playOne(scenario, undefined)), true);
      const firstAnswers = new Map<unknown, number>();
      for (const packet of packets) {
        const request = packet['gmp.request_in'];
        if (request !== undefined && !firstAnswers.has(request)) firstAnswers.set(request, packet.frame);
      }
      const known = packets
        .filter((packet) => packet['gmp.response_in'] !== undefined)
        .map((packet) => [packet.frame, packet['gmp.response_in']]);
      expect(known).toEqual([...firstAnswers].sort(([a], [b]) => Number(a) - Number(b)));
    },
  );

  test('with one pass only, no request knows its answer', () => {
    const packets = fieldsOf(capture('fig21-terminate'));
    expect(packets.some((packet) => packet['gmp.response_in'] !== undefined)).toBe(false);
    expect(packets.some((packet) => packet['gmp.request_in'] !== undefined)).toBe(true);
  });

  test('D7: a KARES in the name of a member from another address answers no KAREQ', () => {
    const packets = fieldsOf(capture('fig12-membership-check'));
    const strangers = packets.filter(
      (packet) => packet['gmp.type'] === 'KARES' && packet['ip.src'] === '10.0.0.4',
    );
    expect(strangers.length).toBeGreaterThan(0);
    for (const packet of strangers) expect(packet['gmp.request_in']).toBeUndefined();
  });

  test('8.1, 8.3: each type answers its own request', () => {
    const pairs = new Set<string>();
    for (const name of [
      'fig03-control',
      'fig18-user-info',
      'fig21-terminate',
      'fig08-register-closed-rejected',
      'ended-record',
    ]) {
      const packets = fieldsOf(capture(name));
      for (const packet of packets) {
        const request = packet['gmp.request_in'];
        if (request !== undefined)
          pairs.add(`${packets[Number(request) - 1]['gmp.type']} ${packet['gmp.type']}`);
      }
    }
    expect([...pairs].sort()).toEqual([
      'KAREQ KARES',
      'SAREQ KAREQ',
      'SCINF SCCON',
      'SCREQ SCACC',
      'SDREQ SDRES',
      'SJREQ SJRES',
      'SRREQ SRACC',
      'SRREQ SRREJ',
      'SRREQ SRRES',
      'TRREQ TRIND',
      'UIREQ UIRES',
    ]);
  });

  test('D17: a request that is sent again says of which; with calm links and answers none is', () => {
    const again = fieldsOf(capture('repeated-requests'));
    const repeated = again.filter((packet) => packet['gmp.retransmission'] === true);
    expect(repeated.length).toBeGreaterThan(0);
    for (const packet of repeated) {
      const first = again[Number(packet['gmp.retransmission_of']) - 1];
      expect(first['gmp.type']).toBe(packet['gmp.type']);
      expect(first['gmp.retransmission']).toBeUndefined();
    }
    const calm = fieldsOf(captureTraffic(playOne(SWEPT[0], undefined)));
    expect(calm.some((packet) => packet['gmp.retransmission'] === true)).toBe(false);
  });

  test('D20: a KARES that nobody asked for answers nothing', () => {
    const packets = fieldsOf(capture('fig12-membership-check'));
    const up = packets.filter((packet) => packet['gmp.state.why'] === '7.2, figure 12');
    expect(up).toHaveLength(1);
    expect(up[0]['gmp.state.group.before']).toBe(1);
  });
});

test('the catalogue knows them, with names of values and clauses', () => {
  const { byName }: Catalogue = createCatalogue(
    createRegistry({ derived: createDerived(optionsOf()).derived }).dissectors,
  );
  const group = byName.get('gmp.state.group');
  expect(group).toMatchObject({ protocol: 'gmp', generated: true, kind: 'uint' });
  expect(group?.meta.values).toEqual({ 0: 'none', 1: 'registered', 2: 'enrolled', 3: 'active' });
  for (const name of ['gmp.state.phase', 'gmp.timer.ka_remaining', 'gmp.request_in', 'gmp.response_time']) {
    expect(byName.get(name)?.meta.clause, name).toMatch(/^\d/);
  }
});
