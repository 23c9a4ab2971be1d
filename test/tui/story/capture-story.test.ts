/**
 * The story of captures beside what one plain reading from the first packet on finds: on captures of scenarios and of sweeps with
 * faults, over UDP and TCP; asked in any order; while the capture grows; of files that are cut off.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULT_PROFILES } from '../../../src/sim/faults.js';
import { isIn } from '../../../src/tui/store/both.js';
import type { TimerRun } from '../../../src/tui/story/contract.js';
import { captureTraffic, play, playOne } from '../../conform/harness.js';
import { SCENARIOS as SWEPT } from '../../sim/canary-sweep.js';
import { SCENARIOS } from '../../sim/scenario-files.js';
import { allOf, fileOf, type PlainStory, plainly, readPlainly, type Told, tell } from './told.js';

/** Numbers 1 … count in an order that a seed gives. */
function shuffled(count: number, seed: number): readonly number[] {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  let state = seed;
  for (let i = count - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = state % (i + 1);
    [numbers[i], numbers[other]] = [numbers[other], numbers[i]];
  }
  return numbers;
}

/** Everything that can be asked of packets agrees with the plain reading. */
function agree({ story, wait, store }: Told, plain: PlainStory, seed: number): void {
  for (const number of shuffled(store.count, seed)) {
    const situation = wait(() => story.situation(number));
    expect(plainly(situation), `packet ${number}`).toEqual(plain.sessions[number - 1]);
    for (const { memberCount, memberAt, memberNumber } of situation.sessions) {
      for (let i = 0; i < memberCount; i += 1) {
        const { group, groupBy, timers } = memberAt(i);
        const wanted = [group, groupBy.at, timers[0]?.expires ?? Number.POSITIVE_INFINITY];
        const told = (['group', 'since', 'expires'] as const).map((what) => memberNumber?.(what, i));
        expect(told, `packet ${number}`).toEqual(wanted);
      }
    }
    expect(wait(() => story.happenings(number)).length >= 0).toBe(true);
  }
}

/** "session/user from to frame" of the story's changes; those that tell of a session's birth or its being forgotten apart. */
function changesOf({ story }: Told): readonly string[] {
  const sessions = allOf(story.subjects).filter(({ kind }) => kind === 'session');
  const numberOf = (subject: number): number => sessions.findIndex(({ number }) => number === subject) + 1;
  const found: string[] = [];
  for (let i = 0; i < story.changes.count; i += 1) {
    const { subject, from, to, by } = story.changes.at(i);
    const { kind, parent, name } = story.subjects.at(subject)!;
    if (from === to || (kind !== 'session' && kind !== 'member')) continue;
    const user = /^user (\d+)/.exec(name)?.[1];
    const whose = kind === 'session' ? `${numberOf(subject)}` : `${numberOf(parent)}/${user}`;
    if (!by.why.startsWith('D2:') && !by.why.startsWith('8.2 b:'))
      found.push(`${whose} ${from} ${to} ${by.frame}`);
  }
  return found;
}

/** What happened at packets is what the journal says, and is notable. */
function happensAsWritten({ story, wait }: Told): void {
  const written = new Map<number, string[]>();
  const timed = new Set<number>();
  for (let i = 0; i < story.changes.count; i += 1) {
    const { subject, from, to, by, shown } = story.changes.at(i);
    if (shown === 0) continue;
    if (by.frame === 0 && isIn(story.messages, shown)) timed.add(shown);
    if (from === to && by.frame === 0) continue;
    const row = story.notable.rowOf(shown);
    if (story.messages.at(story.messages.rowOf(shown)) === shown)
      expect(story.notable.at(row), `change ${i}`).toBe(shown);
    else expect(shown).toBe(story.scanned);
    if (['member', 'membership'].includes(story.subjects.at(subject)!.kind)) {
      written.set(shown, [...(written.get(shown) ?? []), `${subject} ${by.frame} ${by.at} ${by.why}`]);
    }
  }
  expect(Array.from({ length: story.timed.count }, (_, row) => story.timed.at(row))).toEqual([...timed]);
  const messages = Array.from({ length: story.messages.count }, (_, row) => story.messages.at(row));
  for (const number of new Set([...messages, story.scanned])) {
    const told = wait(() => story.happenings(number)).filter(({ kind }) => kind === 'group');
    expect(
      told.map(({ subject, by }) => `${subject} ${by.frame} ${by.at} ${by.why}`),
      `packet ${number}`,
    ).toEqual(written.get(number) ?? []);
  }
}

