/**
 * Every kind of mistake in a scenario file is told where it stands, with what is possible; all of them, not the first alone.
 */
import { describe, expect, test } from 'vitest';
import { formatScenarioError } from '../../src/scenario/mistakes.js';
import { HEAD, mistakesOf, read } from './read-one.js';

const PARAMETER = (name: string): string => ['$', '{', name, '}'].join('');

/** Mistakes of timelines: the lines from line 5 on, and the beginnings of what is told. */
const TIMELINES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['an unknown actor', ['at 1s: d registers'], ['5:12 "d" is not the name of an actor; there are server']],
  [
    'an unknown actor in a list',
    ['at 1s: [a registers, d registers]'],
    ['5:26 "d" is not the name of an actor'],
  ],
  ['an unknown actor of a message', ['expect: server → d KAREQ'], ['5:22 "d" is not the name of an actor']],
  [
    'an unknown verb',
    ['at 1s: a regsters'],
    ['5:14 "regsters" cannot stand here; nearest: registers; after "a"'],
  ],
  [
    'a sentence cut short',
    ['at 1s: a leaves the'],
    ['5:12 the sentence is not complete; after "the" there may'],
  ],
  ['too much in a sentence', ['at 1s: a registers now'], ['5:24 "now" cannot stand here; after "registers"']],
  ['a bad time', ['at 3: a registers'], ['5:8 "3" is no time; a time is a number and us, ms, s, min or h']],
  ['a bad unit', ['at 3m: a registers'], ['5:8 "m" is no unit of time']],
  [
    'a time between microseconds',
    ['at 1.0000005s: a registers'],
    ['5:8 "1.0000005s" is no whole number of micro'],
  ],
  ['a time of centuries', ['at 900000h: a registers'], ['5:8 "900000h" is too long']],
  ['a line that is no line', ['att 3s: a registers'], ['5:5 "att 3s": nearest: at; a line begins with']],
  ['a missing colon', ['at 4s a registers'], ['5:11 a colon is missing after the time: "at 4s: a …"']],
  ['a time without what happens', ['at 4s:'], ['5:11 what happens at this time is missing']],
  [
    'a bad window',
    ['expect whitin 2s: a is active'],
    ['5:12 after "expect" there may follow: at T, within T'],
  ],
  ['a wrong group', ['expect: a is enroled'], ['5:18 "enroled" cannot stand here; nearest: enrolled;']],
  [
    'a wrong message',
    ['expect: server → a KAREK'],
    ['5:24 "KAREK" cannot stand here; nearest: KAREQ, KARES'],
  ],
  [
    'a wrong field',
    ['expect: {server → a KAREQ: {gmp.sesion_id: 2}}'],
    ['5:33 "gmp.sesion_id" is not a field; nearest: gmp.session_id'],
  ],
  [
    'a wrong field in a sentence',
    ['at 1s: a sends LVREQ with gmp.user=1'],
    ['5:31 "gmp.user" is not a field'],
  ],
  ['fields that are no map', ['expect: {server → a KAREQ: 5}'], ['5:32 fields are a map']],
  ['fields of a fact', ['expect: {a is active: {gmp.user_id: 1}}'], ['5:27 only messages have fields']],
  [
    'what only others can do',
    ['at 1s: a creates'],
    ['5:12 a is a participant; this is for kinds of actors: creator'],
  ],
  ['a group that is none', ['at 1s: a joins 10.0.0.1'], ['5:20 "10.0.0.1" is no group address']],
  ['an address above all groups', ['at 1s: a joins 240.0.0.1'], ['5:20 "240.0.0.1" is no group address']],
  ['an unknown subnet', ['at 1s: a joins 239.1.1.1 on wan'], ['5:33 "wan" is not the name of a subnet']],
  ['never a fact', ['never: a is active'], ['5:12 what never happens is a message']],
  ['always an event', ['expect: always the KA timer of a fires'], ['5:13 "always" goes with facts']],
  ['nothing expected', ['expect:'], ['5:12 what is expected is missing']],
  ['an alias for any', ['expect: *'], ['5:13 a * begins a YAML alias']],
  ['a map in a line', ['at 1s: network: {loss: 1}'], ['5:12 a "key: value" stands within a value']],
];

