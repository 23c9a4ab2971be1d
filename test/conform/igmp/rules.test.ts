/** Each rule of IGMP by itself: what breaks it is found, and its innocent twin is not. */
import { describe, expect, test } from 'vitest';
import { micros } from '../../../src/base/micros.js';
import type { JudgeOptions } from '../../../src/conform/contract.js';
import { IGMP_RULES } from '../../../src/conform/igmp/rules.js';
import { policiesWith } from '../../../src/machine/policies.js';
import { EPOCH } from '../../../src/sim/output-pcapng.js';
import { judgeIgmp } from './igmp-judged.js';
import { captureFrom, datagram, face, igmp, packet, query, report, type Sent } from './wire.js';

const DEFAULTS = policiesWith();
const R = '10.0.0.1';
const H = '10.0.0.2';
const OTHER = '10.0.0.3';
const G = '239.1.1.1';

/** Queries each 60 s from 0 on, and the same on the other network. */
function queries(until: number, how = {}): Sent[] {
  const sent: Sent[] = [];
  for (let t = 0; t <= until; t += 60)
    sent.push([t, 0, query(R, how)], [t, 1, query('10.1.0.9', { link: 9 })]);
  return sent;
}

function inOrder(...parts: readonly (readonly Sent[])[]): Sent[] {
  return parts.flat().sort(([a], [b]) => a - b);
}

/** Codes of what is found, and whether it is certain: "+code", or "?code". */
function found(sent: readonly Sent[], options: Partial<JudgeOptions> = {}, end = 0): readonly string[] {
  const { findings } = judgeIgmp(
    captureFrom(sent),
    options,
    (EPOCH + Math.max(end, sent.at(-1)?.[0] ?? 0)) * 1_000_000,
  );
  return findings.map(({ rule, certain }) => (certain ? '+' : '?') + rule.code.replace('check.igmp-', ''));
}

/** A host that has joined at 20 s and said so twice. */
const JOINED: readonly Sent[] = [
  [20, 0, report(H, G)],
  [25, 0, report(H, G)],
];

describe('single messages', () => {
  test.each([
    ['all-hosts-reported', report(H, '224.0.0.1')],
    ['no-group', packet(H, '10.0.0.9', 2, igmp(0x12, 0, '10.0.0.9'))],
    ['destination', packet(H, '224.0.0.1', 2, igmp(0x12, 0, G))],
    ['destination', packet(R, '224.0.0.2', 2, igmp(0x11, 0, '0.0.0.0'))],
    ['ttl', report(H, G, { ttl: 2 })],
    ['ttl', query(R, { ttl: 64 })],
    ['type-of-service', report(H, G, { tos: 0xc0 })],
    ['query-group', packet(R, '224.0.0.1', 2, igmp(0x11, 0, G))],
  ])('check.igmp-%s', (code, octets) => {
    expect(found([[0, 0, octets]])).toEqual([`+${code}`]);
    // Once for each sender; and whatever else the capture lacks, it was sent.
    expect(
      found(
        [
          [0, 0, octets],
          [1, 0, octets],
        ],
        { lossy: true },
      ),
    ).toEqual([`+${code}`]);
  });

  test('right ones, of all versions, and damaged ones, are nobody’s fault', () => {
    const damaged = report(H, '224.0.0.1', { ttl: 9 });
    damaged[damaged.length - 5] ^= 1;
    const specific = packet(R, G, 2, igmp(0x11, 10, G));
    const messages = [query(R), report(H, G), specific, damaged];
    expect(found(messages.map((octets, i): Sent => [i, 0, octets]))).toEqual([]);
  });
});

describe('check.igmp-one-report-on-joining', () => {
  test('a report on joining, none within 10 s, and the host is still a member', () => {
    const sent = inOrder(queries(60), [
      [20, 0, report(H, G)],
      [66, 0, report(H, G)],
    ]);
    expect(found(sent)).toEqual(['?one-report-on-joining']);
  });
  test.each([
    [
      'one more comes',
      [
        [20, 0, report(H, G)],
        [31, 0, report(H, G)],
        [66, 0, report(H, G)],
      ],
    ],
    [
      'another reports the group meanwhile',
      [
        [20, 0, report(H, G)],
        [24, 0, report(OTHER, G)],
        [66, 0, report(H, G)],
      ],
    ],
    ['it leaves: nothing is heard of it any more', [[20, 0, report(H, G)]]],
    [
      'it comes back, and says so',
      [
        [20, 0, report(H, G)],
        [45, 0, report(H, G)],
        [50, 0, report(H, G)],
        [66, 0, report(H, G)],
      ],
    ],
    [
      'the report may have answered a query',
      [
        [8, 0, report(H, G)],
        [66, 0, report(H, G)],
      ],
    ],
  ] as readonly (readonly [string, Sent[]])[])('not where %s', (_why, sent) => {
    expect(found(inOrder(queries(60), sent))).toEqual([]);
  });
});

