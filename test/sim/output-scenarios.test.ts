/** The outputs of every scenario of the project: what is written of it is what happened, and nobody complains. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeText, textFrom } from '../../src/base/text.js';
import { compareWithGolden, goldenText, parseGolden } from '../../src/sim/fingerprints.js';
import { unsentIn } from '../../src/sim/frames.js';
import { putLadder } from '../../src/sim/output-ladder.js';
import { putRunNdjson } from '../../src/sim/output-ndjson.js';
import { encodeRun } from '../../src/sim/output-pcapng.js';
import { putRunText } from '../../src/sim/output-text.js';
import type { MessageEvent, Run } from '../../src/sim/trace.js';
import { hasTool, needing } from '../tools.js';
import { type ReadBack, readBack } from './read-back.js';
import { play, SCENARIOS } from './scenario-files.js';

/** What a scenario does on purpose, and is noted: data to a group of a single hop (224.0.0.0/24) with a TTL above 1. */
const NOTES: Readonly<Record<string, readonly string[]>> = { 'igmp-ttl-scope': ['ip.ttl.lncb'] };

const RUNS = SCENARIOS.map((scenario) => [scenario.name, scenario] as const);

function messagesOf({ events }: Run): MessageEvent[] {
  const unsent = unsentIn(events);
  return events.filter((event) => event.kind === 'message' && !unsent.has(event.n)) as MessageEvent[];
}

function typeOf({ fields }: ReadBack): unknown {
  if (fields['igmp.type'] !== undefined) return fields['igmp.type'] === 0x11 ? 'query' : 'report';
  return fields['gmp.type'] ?? 'data';
}

describe.each(RUNS)('%s', (_, scenario) => {
  test('its capture, read back, has the messages of its trace, without a finding', async () => {
    const run = play(scenario);
    const { packets } = await readBack(run);
    const told = packets.map((packet) => [packet.t, packet.actor, typeOf(packet)]);
    const sent = messagesOf(run).map(({ t, from, protocol, type }) => [
      t,
      from,
      protocol === 'data' ? 'data' : type,
    ]);
    expect(told).toEqual(sent);
    const found = packets.flatMap(({ expert }) => expert);
    expect(found.map(({ code }) => code)).toEqual(NOTES[run.name] ?? []);
    expect(found.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test('played twice it gives the same octets, lines and golden', () => {
    const outputs = [play(scenario), play(scenario)].map((run) => {
      const out = makeText();
      putLadder(run, {}, out);
      putRunText(run, {}, out);
      putRunNdjson(run, out);
      return `${textFrom(out)}${goldenText(run)}${Buffer.from(encodeRun(run)).toString('hex')}`;
    });
    expect(outputs[0] === outputs[1]).toBe(true);
  });

  test('its ladder fits 120 columns', () => {
    const out = makeText();
    putLadder(play(scenario), {}, out);
    const lines = textFrom(out)
      .split(/\n\nExpectations/, 1)[0]
      .split('\n')
      .slice(3);
    for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(120);
  });

  test('its golden reads back, and it agrees with it', () => {
    const run = play(scenario);
    const golden = parseGolden(goldenText(run));
    if (!golden.ok) expect.fail(golden.error);
    expect(compareWithGolden(golden.value, run)).toBeUndefined();
  });
});

/** Severities, as tshark has them. */
const COMMENT = 0x100000;
const NOTE = 0x400000;
const hasTshark = hasTool('tshark');

describe.skipIf(!hasTshark)(needing('tshark', hasTshark, 'tshark'), () => {
  test.each(RUNS)('%s: reads it without complaint, shows names and comments', (_, scenario) => {
    const run = play(scenario);
    const folder = mkdtempSync(join(tmpdir(), 'gmpshark-'));
    const file = join(folder, 'run.pcapng');
    writeFileSync(file, encodeRun(run));
    const fields = [
      '_ws.expert.severity',
      '_ws.malformed',
      'ip.src_host',
      'frame.comment',
      'frame.interface_name',
    ];
    const checks = ['ip.check_checksum:TRUE', 'udp.check_checksum:TRUE', 'tcp.check_checksum:TRUE'];
    try {
      const rows = execFileSync(
        'tshark',
        [
          ...['-r', file, '-N', 'n', '-T', 'fields', '-E', 'aggregator=;', '-E', 'separator=|'],
          ...checks.flatMap((check) => ['-o', check]),
          ...fields.flatMap((field) => ['-e', field]),
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      );
      const lines = rows.trimEnd().split('\n');
      expect(lines).toHaveLength(messagesOf(run).length);
      for (const [i, line] of lines.entries()) {
        const [severities, malformed, host, comment] = line.split('|');
        const severe = severities
          .split(';')
          .filter((one) => Number(one) > (run.name in NOTES ? NOTE : COMMENT));
        expect(severe).toEqual([]);
        expect(malformed).toBe('');
        expect(run.cast.map(({ name }) => name)).toContain(host);
        expect(comment).not.toBe('');
        expect(line.endsWith(`|${messagesOf(run)[i].from}`)).toBe(true);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