/** Contradictions: a time that runs backwards, windows without an instant, two lists over one window. */
const CONTRADICTIONS: typeof TIMELINES = [
  [
    'time runs backwards',
    ['at 2s: a registers', 'at 1s: b registers'],
    ['6:8 time runs backwards: 1s stands behind 2s'],
  ],
  [
    'an instant before the line above',
    ['at 2s: a registers', 'expect at 1s: a is active'],
    ['6:15 1s lies before the line that this stands behind, at 2s'],
  ],
  [
    'a window that ends as it begins',
    ['at 2s: a registers', 'expect until 2s: server → a SRACC'],
    ['6:18 the window is empty: it begins at 2s and ends at 2s'],
  ],
  [
    'a range turned round',
    ['expect between 3s and 2s: a is active'],
    ['5:20 the window is empty: it begins at 3s'],
  ],
  [
    'no time between two lines',
    ['at 1s: a registers', 'expect: a is active', 'at 1s: b registers'],
    ['6:5 nothing can happen here: the lines before and behind are both at 1s'],
  ],
  [
    'two lists of messages over one window',
    ['at 1s: a registers', 'expect: a → server SRREQ', 'expect within 1s: server → a SRACC', 'at 3s: end'],
    ['7:23 the messages of this time are listed already, in line 6'],
  ],
  [
    'a message out of its window',
    ['expect until 4s: [at 3s server → a SRACC, at 2s server → a SRACC, at 4s server → b SRACC]'],
    ['5:47 time runs backwards: 2s stands behind 3s', '5:71 4s is not in the window of this list'],
  ],
  [
    'an instant for a list',
    ['expect at 2s: a → server SRREQ'],
    ['5:15 the window of messages begins with the line'],
  ],
  [
    'a window behind the end',
    ['expect until 9s: a is active', 'at 5s: end'],
    ['5:18 the run ends at 5s, before 9s'],
  ],
  [
    'facts that exclude each other at one instant',
    ['expect: [a is registered, b is active, a is enrolled]', 'at 1s: end'],
    ['5:44 "a is enrolled" contradicts "a is registered" in this list'],
  ],
  [
    'two states',
    ['expect at 1s: [a thinks it is left, a and b think they are idle]'],
    ['5:41 "a and b think they are idle" contradicts "a thinks it is left"'],
  ],
  [
    'two phases, one always',
    ['expect within 1s: [always the session is running, the session is ended]'],
    ['5:55 "the session is ended" contradicts "always the session is running"'],
  ],
  ['an actor on both sides', ['at 1s: part a from a'], ['5:24 a stands on both sides']],
  ['one of several on both sides', ['at 1s: "part [a, b] from [p, b]"'], ['5:34 b stands on both sides']],
  [
    'a part of the network that there is not',
    ['at 1s: {network: {los: 1}}'],
    ['5:23 "los" is not the name of a part of the network; nearest: loss; there are delay'],
  ],
  ['a list for a probability', ['at 1s: {network: {loss: [1]}}'], ['5:29 a text is expected here']],
  [
    'a line behind the end',
    ['at 5s: end', 'at 6s: a registers'],
    ['6:5 this stands behind the end of the timeline'],
  ],
];