describe('check.igmp-report-late', () => {
  test('a query starts a delay anew that runs since the host joined', () => {
    const sent = inOrder(queries(60), [
      [54, 0, report(H, G)],
      [69, 0, report(H, G)],
    ]);
    expect(found(sent)).toEqual(['?report-late']);
  });
  test('a query starts a delay anew that runs since another router’s query', () => {
    const sent = inOrder(queries(120), JOINED, [
      [66, 0, report(H, G)],
      [127, 0, query('10.0.0.8')],
      [136, 0, report(H, G)],
    ]);
    expect(found(sent)).toEqual(['?report-late']);
  });
  test.each([
    [
      '11 s after joining: a second late on its way',
      [
        [54, 0, report(H, G)],
        [65, 0, report(H, G)],
      ],
    ],
    [
      'within 10 s of the first query',
      [...JOINED, [66, 0, report(H, G)], [127, 0, query('10.0.0.8')], [130.5, 0, report(H, G)]],
    ],
    [
      'the second query came when the first was answered',
      [
        ...JOINED,
        [66, 0, report(H, G)],
        [122, 0, report(H, G)],
        [127, 0, query('10.0.0.8')],
        [136, 0, report(H, G)],
      ],
    ],
  ] as readonly (readonly [string, Sent[]])[])('not where it is %s', (_why, sent) => {
    expect(found(inOrder(queries(120), sent))).toEqual([]);
  });
});

describe('check.igmp-not-suppressed', () => {
  const both = (t: number): Sent[] => [
    [t + 2, 0, report(OTHER, G)],
    [t + 7, 0, report(H, G)],
  ];
  test('a host answers after another’s answer, for the second time', () => {
    const sent = inOrder(
      queries(180),
      JOINED,
      [
        [36, 0, report(OTHER, G)],
        [40, 0, report(OTHER, G)],
      ],
      both(60),
      both(120),
    );
    expect(found(sent)).toEqual(['?not-suppressed']);
  });
  test('not for one time: the other’s report may have been lost', () => {
    expect(found(inOrder(queries(180), JOINED, both(60), [[123, 0, report(H, G)]]))).toEqual([]);
  });
  test('not where both reports are under way at one time', () => {
    const close = (t: number): Sent[] => [
      [t + 2, 0, report(OTHER, G)],
      [t + 2.9, 0, report(H, G)],
    ];
    expect(found(inOrder(queries(180), JOINED, close(60), close(120), close(180)))).toEqual([]);
  });
});

describe('check.igmp-not-spread', () => {
  const answers = (delay: (i: number) => number): Sent[] =>
    Array.from({ length: 10 }, (_, i): Sent => [60 * (i + 1) + delay(i), 0, report(H, G)]);
  test('eight answers of a host that is alone, all within 1 s', () => {
    expect(
      found(
        inOrder(
          queries(600),
          JOINED,
          answers((i) => 0.1 * (i % 9)),
        ),
      ),
    ).toEqual(['?not-spread']);
  });
  test('not with one slow among them, nor with seven', () => {
    expect(
      found(
        inOrder(
          queries(600),
          JOINED,
          answers((i) => (i === 3 ? 4 : 0.5)),
        ),
      ),
    ).toEqual([]);
    expect(found(inOrder(queries(600), JOINED, answers(() => 0.5).slice(0, 7)))).toEqual([]);
  });
  test('not where others report the group: the first of many is soon there', () => {
    expect(
      found(
        inOrder(
          queries(600),
          JOINED,
          [[37, 0, report(OTHER, G)]],
          answers(() => 0.5),
        ),
      ),
    ).toEqual([]);
  });
});

