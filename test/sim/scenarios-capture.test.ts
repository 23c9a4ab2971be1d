/** The capture written from each scenario: read back by our own dissectors, and by tshark. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatIpv4 } from '../../src/base/address.js';
import { unsentIn } from '../../src/sim/frames.js';
import { encodeRun } from '../../src/sim/output-pcapng.js';
import type { MessageEvent, Run } from '../../src/sim/trace.js';
import { hasTool, needing } from '../tools.js';
import { type ReadBack, readBack } from './read-back.js';
import { play, SCENARIOS } from './scenario-files.js';

const RUNS: readonly (readonly [string, Run])[] = SCENARIOS.map((scenario) => [
  scenario.name,
  play(scenario),
]);

/** What Wireshark too notes of a scenario's traffic, because the scenario is about it: 224.0.0.77 with a TTL above 1. */
const NOTED: Readonly<Record<string, readonly string[]>> = { 'igmp-ttl-scope': ['note ip.ttl.lncb'] };

/** The messages that are on the wire. */
function sentIn({ events }: Run): readonly MessageEvent[] {
  const unsent = unsentIn(events);
  return events.filter((event) => event.kind === 'message' && !unsent.has(event.n)) as MessageEvent[];
}

function typeOf({ fields }: ReadBack): unknown {
  if (fields['igmp.type'] !== undefined) return fields['igmp.type'] === 0x11 ? 'query' : 'report';
  return fields['gmp.type'] ?? 'data';
}

describe.each(RUNS)('%s', (name, run) => {
  test('our dissectors read the messages of its trace, without an expert finding', async () => {
    const { packets } = await readBack(run);
    const told = packets.map((packet) => [packet.t, packet.actor, packet.dst, typeOf(packet)]);
    const sent = sentIn(run).map(({ t, from, protocol, type, addressing }) => {
      const to = formatIpv4(addressing.destination);
      return [t, from, to, protocol === 'data' ? 'data' : type];
    });
    // Captures resolve names: hosts by those of the name resolution block.
    const names = new Map(
      run.cast.flatMap(({ name, addresses }) => addresses.map((one) => [name, formatIpv4(one.address)])),
    );
    const dst = (to: unknown): unknown => names.get(String(to)) ?? to;
    expect(told.map(([t, from, to, type]) => [t, from, dst(to), type])).toEqual(sent);
    const found = packets.flatMap(({ expert }) => expert.map(({ severity, code }) => `${severity} ${code}`));
    expect(found).toEqual(NOTED[name] ?? []);
  });
});

const hasTshark = hasTool('tshark');

describe.skipIf(!hasTshark)(needing('tshark', hasTshark, 'tshark'), () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gmpshark-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const COLUMNS = ['_ws.col.Source', '_ws.col.Destination', 'frame.comment', '_ws.malformed'];
  const EXPERT = ['_ws.expert.group', '_ws.expert.severity'];
  const COMMENTS = 0x0e000000;
  const NOTE = 0x400000;
  const WARNING = 0x600000;

  test.each(RUNS)('%s: reads it without complaint, and shows names and comments', (name, run) => {
    const file = join(folder, `${name.replace(/\W/g, '-')}.pcapng`);
    writeFileSync(file, encodeRun(run));
    const fields = [...COLUMNS, ...EXPERT].flatMap((field) => ['-e', field]);
    const strict = ['ip', 'udp'].flatMap((layer) => ['-o', `${layer}.check_checksum:TRUE`]);
    const flags = [
      '-N',
      'n',
      ...strict,
      '-T',
      'fields',
      '-E',
      'separator=/t',
      '-E',
      'aggregator=;',
      ...fields,
    ];
    const done = spawnSync('tshark', ['-r', file, ...flags], { encoding: 'utf8', maxBuffer: 1 << 28 });
    expect(done.stderr.replace(/^Running as user "root".*\n/, '')).toBe('');
    expect(done.status).toBe(0);
    const sent = sentIn(run);
    const least = NOTED[name] === undefined ? NOTE : WARNING;
    const rows = done.stdout.replace(/\n$/, '').split('\n');
    expect(rows).toHaveLength(sent.length);
    for (const [i, row] of rows.entries()) {
      const [source, destination, comment, malformed, groups, severities] = row.split('\t');
      const { from, to, addressing } = sent[i];
      // Who sent it first, where a router sends it on.
      const author = run.cast.find(({ addresses }) =>
        addresses.some(({ address }) => address === addressing.source),
      );
      expect(source).toBe(author?.name ?? from);
      expect(destination).toBe(to);
      expect(comment).not.toBe('');
      expect(malformed).toBe('');
      // Comments count as expert items of their own group; there is nothing else.
      const severity = severities.split(';');
      const complaints = groups
        .split(';')
        .filter((group, at) => Number(group) !== COMMENTS && Number(severity[at]) >= least);
      expect(complaints).toEqual([]);
    }
  });
});