/** Values that a field can never have, and fields that a message that is sent cannot have. */
const VALUES: typeof TIMELINES = [
  [
    'a text for a number',
    ['expect: {"creator → server SCREQ": {gmp.session_id: abc}}'],
    ['5:57 gmp.session_id is a number from 0 to 65535, not "abc"'],
  ],
  [
    'a number wider than its field, decimal and hex',
    ['expect: {server → a KAREQ: {gmp.session_id: 70000000000, gmp.user_id: [1, 0x10000]}}'],
    ['5:49 gmp.session_id is a number from 0 to 65535', '5:79 gmp.user_id is a number from 0 to 65535'],
  ],
  ['half an address', ['expect: {server → a *: {ip.src: 10.0.0}}'], ['5:37 ip.src is an address such as']],
  ['a TTL', ['expect: {server → a *: {ip.ttl: 256}}'], ['5:37 ip.ttl is a number from 0 to 255']],
  [
    'half an octet of a key',
    ['expect: {server → a KDUPT: {gmp.key: 0a1}}'],
    ['5:42 gmp.key is octets in hex'],
  ],
  [
    'a value in a sentence',
    ['expect: server → a KAREQ with gmp.user_id=x'],
    ['5:47 gmp.user_id is a number from 0 to 65535, not "x"'],
  ],
  [
    'a flag that is neither',
    ['at 1s: a sends SJREQ with gmp.sm.flags.s=maybe'],
    ['5:46 gmp.sm.flags.s is true or false, not "maybe"'],
  ],
  [
    'three bits for a member type',
    ['at 1s: a sends LVREQ with gmp.mm.member_type=99'],
    ['5:50 gmp.mm.member_type is a number from 0 to 7'],
  ],
  [
    'a user in a map',
    ['at 1s: {a sends LVREQ: {gmp.user_id: 70000000000}}'],
    ['5:42 gmp.user_id is a number from 0 to 65535'],
  ],
  [
    'any value, sent',
    ['at 1s: {a sends LVREQ: {gmp.user_id: "*"}}'],
    ['5:42 gmp.user_id is a number from 0 to'],
  ],
  [
    'several values, sent',
    ['at 1s: {a sends LVREQ: {gmp.user_id: [1, 2]}}'],
    ['5:46 gmp.user_id has one value in a message that is sent'],
  ],
  [
    'an SM flag in an MM message',
    ['at 1s: a sends LVREQ with gmp.sm.flags.s=true'],
    ['5:31 LVREQ has no gmp.sm.flags.s; fields of MM messages are gmp.version, gmp.mm.type'],
  ],
  [
    'a field of the network in a message',
    ['at 1s: {a sends SJREQ: {ip.src: 10.0.0.1}}'],
    ['5:29 SJREQ has no ip.src; fields of SM'],
  ],
  [
    'a value of what has parts',
    ['expect: {server → a UIRES: {gmp.member: 1}}'],
    ['5:45 gmp.member has parts and no value of its own'],
  ],
];