describe('check.igmp-query-unanswered', () => {
  test('a query between two that a host answers is not answered for its group', () => {
    const sent = inOrder(queries(180), JOINED, [
      [66, 0, report(H, G)],
      [187, 0, report(H, G)],
    ]);
    expect(found(sent)).toEqual(['?query-unanswered']);
  });
  test('not where another host answers, nor where nobody does any more', () => {
    const other = inOrder(queries(180), JOINED, [
      [66, 0, report(H, G)],
      [123, 0, report(OTHER, G)],
      [187, 0, report(H, G)],
    ]);
    expect(found(other)).toEqual([]);
    expect(found(inOrder(queries(180), JOINED, [[66, 0, report(H, G)]]))).toEqual([]);
  });
});

describe('how often routers ask (D18)', () => {
  const asked = (...times: readonly number[]): Sent[] => times.map((t): Sent => [t, 0, query(R)]);
  test('check.igmp-query-early: 30 s after the last', () => {
    expect(found(asked(0, 60, 90, 120))).toEqual(['?query-early']);
    expect(found(asked(0, 60, 60.5, 119.2, 180))).toEqual([]);
  });
  test('check.igmp-query-late: placed where it became true, with or without a packet', () => {
    expect(found(asked(0, 60), {}, 121)).toEqual([]);
    expect(found(asked(0, 60), {}, 122)).toEqual(['?query-late']);
    const { findings } = judgeIgmp(captureFrom(inOrder(asked(0, 60), [[300, 0, report(H, G)]])));
    expect(findings.map(({ at, frames }) => [at - EPOCH * 1e6, frames])).toEqual([[121_070_000, [2]]]);
  });
  test('check.igmp-query-late: not where it comes at the last instant, 60 s, the drift and the slack later', () => {
    expect(found(asked(0, 61.07), {}, 61.07)).toEqual([]);
    expect(found(asked(0, 61.08), {}, 61.08)).toEqual(['?query-late']);
  });
  test('the policy queryInterval holds', () => {
    const policies = { policies: { ...DEFAULTS, queryInterval: micros(30_000_000) } };
    expect(found(asked(0, 30, 60, 90, 120), policies)).toEqual([]);
    expect(found(asked(0, 60, 120), policies)).toEqual(['?query-late']);
  });
  test('version 2 has intervals of its own', () => {
    const v2 = packet(R, '224.0.0.1', 2, igmp(0x11, 100, '0.0.0.0'));
    expect(
      found([
        [0, 0, v2],
        [125, 0, v2],
        [250, 0, v2],
      ]),
    ).toEqual([]);
  });
});

const SOURCE = '10.0.0.5';
const there = (ttl: number, more = {}): Uint8Array => datagram(SOURCE, G, { ttl, link: 9, ...more });

/** Twenty seconds after the capture has begun. */
function later(sent: readonly Sent[]): readonly Sent[] {
  const begin: readonly Sent[] = [
    [0, 0, query(R)],
    [0, 1, query('10.1.0.9', { link: 9 })],
  ];
  return [...begin, ...sent.map(([t, on, octets]): Sent => [t + 20, on, octets])];
}