function findingsOf({ story: { findings } }: Pick<Told, 'story'>) {
  return Array.from({ length: findings.count }, (_, i) => findings.at(i)).filter(({ by }) => by === 'check');
}

async function holds(path: string, seed = 7): Promise<Told> {
  const plain = await readPlainly(path);
  const told = await tell(path);
  told.work();
  const { story } = told;
  expect([story.scanned, story.complete]).toEqual([told.index.count, true]);
  expect(changesOf(told)).toEqual(plain.changes);
  agree(told, plain, seed);
  happensAsWritten(told);
  expect(
    findingsOf(told).map(({ code, message, at, frames, certain }) => ({
      code,
      message,
      at,
      frames,
      certain,
    })),
  ).toEqual(
    plain.findings.map(({ rule, message, at, frames, certain }) => ({
      code: rule.code,
      message,
      at,
      frames,
      certain,
    })),
  );
  expect(story.findings.verdicts).toEqual(plain.verdicts);
  const names = plain.verdicts.map(({ matter }) => story.findings.nameOf(matter.key));
  expect(new Set(names).size).toBe(names.length);
  for (const [i, { matter }] of plain.verdicts.entries()) {
    // There may be a network on which nobody spoke IGMP.
    const isNamed = allOf(story.subjects).filter(({ name }) => name === names[i]).length === 1;
    expect(isNamed || (matter.kind === 'network' && names[i] === matter.key), matter.key).toBe(true);
  }
  for (const number of plain.messages) {
    const arrows = told.wait(() => story.arrows(number));
    expect(arrows.length).toBeGreaterThan(0);
    for (const { from, to } of arrows)
      expect(Math.min(from, to), `packet ${number}`).toBeGreaterThanOrEqual(0);
  }
  return told;
}