/** Mistakes of everything but timelines: lines from line 4 on. */
const SECTIONS: typeof TIMELINES = [
  ['an unknown key', ['sesion: {}'], ['4:1 "sesion" is no key here; nearest: session']],
  ['an unknown key of a section', ['session: {mod: open}'], ['4:11 "mod" is no key here; nearest: mode']],
  [
    'an unknown key of an actor',
    ['hosts: []', 'runs: {x: {actors: {a: {drfit: 1ppm}}}}'],
    ['5:25 "drfit" is no key here'],
  ],
  [
    'an unknown key of a run',
    ['runs: {x: {polcies: {}}}'],
    ['4:12 "polcies" is no key here; nearest: policies'],
  ],
  ['a run that is none', ['runs: {x: 5}'], ['4:11 a run is a map of what differs in it']],
  ['a key twice', ['purpose: Again.'], ['4:1 this key stands twice in one map']],
  ['a section that is no map', ['session: 5'], ['4:10 a map is expected here']],
  ['a timeline that is no list', ['timeline: {at 1s: a registers}'], ['4:11 a timeline is a list']],
  ['a wrong word', ['session: {mode: opne}'], ['4:17 mode is open or closed, not "opne"']],
  [
    'a wrong kind',
    ['runs: {x: {actors: {a: {kind: princpal}}}}'],
    ['4:31 "princpal" is not the name of a kind of actor; nearest: principal'],
  ],
  [
    'a period that cannot be sent',
    ['session: {period: 1.05s}'],
    ['4:19 "1.05s" cannot be sent: KA period and timeout'],
  ],
  ['an unknown member', ['session: {members: [d]}'], ['4:21 "d" is not the name of an actor']],
  ['a member that is none', ['session: {members: [server]}'], ['4:21 members of the list are participants']],
  ['an unknown principal', ['principals: [q]'], ['4:14 "q" is not the name of an actor']],
  [
    'a probability',
    ['network: {loss: 5%}'],
    ['4:17 "5%" is no probability; write 0, 1, or a ratio such as 1/100'],
  ],
  ['a probability above one', ['network: {loss: 3/2}'], ['4:17 "3/2" is no probability']],
  ['a policy with a bad time', ['policies: {retryFirst: 1m}'], ['4:24 "m" is no unit of time']],
  [
    'a number of sessions',
    ['runs: {x: {actors: {server: {sessions: many}}}}'],
    ['4:40 sessions is how many'],
  ],
  [
    'clients that a server names',
    ['runs: {x: {actors: {server: {authorises: [a, z], authorisation: soon}}}}'],
    ['4:42 "z" is not the name of a client', '4:65 "soon" is no time'],
  ],
  ['a reordering', ['network: {reordering: often}'], ['4:23 "often": write how often and by how much']],
  ['a drift', ['runs: {x: {actors: {a: {drift: fast}}}}'], ['4:32 "fast" is no drift']],
  ['a seed', ['seed: x'], ['4:7 a seed is a whole number, not "x"']],
  [
    'a setting of a server elsewhere',
    ['runs: {x: {actors: {a: {sessions: 1}}}}'],
    ['4:25 only a server has the setting'],
  ],
  [
    'an unknown parameter',
    [`seed: ${PARAMETER('sed')}`, 'parameters: {seed: 1}'],
    ['4:7 "sed" is not the name of a parameter; nearest: seed'],
  ],
  [
    'a parameter that no file has',
    [`network: {delay: "${PARAMETER('d')}"}`],
    ['4:19 "d" is not the name of a parameter; there are none'],
  ],
  ['a tab', ['timeline:', '\t- at 1s: end'], ['5:1 a line begins with a tab']],
  ['an open bracket', ['principals: [p'], ['5:1 the [ opened in line 4 is not closed']],
  [
    'an open brace of an inner map',
    ['session: {mode: open', 'seed: 1'],
    ['5:1 the { opened in line 4 is not closed'],
  ],
  [
    'the inner of two open brackets',
    ['subnets: [lan]', 'principals: [p, [p', 'seed: 1'],
    ['6:1 the [ opened in line 5 is not closed'],
  ],
  [
    'a finding that check does not know',
    ['findings: [check.nonsense]'],
    ['4:12 "check.nonsense" is not the name of a finding; there are check.session-id-twice'],
  ],
  [
    'a finding misspelt',
    ['findings: [check.no-kare]'],
    ['4:12 "check.no-kare" is not the name of a finding; nearest: check.no-kares'],
  ],
];

function isTold(lines: string, expected: readonly string[]): void {
  const told = mistakesOf(lines);
  expect(told).toHaveLength(expected.length);
  for (const [i, beginning] of expected.entries()) expect(told[i].slice(0, beginning.length)).toBe(beginning);
}