describe('forwarding', () => {
  const foundLater = (sent: readonly Sent[], options: Partial<JudgeOptions> = {}): readonly string[] =>
    found(later(sent), options);

  const from = (ttl: number, more = {}): Uint8Array => datagram(SOURCE, G, { ttl, ...more });
  const hop = (group: string): Sent[] => [
    [1, 0, datagram(SOURCE, group, { ttl: 8 })],
    [1.01, 1, datagram(SOURCE, group, { ttl: 7, link: 9 })],
  ];
  test('check.igmp-forwards-single-hop', () => {
    expect(foundLater(hop('224.0.0.77'))).toEqual(['+forwards-single-hop']);
    expect(foundLater(hop('224.0.1.77'))).toEqual([]);
    expect(foundLater(hop('224.0.0.77').slice(1))).toEqual([]);
  });
  test('check.igmp-ttl-not-reduced', () => {
    expect(
      foundLater([
        [1, 0, from(8)],
        [1.01, 1, there(8)],
      ]),
    ).toEqual(['+ttl-not-reduced']);
    expect(
      foundLater([
        [1.01, 1, there(9)],
        [1.02, 0, from(8)],
      ]),
    ).toEqual(['+ttl-not-reduced']);
    expect(
      foundLater([
        [1, 0, from(8)],
        [1.01, 1, there(7)],
      ]),
    ).toEqual([]);
    // Another datagram; the same frame at two interfaces; two copies of what came from a third network.
    expect(
      foundLater([
        [1, 0, from(8)],
        [1.01, 1, there(8, { id: 8 })],
      ]),
    ).toEqual([]);
    expect(
      foundLater([
        [1, 0, from(8)],
        [1.01, 1, from(8)],
      ]),
    ).toEqual([]);
    const copies: Sent[] = [
      [1, 0, datagram('10.7.0.1', G, { link: 8 })],
      [1, 1, datagram('10.7.0.1', G, { link: 9 })],
    ];
    expect(foundLater(copies)).toEqual([]);
  });
  test('check.igmp-ttl-not-reduced: without an identification it may be another datagram', () => {
    expect(
      foundLater([
        [1, 0, from(8, { id: 0 })],
        [1.01, 1, there(8, { id: 0 })],
      ]),
    ).toEqual(['?ttl-not-reduced']);
  });
  test('check.igmp-forwards-back', () => {
    expect(
      foundLater([
        [1, 0, from(8)],
        [1.01, 0, there(7)],
      ]),
    ).toEqual(['+forwards-back']);
    expect(
      foundLater(
        [
          [1, 0, from(8)],
          [1.01, 0, there(7)],
        ],
        { lossy: true },
      ),
    ).toEqual(['?forwards-back']);
    // What has gone around, by two routers, and a copy of that: the original was there before.
    const around: Sent[] = [
      [1, 0, from(8)],
      [1.01, 1, there(7)],
      [1.02, 0, there(6, { link: 8 })],
      [1.03, 0, there(5, { link: 7 })],
      [1.04, 1, there(6, { link: 6 })],
    ];
    expect(foundLater(around)).toEqual([]);
    // Around, by two routers; where it is not at home, by another way.
    expect(
      foundLater([
        [1, 0, from(8)],
        [1.02, 0, there(6)],
      ]),
    ).toEqual([]);
    expect(
      foundLater([
        [1, 1, there(7)],
        [1.02, 1, there(6, { link: 8 })],
      ]),
    ).toEqual([]);
  });
  test('what rests on the original being there is certain where the capture is whole, and had begun well before', () => {
    const back: Sent[] = [
      [1, 0, from(8)],
      [1.01, 0, there(7)],
    ];
    expect(found(back)).toEqual(['?forwards-back']);
    expect(foundLater(back, { lossy: true })).toEqual(['?forwards-back']);
    const onward: Sent[] = [
      [1, 0, from(8)],
      [1.01, 1, there(8)],
    ];
    expect(found(onward)).toEqual(['?ttl-not-reduced']);
    expect(foundLater(onward, { lossy: true })).toEqual(['?ttl-not-reduced']);
    expect(found(hop('224.0.0.77'), { lossy: true })).toEqual(['+forwards-single-hop']);
  });
  test('what was doubtful becomes certain; what is certain is not doubted again', () => {
    const back = (t: number, id: number): Sent[] => [
      [t, 0, from(8, { id })],
      [t + 0.01, 0, there(7, { id })],
    ];
    expect(foundLater([...back(1, 0), ...back(2, 0), ...back(3, 5), ...back(4, 0)])).toEqual([
      '?forwards-back',
      '+forwards-back',
    ]);
    expect(foundLater([...back(1, 5), ...back(2, 0)])).toEqual(['+forwards-back']);
  });
  test('where the capture tells no networks, going back is uncertain, the TTL says nothing', () => {
    const capture = captureFrom(
      [
        [1, 0, from(8)],
        [1.01, 0, there(7)],
        [1.02, 1, there(8, { link: 3 })],
      ],
      [face(0), face(1)],
    );
    expect(judgeIgmp(capture).findings.map(({ rule, certain }) => [rule.code, certain])).toEqual([
      ['check.igmp-forwards-back', false],
    ]);
  });
});

