/** Runs as pcapng files: interfaces, names, comments, statistics; and tshark as the second reader. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatIpv4 } from '../../src/base/address.js';
import { commentsOn } from '../../src/sim/output-comments.js';
import { encodeRun } from '../../src/sim/output-pcapng.js';
import type { MessageEvent, Run } from '../../src/sim/trace.js';
import { hasTool, needing } from '../tools.js';
import { cutOff, fallenSilent, groupData, lossy, wholeSession } from './output-runs.js';
import { readBack } from './read-back.js';

describe('the file', () => {
  test('each host is an interface on each of its subnets, named as the actor, in microseconds', async () => {
    const { reader } = await readBack(groupData());
    expect(reader.interfaces.map(({ name, description }) => `${name}: ${description}`)).toEqual([
      'server: server on subnet left, 10.0.0.1',
      'creator: creator on subnet left, 10.0.0.2',
      'router: router on subnet left, 10.0.0.3',
      'router: router on subnet right, 10.1.0.3',
      'a: a on subnet right, 10.1.0.4',
      'b: b on subnet left, 10.0.0.5',
    ]);
    expect(new Set(reader.interfaces.map(({ tsResol, linkType }) => `${tsResol} ${linkType}`))).toEqual(
      new Set(['6 1']),
    );
  });

  test('each interface tells its address and the mask of its subnet (if_IPv4addr)', async () => {
    const { reader } = await readBack(groupData());
    const networks = reader.interfaces.map(({ ipv4 }) =>
      ipv4?.map(({ address, mask }) => `${formatIpv4(address)} ${formatIpv4(mask)}`),
    );
    expect(networks.slice(1, 4)).toEqual([
      ['10.0.0.2 255.255.0.0'],
      ['10.0.0.3 255.255.0.0'],
      ['10.1.0.3 255.255.0.0'],
    ]);
  });

  test('a name resolution block names all addresses of the cast', async () => {
    const { reader } = await readBack(groupData());
    const names = reader.names.map(({ address, name }) => `${[...address].join('.')} ${name}`);
    expect(names).toEqual([
      '10.0.0.1 server',
      '10.0.0.2 creator',
      '10.0.0.3 router',
      '10.1.0.3 router',
      '10.1.0.4 a',
      '10.0.0.5 b',
    ]);
    expect(reader.blockCounts.get(4)).toBe(1);
  });

  test('the section says what the run is and where its time begins', async () => {
    const { reader } = await readBack(cutOff());
    expect(reader.comments).toHaveLength(1);
    expect(reader.comments[0]).toContain('cut-off, 7.1, seed 1');
    expect(reader.comments[0]).toContain('2001-09-09 01:46:40 UTC');
    expect(new Date(1_000_000_000_000).toISOString()).toBe('2001-09-09T01:46:40.000Z');
  });

  test('two runs of one seed give the same octets, of another seed not', () => {
    const octets = (seed: number): string => Buffer.from(encodeRun(lossy(seed))).toString('hex');
    expect(octets(5)).toBe(octets(5));
    expect(octets(5)).not.toBe(octets(6));
  });
});

describe('statistics', () => {
  const countsOf = async (run: Run): Promise<ReadonlyMap<string, readonly [number, number, number]>> => {
    const { reader } = await readBack(run);
    expect(reader.statistics).toHaveLength(reader.interfaces.length);
    return new Map(
      reader.statistics.map(({ interfaceId, received, dropped, osDropped }) => [
        reader.interfaces[interfaceId].name ?? '',
        [Number(received), Number(dropped), Number(osDropped)],
      ]),
    );
  };

  test.each([
    ['a cut link', cutOff],
    ['a lossy network', () => lossy(7)],
  ])('%s: frames meant for an interface, and those that a fault dropped', async (_, play) => {
    const run = play();
    const counts = await countsOf(run);
    let allDropped = 0;
    for (const { name } of run.cast) {
      const dropped = run.events.filter((event) => event.kind === 'drop' && event.node === name).length;
      const arrived = run.events.filter((event) => event.kind === 'arrival' && event.node === name).length;
      expect(counts.get(name)).toEqual([arrived + dropped, dropped, 0]);
      allDropped += dropped;
    }
    expect(allDropped).toBeGreaterThan(0);
  });

  test('what a silent host kept to itself counts as dropped by its system', async () => {
    const counts = await countsOf(fallenSilent());
    expect(counts.get('b')?.[2]).toBe(1);
    expect(counts.get('server')?.[2]).toBe(0);
  });
});

/** Comments of the frames that `pick` chooses. */
function commentsOf(run: Run, pick: (message: MessageEvent) => boolean): string {
  const comments = commentsOn(run);
  const chosen = run.events.filter((event) => event.kind === 'message' && pick(event));
  return chosen.flatMap(({ n }) => comments(n)).join('\n');
}

/** All comments of a run. */
function allComments(run: Run): string {
  return commentsOf(run, () => true);
}