describe('a mistake is told where it stands', () => {
  test.each([...TIMELINES, ...CONTRADICTIONS, ...VALUES])('%s', (_, lines, expected) => {
    isTold(`${HEAD}timeline:\n${lines.map((line) => `  - ${line}\n`).join('')}`, expected);
  });

  test.each(SECTIONS)('%s', (_, lines, expected) => {
    isTold(`${HEAD}${lines.join('\n')}\n`, expected);
  });

  test.each([
    ['actors: {server: , creator: [a]}', 'details of an actor are a map'],
    ['actors: [server, [a]]', 'an actor is a name, or a map of its name and details'],
  ])('what is of the wrong shape is told with the right one: %s', (line, expected) => {
    const head = 'purpose: x\nclause: 7\n';
    const actors = line.startsWith('actors') ? '' : 'actors: [server, creator]\n';
    const told = mistakesOf(`${head}${actors}${line}\n`).join('\n');
    expect(told).toContain(expected);
    expect(told).not.toContain('Invalid');
  });

  test('facts of a range may each have an instant of its own', () => {
    const lines = '  - expect within 1s: [a is registered, a is enrolled]\n  - at 2s: end\n';
    expect(mistakesOf(`${HEAD}timeline:\n${lines}`)).toEqual([]);
  });

  test('whoever asks a server needs one; IGMP and data need none', () => {
    const head = 'purpose: x\nclause: 7\nactors: [creator, a]\nhosts: [a]\ntimeline:\n';
    expect(mistakesOf(`${head}  - at 1s: a joins 239.1.1.1\n  - at 2s: creator sends data\n`)).toEqual([]);
    const told = '"creator creates" needs a server, and no actor is one; name it among the actors: server';
    expect(mistakesOf(`${head}  - at 1s: creator creates\n  - at 2s: creator enrols\n`)).toEqual([
      `6:12 ${told}`,
    ]);
    expect(mistakesOf(`${head}  - at 1s: a sends LVREQ\n`).join()).toMatch(
      /^6:12 "a sends LVREQ" needs a server/,
    );
  });

  test('a second server', () => {
    expect(mistakesOf('purpose: x\nclause: 7\nactors: {server: {}, s2: {kind: server}}\n')).toEqual([
      '3:22 a scenario has one server, and server is it; s2 is a second one',
    ]);
  });

  test('missing purpose, clause and actors', () => {
    expect(mistakesOf('clause: 7\nactors: [server]\n')).toEqual(['1:1 purpose is missing']);
    expect(mistakesOf('purpose: x\nactors: [server]\n')).toEqual(['1:1 clause is missing']);
    expect(mistakesOf('purpose:\nclause: 7\nactors: [server]\n')).toEqual(['1:9 purpose is empty']);
    expect(mistakesOf('purpose: x\nclause: 7\n')).toEqual(['1:1 actors are missing']);
  });

  test('a file that is no map', () => {
    for (const text of ['', 'hello', '- a', '5', '~'])
      expect(mistakesOf(text)).toEqual([
        '1:1 a scenario is a map, with the keys purpose, clause, actors, timeline …',
      ]);
  });

  test('a parameter set from outside that no file has', () => {
    expect(mistakesOf(`${HEAD}parameters: {delay: 1ms}\n`, { set: { dealy: '2ms' } })).toEqual([
      '4:13 --set: "dealy" is not the name of a parameter; nearest: delay; there are delay',
    ]);
  });

  test('an endless include, direct or in a ring, and a file that is not there', () => {
    const files = {
      'test.yaml': `${HEAD}include: test.yaml\n`,
      'ring.yaml': 'include: ./sub/../test.yaml\n',
    };
    expect(mistakesOf(files['test.yaml'], { files })).toEqual([
      '4:10 the include has no end: test.yaml → test.yaml',
    ]);
    const ring = { ...files, './sub/../test.yaml': `${HEAD}include: ring.yaml\n` };
    const told = read(`${HEAD}include: [ring.yaml, gone.yaml]\n`, { files: ring });
    expect(told.ok ? [] : told.error).toEqual(
      [
        {
          place: { file: 'ring.yaml', line: 1, column: 10 },
          message: 'the include has no end: test.yaml → ring.yaml → test.yaml',
        },
        { place: { file: 'test.yaml', line: 4, column: 22 }, message: 'gone.yaml cannot be read' },
      ].toSorted((a, b) => (a.place.file < b.place.file ? -1 : 1)),
    );
  });

  test('an include in ever new folders ends too', () => {
    const told = read(`${HEAD}include: x/test.yaml\n`, {
      files: { 'x/test.yaml': 'include: x/test.yaml\n' },
    });
    expect(told.ok ? [] : told.error.map(({ message }) => message.slice(0, 24))).toEqual([
      'includes are at most 16 ',
    ]);
  });

  test('a name that sentences need cannot be an actor', () => {
    for (const name of ['at', 'the', 'group', 'nobody', 'session', '9', 'a b'])
      expect(mistakesOf(`purpose: x\nclause: 7\nactors: [server, "${name}"]\n`).join()).toMatch(
        /^3:18 ".*" cannot name an actor/,
      );
  });

  test('all mistakes of a file, in its order', () => {
    const told = mistakesOf(`${HEAD}session: {mode: opne, period: 7}
timeline:
  - at 1s: d registers
  - at 2s: a regsters
  - at 1s: b registers
  - expect: a is enroled
network: {delay: 1m}
foo: bar
`);
    expect(told.map((one) => one.split(' ')[0])).toEqual([
      '4:17',
      '4:31',
      '6:12',
      '7:14',
      '8:8',
      '9:18',
      '10:18',
      '11:1',
    ]);
  });

  test('several runs tell a mistake of the file once', () => {
    expect(mistakesOf(`${HEAD}transport: sctp\nruns: {one: {}, two: {}}\n`)).toEqual([
      '4:12 transport is udp or tcp, not "sctp"',
    ]);
  });

  test('what follows from an unknown parameter is not told as well', () => {
    expect(mistakesOf(`${HEAD}timeline:\n  - "at ${PARAMETER('t')}": a registers\n`)).toEqual([
      '5:9 "t" is not the name of a parameter; there are none',
    ]);
  });
});