describe('delivery (D18)', () => {
  const data = (t: number, id: number, copy = true): Sent[] => [
    [t, 0, datagram(SOURCE, G, { id })],
    ...(copy ? [[t + 0.01, 1, there(7, { id })] as Sent] : []),
  ];
  const member: Sent[] = [
    [20, 1, report('10.1.0.4', G)],
    [25, 1, report('10.1.0.4', G)],
  ];
  const router = queries(300);
  test('check.igmp-gone-after-two: not sent on after two queries without a report', () => {
    expect(found(inOrder(router, member, data(30, 1), data(140, 2, false), data(150, 3, false)))).toEqual([
      '?gone-after-two',
    ]);
  });
  test('check.igmp-gone-at-once: not sent on within 10 s of the third', () => {
    expect(found(inOrder(router, member, data(30, 1), data(140, 2), data(185, 3, false)))).toEqual([
      '?gone-at-once',
    ]);
    expect(found(inOrder(router, member, data(30, 1), data(140, 2), data(191, 3, false)))).toEqual([]);
  });
  test('check.igmp-report-not-counted: not sent on although the group was reported again', () => {
    const again: Sent[] = [65, 125, 185].map((t): Sent => [t, 1, report('10.1.0.4', G)]);
    expect(found(inOrder(router, member, again, data(30, 1), data(200, 2, false)))).toEqual([
      '?report-not-counted',
    ]);
    expect(found(inOrder(router, member, again, data(30, 1), data(200, 2)))).toEqual([]);
  });
  test('check.igmp-not-forwarded: a router that forwards other groups', () => {
    const others: Sent[] = [
      [20, 1, report('10.1.0.4', '239.2.2.2')],
      [30, 0, datagram(SOURCE, '239.2.2.2', { id: 1 })],
      [30.01, 1, datagram(SOURCE, '239.2.2.2', { id: 1, ttl: 7, link: 9 })],
    ];
    const sent = (ttl: number): Sent[] => [[40, 0, datagram(SOURCE, G, { id: 2, ttl })]];
    expect(found(inOrder(router, member, others, sent(8)))).toEqual(['?not-forwarded']);
    expect(found(inOrder(router, member, others, sent(1)))).toEqual([]);
    // However often it was reported: the router may never have heard of it.
    const again: Sent[] = [65, 125, 185].map((t): Sent => [t, 1, report('10.1.0.4', G)]);
    const late: Sent[] = [[200, 0, datagram(SOURCE, G, { id: 2 })]];
    expect(found(inOrder(router, member, again, others, late))).toEqual(['?not-forwarded']);
    // Nobody has reported the group; nobody is known to stand between.
    expect(found(inOrder(router, others, sent(8)))).toEqual([]);
    expect(found(inOrder(router, member, sent(8)))).toEqual([]);
  });
  test('check.igmp-forwarded-without-members: for more than three queries nobody has reported the group', () => {
    expect(found(inOrder(router, data(290, 2)))).toEqual(['?forwarded-without-members']);
    expect(found(inOrder(router, member, data(290, 2)))).toEqual(['?forwarded-without-members']);
    expect(found(inOrder(router, member, data(240, 2)))).toEqual([]);
    expect(found(inOrder(queries(60), data(90, 2)))).toEqual([]);
  });
});

describe('TTL 0', () => {
  const with0 = datagram(SOURCE, G, { ttl: 0 });
  test('check.igmp-ttl-zero: it stays on its host', () => {
    expect(found([[1, 0, with0]])).toEqual(['+ttl-zero']);
    expect(found([[1, 0, datagram(SOURCE, G, { ttl: 1 })]])).toEqual([]);
  });
  test('check.igmp-ring-too-far: a second after TTL 255 (D18)', () => {
    expect(
      found([
        [1, 0, datagram(SOURCE, G, { ttl: 255, id: 6 })],
        [2, 0, with0],
      ]),
    ).toEqual(['+ring-too-far']);
    expect(
      found([
        [1, 0, datagram(SOURCE, G, { ttl: 255, id: 6 })],
        [9, 0, with0],
      ]),
    ).toEqual(['+ttl-zero']);
  });
});

describe('the table', () => {
  test('codes are unique; uncertain rules are warnings; clauses and decisions agree', () => {
    const rules = Object.values(IGMP_RULES);
    expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
    for (const { clause, decisions, code } of rules) {
      expect(code).toMatch(/^check\.igmp-[a-z-]+$/);
      if (/D18/.test(clause)) expect(decisions).toEqual(['D18']);
    }
  });
});
