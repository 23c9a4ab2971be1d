/**
 * Mistakes in a scenario through the command: exit status 2, nothing on standard output, and for each the file, line and column,
 * the line itself with a caret, and what is possible instead.
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, run } from './run.js';
import { place, STORY } from './stories.js';

const DIR = folder();

/** Name, what is replaced in the story, by what, the text under which the caret stands, and what is said. */
const MISTAKES: readonly (readonly [string, string, string, string, RegExp])[] = [
  ['unknown actor', 'a registers', 'alice registers', 'alice', /"alice".*server, creator(,| and) a/],
  ['near actor', 'creator creates', 'creater creates', 'creater', /nearest: creator/],
  [
    'bad time',
    'at 100ms:',
    'at 100sec:',
    '100sec',
    /no unit of time; a time is a number and us, ms, s, min or h/,
  ],
  [
    'time finer than a microsecond',
    'at 100ms:',
    'at 0.0000001s:',
    '0.0000001s',
    /whole number of microseconds/,
  ],
  [
    'wrong field',
    'a → server SRREQ',
    'a → server SRREQ: {gmp.sesion_id: 1}',
    'gmp.sesion_id',
    /gmp\.session_id/,
  ],
  ['unknown message', 'server → a SRACC', 'server → a SRAC', 'SRAC', /SRACC/],
  ['unknown verb', 'a registers', 'a regsters', 'regsters', /registers/],
  ['contradiction: time runs backwards', 'expect at 110ms', 'expect at 50ms', '50ms', /0\.05s.*0\.1s/],
  ['unknown key', 'network:', 'netwrok:', 'netwrok', /network/],
  ['bad YAML', 'actors: [server', 'actors: [[server', '', /./],
  ['missing purpose', 'purpose: A participant registers in an open session.\n', '', 'clause', /purpose/],
  ['unknown parameter', `"\${delay}"`, `"\${dealy}"`, `\${dealy}`, /nearest: delay/],
  ['unknown policy', 'retry: off', 'retrry: off', '', /retry/],
  ['include that is not there', 'actors: [', 'include: gone.yaml\nactors: [', 'gone.yaml', /cannot be read/],
];

describe('a mistake ends with 2 and shows its place', () => {
  test.each(MISTAKES)('%s', (name, from, to, marked, said) => {
    const file = join(DIR, `${name.replace(/[^a-z]+/gi, '-')}.yaml`);
    expect(STORY).toContain(from);
    const text = STORY.replace(from, to);
    place(DIR, { [file.slice(DIR.length + 1)]: text });
    const { code, out, err } = run(['sim', file]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const [head, shown, caret] = err.split('\n');
    const match = /:(\d+):(\d+): (.*)$/.exec(head);
    expect(match, err).not.toBeNull();
    const [, line, column, message] = match!;
    expect(head.startsWith(`${file}:`)).toBe(true);
    expect(message).toMatch(said);
    // The line is that of the file, and the caret stands under the column that is named.
    const written = text.split('\n')[Number(line) - 1];
    expect(shown).toBe(`${line.padStart(5)} | ${written}`);
    expect(caret).toBe(`      | ${' '.repeat(Number(column) - 1)}^`);
    expect(written.slice(Number(column) - 1).startsWith(marked), `${marked} in: ${err}`).toBe(true);
  });

  test('all mistakes of all files are told, and nothing is run', () => {
    const one = STORY.replace('a registers', 'alice registers').replace('delay: 10ms', 'delay: 10sec');
    place(DIR, {
      'fine.yaml': STORY,
      'one.yaml': one,
      'other.yaml': STORY.replace('retry: off', 'rety: off'),
    });
    const files = ['fine', 'one', 'other'].map((name) => join(DIR, `${name}.yaml`));
    const { code, out, err } = run(['sim', ...files]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/one\.yaml:\d+:\d+: "sec" is no unit/);
    expect(err).toMatch(/one\.yaml:\d+:\d+: .*alice/);
    // Only the machines know the names of policies: these are told with all the others too.
    expect(err).toMatch(/other\.yaml:7:\d+: .*rety/);
  });

  test('an include without end', () => {
    place(DIR, { 'ring.yaml': `include: part.yaml\n${STORY}`, 'part.yaml': 'include: ring.yaml\n' });
    const { code, err } = run(['sim', join(DIR, 'ring.yaml')]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /part\.yaml:1:10: the include has no end: .*ring\.yaml → .*part\.yaml → .*ring\.yaml\n/,
    );
    expect(err).toContain('    1 | include: ring.yaml\n      |          ^\n');
  });

  test('a parameter from outside that the scenario does not have', () => {
    place(DIR, { 'fine.yaml': STORY });
    const { code, err } = run(['sim', join(DIR, 'fine.yaml'), '--set', 'dealy=1ms']);
    expect(code).toBe(2);
    expect(err).toMatch(/fine\.yaml:\d+:\d+: --set: "dealy".*delay/);
  });
});

describe('flags', () => {
  test.each<[readonly string[], string, string, string]>([
    [['--set', 'delay'], '--set delay', '      ^^^^^', 'KEY=VALUE'],
    [['--set', '=1ms'], '--set =1ms', '      ^^^^', 'KEY=VALUE'],
    [['--until', '3x'], '--until 3x', '        ^^', 'a time is a number and us, ms, s, min or h'],
    [['--seed', '-1'], '--seed -1', '       ^^', 'whole number'],
    [['-T', 'xml'], '-T xml', '   ^^^', 'ladder, text, ndjson'],
    [['-w', '-', '-T', 'text'], '-w - -T text', '        ^^^^', 'leave -T out'],
    [['-w', ''], '-w ', '   ^', 'cannot be empty'],
  ])('%j', (flags, line, caret, said) => {
    place(DIR, { 'fine.yaml': STORY });
    const { code, out, err } = run(['sim', join(DIR, 'fine.yaml'), ...flags]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
    expect(err).toContain(`  ${line}\n  ${caret}\n`);
  });
});