describe('places', () => {
  test('what is wrong in the value of a parameter is told where the parameter stands', () => {
    const text = `${HEAD}parameters: {who: "a, nobody-else"}\ntimeline:\n  - at 1s: ${PARAMETER('who')} and d register\n`;
    expect(mistakesOf(text).map((one) => one.slice(0, 22))).toEqual([
      '6:12 "nobody-else" is ',
      '6:23 "d" is not the na',
    ]);
  });

  test('behind an arrow of two characters', () => {
    expect(mistakesOf(`${HEAD}timeline:\n  - expect: server -> d KAREQ\n`)[0]).toMatch(/^5:23 "d"/);
  });

  test('each line that stands before an earlier time is told', () => {
    const told = mistakesOf(
      `${HEAD}timeline:\n  - at 2s: a enrols\n  - at 1s: a enrols\n  - at 1.5s: a enrols\n`,
    );
    expect(told.map((one) => one.split(' ')[0])).toEqual(['6:8', '7:8']);
  });

  test('behind a sign that the YAML parser cannot place, nothing more is told', () => {
    const text = `${HEAD}timeline: [at 1s: ${PARAMETER('x')}, end]\nseed: x\n`;
    expect(mistakesOf(text)).toEqual([
      '4:20 a parameter stands in quotes here, in a list or map on one line',
    ]);
  });

  test('a list that is nested without need', () => {
    expect(mistakesOf(`${HEAD}timeline: ${'['.repeat(30)}${']'.repeat(30)}\n`).join()).toContain(
      'nested too deeply',
    );
  });

  test('keys that objects have by nature are keys like others', () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(mistakesOf(`${HEAD}session: {${name}: 1}\n`).join()).toMatch(/^4:11 ".*" is no key here/);
  });
});

describe('a mistake is shown with its line and a caret', () => {
  function shown(text: string): string {
    const result = read(text);
    return result.ok ? '' : formatScenarioError(result.error[0], text);
  }

  test('under the word', () => {
    expect(shown(`${HEAD}timeline:\n  - at 1s: d registers\n`)).toBe(
      [
        'test.yaml:5:12: "d" is not the name of an actor; there are server, creator, p, a, b',
        '    5 |   - at 1s: d registers',
        '      |            ^',
      ].join('\n'),
    );
  });

  test('behind a parameter the caret stands under what was written', () => {
    const text = `${HEAD}parameters: {who: creator}\ntimeline:\n  - at 1s: ${PARAMETER('who')} and d register\n`;
    expect(shown(text).split('\n')[2].indexOf('^')).toBe(shown(text).split('\n')[1].indexOf('d register'));
  });

  test('control characters do not reach the terminal, and a tab is one column', () => {
    const text = `${HEAD}foo: "\u001b[31m\t"\n`;
    expect(shown(text).split('\n')[1]).toBe('    4 | foo: " [31m "');
  });

  test('of a long line the part around the place', () => {
    const [, line, caret] = shown(
      `${HEAD}timeline: [${'{at 1s: a registers}, '.repeat(50)}{at 2s: d registers}]\n`,
    ).split('\n');
    expect(line.length).toBeLessThan(130);
    expect(line.slice(caret.indexOf('^'))).toBe('d registers}]');
  });

  test('without the text the message alone', () => {
    const place = { file: 'x.yaml', line: 3, column: 4 };
    expect(formatScenarioError({ place, message: 'wrong' }, undefined)).toBe('x.yaml:3:4: wrong');
    expect(formatScenarioError({ place, message: 'wrong' }, 'one line')).toBe('x.yaml:3:4: wrong');
  });
});
