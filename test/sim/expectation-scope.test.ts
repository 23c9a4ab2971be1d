/** What expectations look at: which messages count, whose groups, whose findings. */
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/sim/trace.js';
import { play, scenariosOf } from './scenario-files.js';

const GMP = `purpose: A test.
clause: 7.2
actors: [server, creator, a, c]
session: {period: 1s, timeout: 300ms}
policies: {retry: off}
timeline:
  - at 0s: creator creates
  - at 100ms: a registers
  - at 200ms: creator and a enrol
  - at 300ms: creator and a activate
`;

const IGMP = `purpose: A test.
clause: IGMP 2.7.2
subnets: [near, far]
actors: {h: {kind: host, subnet: near}, s: {kind: host, subnet: far}, r: {kind: router, subnets: [near, far]}}
timeline:
  - at 1s: s serves 239.1.1.1
`;

function outcomes(head: string, lines: string): readonly Outcome[] {
  return play(scenariosOf('test', head + lines)[0]).outcomes;
}

function holds(head: string, lines: string): readonly boolean[] {
  return outcomes(head, lines).map(({ ok }) => ok);
}

describe('messages that count', () => {
  test('not those of who is silent: they are on no wire', () => {
    const heard = (list: string): readonly boolean[] =>
      holds(
        GMP,
        `  - at 1.5s: a falls silent
  - expect until 4s:
      - server → creator and a KAREQ
      - creator → server KARES
      - server → creator KAREQ
      - creator → server KARES
${list}  - never until 4s: a → server *
  - at 4s: end
`,
      );
    expect(heard('')).toEqual([true, true]);
    // D20: its machine would send one at 3.64 s.
    expect(heard('      - a → server KARES\n')).toEqual([false, true]);
  });

  test('those of whose link is cut: they are sent, and lost', () => {
    const lines = `  - at 1.5s: cut a
  - expect until 4s:
      - server → creator and a KAREQ
      - creator → server KARES
      - server → creator KAREQ
      - creator → server KARES
      - at 3.64s a → server KARES
  - at 4s: end
`;
    expect(holds(GMP, lines)).toEqual([true]);
  });

  test('"nothing is sent" is nothing of any protocol; a list of GMP messages is about GMP', () => {
    const quiet = (protocols: string): readonly boolean[] =>
      holds(IGMP, `  - at 59s: h joins 224.0.0.1\n  - expect until 60.001s: ${protocols}\n  - at 61s: end\n`);
    expect(quiet('nothing is sent')).toEqual([false]);
    expect(quiet('[r → 224.0.0.1 query, r → 224.0.0.1 query]')).toEqual([true]);
    expect(quiet('["* → * *", "* → * *"]')).toEqual([true]);
    expect(quiet('["* → * *"]')).toEqual([false]);
    expect(quiet('["*"]')).toEqual([true]);
  });

  test('"data" is what applications send: probes of a search, and their answers', () => {
    const lines = `  - at 20s: h searches 239.1.1.1
  - expect until 22s:
      - h → 239.1.1.1 data: {ip.ttl: 1}
      - h → 239.1.1.1 data: {ip.ttl: 2}
      - r → 239.1.1.1 data: {ip.ttl: 1}
      - s → h data
  - at 22s: end
`;
    expect(holds(IGMP, lines)).toEqual([true]);
    expect(holds(IGMP, lines.replace('s → h data', 's → h report'))).toEqual([false]);
  });
});

describe('facts', () => {
  test('a host belongs to a group from its join to its quitting; a router knows it', () => {
    const lines = `  - at 5s: h joins 239.2.2.2
  - expect until 29s: [always h belongs to 239.2.2.2 on near]
  - expect at 6s: [r knows 239.2.2.2 on near, r does not know 239.2.2.2 on far]
  - at 30s: h quits 239.2.2.2
  - expect at 30s: [h does not belong to 239.2.2.2 on near, r knows 239.2.2.2 on near]
  - expect at 30s: h belongs to 239.2.2.2 on near
  - at 31s: end
`;
    const judged = outcomes(IGMP, lines);
    expect(judged.map(({ ok }) => ok)).toEqual([true, true, true, true, true, false]);
    expect(judged[5].lines).toEqual(['actual at 30s: for h, 239.2.2.2 is not present on near']);
  });

  test('who hears the data is no router, though it hears reports meanwhile', () => {
    // s reports once more within 10 s of its join.
    const lines = `  - at 5s: s joins 239.3.3.3
  - at 5.5s: h sends data to 239.3.3.3
  - expect until 16s: s hears the data
  - expect until 16s: nobody hears the data
  - at 16s: end
`;
    const judged = outcomes(IGMP, lines);
    expect(judged.map(({ ok }) => ok)).toEqual([true, false]);
    expect(judged[1].lines).toEqual(['expected  heard by nobody', 'actual    heard by s']);
  });

  test('a search has found nobody until it finds somebody', () => {
    const lines = `  - at 20s: h searches 239.1.1.1
  - expect until 21s: always h found nobody
  - expect at 22s: h found s
  - expect at 22s: h found nobody
  - at 23s: end
`;
    expect(holds(IGMP, lines)).toEqual([true, true, false]);
  });
});

describe('a message from who has no right to it', () => {
  test('comes from the sender’s SM address until its SAREQ has named a port for MM (D7)', () => {
    const ports = (at: string): readonly number[] =>
      play(scenariosOf('test', `${GMP}  - at ${at}: [a sends UIREQ, c sends UIREQ]\n`)[0]).events.flatMap(
        (event) => (event.kind === 'message' && event.type === 'UIREQ' ? [event.addressing.sourcePort] : []),
      );
    expect(ports('400ms')).toEqual([40_001, 40_000]);
    const early = GMP.replace('  - at 300ms: creator and a activate\n', '');
    const [event] = play(
      scenariosOf('test', `${early}  - at 400ms: a sends UIREQ with gmp.user_id=2\n`)[0],
    ).events.filter(({ kind }) => kind === 'ignored');
    expect(event).toMatchObject({ node: 'server', reason: 'wrong-group' });
  });

  test('where the host program thinks for a while, a time is written as everywhere else', () => {
    const text = GMP.replace('actors: [server,', 'actors: [{server: {authorisation: 250ms}},').replace(
      '{period',
      '{mode: closed, period',
    );
    const [scenario] = scenariosOf('test', `${text}  - at 1s: end\n`);
    const sent = play(scenario).events.flatMap((event) =>
      event.kind === 'message' && event.type === 'SRACC' ? [event.t] : [],
    );
    expect(sent).toEqual([360_000]);
  });
});