describe('comments', () => {
  test('a frame says why it was sent, and what came of it where it arrived', () => {
    const text = commentsOf(wholeSession(), ({ type, from }) => type === 'SJREQ' && from === 'a');
    expect(text).toContain('0.210000 a: a enrol; registered → enrolling (7.1.4');
    expect(text).toContain('0.220000 server: a: registered → enrolled (7.1.4)');
    const answer = commentsOf(wholeSession(), ({ type, to }) => type === 'SJRES' && to === 'a');
    expect(answer).toMatch(/^SJRES comes of SJREQ of a: 7\.1\.4, figure 9.* \[server\.SJREQ/);
  });

  test('a timer that expires and sends nothing is told by the next frame (figure 12)', () => {
    const run = cutOff();
    const told = commentsOf(run, ({ t }) => t > 1_630_000 && t < 2_340_000);
    expect(told).toContain('1.630000 server: KA timer of user 2 (a) expired');
    expect(told).toContain('a: active → enrolled');
  });

  test('a timer that expires and sends is told by what it sends', () => {
    const told = commentsOf(
      wholeSession(),
      ({ type, t, to }) => type === 'KAREQ' && t === 1_330_000 && to === 'creator',
    );
    expect(told).toContain('1.330000 server: period timer of session 1 expired');
  });

  test('a frame that does not arrive says so, and where and why', () => {
    const told = commentsOf(cutOff(), ({ type, t, to }) => type === 'KAREQ' && t === 1_330_000 && to === 'a');
    expect(told).toContain('1.330000: KAREQ does not arrive at a: the link is cut');
  });

  test('faults, actions and what was never sent are told too', () => {
    const cut = allComments(cutOff());
    expect(cut).toContain('1.000000: cut a');
    const silent = allComments(fallenSilent());
    expect(silent).toContain('1.800000 b: b leave; LVREQ to server is not sent: it is silent');
  });

  test.each([
    ['whole', wholeSession],
    ['cut', cutOff],
    ['lossy', () => lossy(7)],
    ['igmp', groupData],
  ])('%s: every event is told exactly once', (_, play) => {
    const run = play();
    const text = allComments(run);
    const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
    const timers = (event: string): number =>
      run.events.filter((one) => one.kind === 'timer' && one.event === event).length;
    expect(count(/ timer(?: of [^;]*?)? armed for /g)).toBe(timers('armed'));
    expect(count(/ timer(?: of [^;]*?)? expired/g)).toBe(timers('fired'));
    expect(count(/ → /g)).toBe(run.events.filter(({ kind }) => kind === 'state').length);
    expect(count(/ does not arrive/g)).toBe(run.events.filter(({ kind }) => kind === 'drop').length);
  });
});

const hasTshark = hasTool('tshark');

describe.skipIf(!hasTshark)(needing('tshark', hasTshark, 'tshark'), () => {
  const shark = (run: Run, ...flags: string[]): string => {
    const folder = mkdtempSync(join(tmpdir(), 'gmpshark-'));
    const file = join(folder, 'run.pcapng');
    writeFileSync(file, encodeRun(run));
    try {
      return execFileSync('tshark', ['-r', file, ...flags], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const STRICT = ['ip.check_checksum:TRUE', 'udp.check_checksum:TRUE', 'tcp.check_checksum:TRUE'].flatMap(
    (preference) => ['-o', preference],
  );

  test.each([
    ['udp', wholeSession],
    ['tcp', () => wholeSession({ transport: 'tcp' })],
    ['cut tcp', () => cutOff({ transport: 'tcp' })],
    ['igmp', groupData],
    ['lossy', () => lossy(7)],
  ])('%s: reads it without complaint', (_, play) => {
    const run = play();
    // Chats (that a connection begins) and the comments themselves are no complaints.
    const filter = '_ws.malformed || _ws.expert.severity >= 0x400000 && !(_ws.expert.group == 0x0e000000)';
    expect(shark(run, ...STRICT, '-Y', filter)).toBe('');
    expect(shark(run).trim().split('\n').length).toBeGreaterThan(10);
  });

  test('shows names (-N n), comments and interfaces (-V)', () => {
    const rows = shark(cutOff(), '-N', 'n', '-c', '5');
    expect(rows).toMatch(/creator → server/);
    expect(rows).not.toMatch(/10\.0\.0/);
    const tree = shark(cutOff(), '-V');
    expect(tree).toMatch(/KA timer of user 2 \(a\) expired/);
    expect(tree).toMatch(/Interface name: creator/);
  });

  test('sees the frames at their times, TCP’s handshake, and IGMP', () => {
    const run = groupData();
    const rows = shark(
      run,
      '-Y',
      'igmp',
      '-T',
      'fields',
      '-e',
      'frame.time_epoch',
      '-e',
      'ip.src',
      '-e',
      'igmp.type',
    );
    const expected = run.events
      .filter((event) => event.kind === 'message' && event.protocol === 'IGMP')
      .map((event) => {
        const { t, type, addressing } = event as MessageEvent;
        const time = `100${String(Math.floor(t / 1e6)).padStart(7, '0')}.${String(t % 1e6).padStart(6, '0')}000`;
        return `${time}\t${formatIpv4(addressing.source)}\t${type === 'query' ? '0x11' : '0x12'}`;
      });
    expect(rows.trim().split('\n')).toEqual(expected);
  });
});