describe('the story is what a plain reading finds', () => {
  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    await holds(fileOf(captureTraffic(playOne(scenario, undefined))));
  });

  test.each(['fig11-join-ongoing', 'fig12-membership-check'])('over TCP: %s', async (name) => {
    const scenario = SCENARIOS.find((one) => one.name === name)!;
    await holds(fileOf(captureTraffic(playOne({ ...scenario, transport: 'tcp' }, undefined))));
  });

  test('over TCP, where a packet owes more than is walked at once', async () => {
    const text = `purpose: A session that goes on for long.
clause: 7.2.1.1
actors: [server, creator, p]
session: {mode: open, period: 1s, timeout: 400ms}
timeline:
  - at 0s: creator creates
  - at 1s: [p registers]
  - at 2s: [creator enrols, p enrols]
  - at 3s: [creator activates, p activates]
  - at 2000s: end
`;
    const [traffic] = play({ text, transport: 'tcp' });
    const path = fileOf(captureTraffic(traffic));
    const plain = await readPlainly(path);
    const told = await tell(path);
    told.work();
    const { count } = told.store;
    expect(count).toBeGreaterThan(6000);
    for (const number of [count - 1, 5, count - 700, 3000, 2999, count - 3]) {
      const situation = told.wait(() => told.story.situation(number));
      expect(plainly(situation), `packet ${number}`).toEqual(plain.sessions[number - 1]);
    }
  });

  test('the demonstration capture', async () => {
    const { story } = await holds('fixtures/demo.pcapng');
    expect(allOf(story.actors).map(({ name, kind }) => `${kind} ${name}`)).toContain('server server.example');
  });

  test('whatever goes wrong', async () => {
    const profiles = Object.values(FAULT_PROFILES);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(SWEPT.length - 1),
        fc.nat(profiles.length - 1),
        fc.integer({ min: 1, max: 9999 }),
        async (which, profile, seed) => {
          const traffic = playOne({ ...SWEPT[which], seed }, profiles[profile]);
          await holds(fileOf(captureTraffic(traffic)), seed);
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('a capture that grows', () => {
  const scenario = SCENARIOS.find(({ name }) => name === 'fig22-keepalive-lost')!;

  test('is told in the end as if it had been there at once', async () => {
    const path = fileOf(captureTraffic(playOne(scenario, undefined)));
    const plain = await readPlainly(path);
    let seen = 0;
    const told = await tell(path, () => seen);
    while (seen < plain.sessions.length) {
      seen += 7;
      told.store.grown();
      told.work();
      const last = Math.min(seen, plain.sessions.length);
      expect(told.story.scanned).toBe(last);
      expect(plainly(told.wait(() => told.story.situation(last)))).toEqual(plain.sessions[last - 1]);
      expect(told.story.complete).toBe(seen >= plain.sessions.length);
      expect(told.story.findings.verdicts === undefined).toBe(!told.story.complete);
    }
    expect(changesOf(told)).toEqual(plain.changes);
    agree(told, plain, 3);
  });

  test('answers nothing that it does not know yet, but what a packet says by itself', async () => {
    const path = fileOf(captureTraffic(playOne(scenario, undefined)));
    const { story } = await tell(path);
    expect([story.scanned, story.complete]).toEqual([0, false]);
    expect([story.situation(5), story.happenings(5)]).toEqual([undefined, undefined]);
    expect(story.arrows(5)).toMatchObject([{ protocol: 'GMP', type: 'SRREQ', text: 'session 1' }]);
    expect(story.findings.verdicts).toBeUndefined();
    expect(story.progress()).toBe(0);
  });

  test('that is cut off is told as far as it goes', async () => {
    const whole = fileOf(captureTraffic(playOne(scenario, undefined)));
    const bytes = readFileSync(whole);
    const path = `${whole}.cut`;
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    const told = await tell(path);
    told.work();
    expect(told.story.complete).toBe(true);
    const plain = await readPlainly(path);
    expect(plain.sessions.length).toBe(told.index.count);
    agree(told, plain, 5);
  });
});

describe('behind the last message', () => {
  const scenario = SCENARIOS.find(({ name }) => name === 'fig22-keepalive-lost')!;
  const traffic = captureTraffic(playOne(scenario, undefined));

  test('what time did by the end is told at the last packet, and apart', async () => {
    const packets = traffic.packets.slice(0, 34);
    const late = {
      ...packets[33],
      sec: packets[33].sec + 4,
      bytes: new Uint8Array(60),
      capLen: 60,
      wireLen: 60,
    };
    const { story, wait } = await holds(fileOf({ ...traffic, packets: [...packets, late] }));
    const told = wait(story.closing);
    const user = allOf(story.subjects).findIndex(({ name }) => name.startsWith('user 2'));
    expect(told.filter(({ subject }) => subject === user).map(({ text }) => text)).toEqual([
      'KA timer of user 2 expired',
      'user 2: active → enrolled',
      'KA timer of user 2 started',
      'KA timer of user 2 expired',
      'user 2: enrolled → registered',
    ]);
    expect(told.every(({ by }) => by.frame === 0)).toBe(true);
    expect(wait(() => story.happenings(35))).toEqual(told);
    expect(wait(() => story.situation(35)).happenings).toEqual(told);
    const own = story.changes.of(user);
    expect(story.changes.at(own[own.length - 1])).toMatchObject({ shown: 35, by: { frame: 0 } });
  });

  test('nothing is told where the last packet has a message, or while the capture grows', async () => {
    const { story, wait } = await holds(fileOf({ ...traffic, packets: traffic.packets.slice(0, 34) }));
    expect(wait(story.closing)).toEqual([]);
    const growing = await tell(fileOf(traffic), () => 30);
    growing.work();
    expect(growing.story.closing()).toEqual([]);
  });
});

describe('timers that ran', () => {
  test('are those that happenings tell of', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'fig12-membership-check')!;
    const { story, index, wait, work } = await tell(fileOf(captureTraffic(playOne(scenario, undefined))));
    work();
    const [from, to] = [wait(() => story.situation(1)).at, wait(() => story.situation(index.count)).at];
    for (const { number: subject, kind } of allOf(story.subjects)) {
      if (kind !== 'member') continue;
      const started: number[] = [];
      const ended: string[] = [];
      for (let row = 0; row < story.messages.count; row += 1) {
        for (const one of wait(() => story.happenings(story.messages.at(row)))) {
          if (one.subject !== subject) continue;
          if (one.kind === 'timer-started') started.push(one.by.at);
          if (one.kind === 'timer-expired') ended.push(`expired ${one.by.at}`);
          if (one.kind === 'timer-stopped') ended.push(`stopped ${one.by.at}`);
        }
      }
      const runs = wait(() => story.runs(subject, from, to));
      if (runs === 'many') throw new Error('so few are not many');
      expect(runs.map((run) => run.from)).toEqual(started);
      expect(runs.flatMap((run) => (run.end === 'running' ? [] : [`${run.end} ${run.to}`]))).toEqual(ended);
      expect(runs.every((run) => run.name === 'KA' && run.from <= run.to)).toBe(true);
    }
  });

  test('of memberships are as the state shows them; a network has none', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'igmp-group-expiry')!;
    const { story, index, wait, work } = await tell(fileOf(captureTraffic(playOne(scenario, undefined))));
    work();
    const { at: from } = wait(() => story.situation(1));
    const { at: to, networks } = wait(() => story.situation(index.count));
    const [network] = networks;
    expect(story.runs(network.subject, from, to)).toEqual([]);
    const rows = Array.from({ length: network.membershipCount }, (_, i) => network.membershipAt(i));
    const gone = rows.find(({ state }) => state === 0)!;
    // From the group's last report on, until nobody has reported for too long.
    const reported = gone.cells[4].by?.at;
    const run = { name: 'membership', from: reported, to: gone.stateBy.at, end: 'expired' };
    expect(wait(() => story.runs(gone.subject, from, to))).toEqual([run]);
  });

  test('of a capture that grows are told up to where it was studied, and worked out anew for what comes', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'fig22-keepalive-lost')!;
    const path = fileOf(captureTraffic(playOne(scenario, undefined)));
    const whole = await tell(path);
    whole.work();
    let seen = 34;
    const { story, wait, work, store } = await tell(path, () => seen);
    work();
    const at = (number: number) => whole.wait(() => whole.story.situation(number)).at;
    const member = allOf(story.subjects).find(({ name }) => name.startsWith('user 2'))!.number;
    for (const last of [20, 34, whole.index.count]) {
      if (last > seen) {
        seen = last;
        store.grown();
        work();
      }
      const told = wait(() => story.runs(member, at(1), at(last)));
      if (told === 'many') throw new Error('so few are not many');
      const begun = whole.wait(() => whole.story.runs(member, at(1), at(whole.index.count)));
      if (begun === 'many') throw new Error('so few are not many');
      const until = (runs: readonly TimerRun[]) =>
        runs
          .filter(({ from }) => from <= at(last))
          .map((run) => (run.to > at(last) ? { ...run, to: at(last), end: 'running' } : run));
      expect(until(told), `up to packet ${last}`).toEqual(until(begun));
      expect(told.every(({ to }) => to <= at(seen))).toBe(true);
      expect(until(told).at(-1)?.end === 'running').toBe(last === 34);
      // It is there, and is not begun again.
      expect(story.runs(member, at(1), at(last))).toBe(told);
    }
  });
});

describe('what was found', () => {
  test('is of the member that its sentence names, else of the session', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'fig16-open-principal-lost')!;
    const { story, work } = await tell(fileOf(captureTraffic(playOne(scenario, undefined))));
    work();
    const found = findingsOf({ story });
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^User 2 .* does not answer/),
    ]);
    const [{ subject }] = found;
    expect(story.subjects.at(subject)).toMatchObject({ kind: 'member', parent: 0 });
    expect(story.subjects.at(subject)?.name).toMatch(/^user 2 /);
  });
});

const CORPUS = '../shared/captures/tcpdump';

describe('captures of others', () => {
  test.skipIf(!existsSync(CORPUS))('are told without end or harm (skipped: no corpus)', async () => {
    for (const name of ['IGMP_V1.pcap', 'IGMP_V2.pcap', 'igmpv3-queries.pcap', 'PIM-SM_join_prune.pcap']) {
      if (existsSync(`${CORPUS}/${name}`)) await holds(`${CORPUS}/${name}`);
    }
  });
});
