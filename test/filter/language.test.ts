/**
 * The language in small: tokens, precedence, and what the checked program says.
 */
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { createFilter } from '../../src/filter/filter.js';
import { tokenize } from '../../src/filter/lexer.js';
import { readMoment, readSpan } from '../../src/filter/moments.js';
import type { Program } from '../../src/filter/program.js';
import { compileRegex } from '../../src/filter/regex.js';

const registry = createRegistry();
const catalogue = createCatalogue(registry.dissectors);

function programOf(text: string): Program {
  const made = createFilter(registry, catalogue, text);
  if (!made.ok) throw new Error(`${text}: ${made.error.message}`);
  return made.value.program;
}

describe('tokens are the longest that match', () => {
  const kinds = (text: string): string[] => {
    const tokens = tokenize(text);
    if (!tokens.ok) throw new Error(tokens.error.message);
    return tokens.value.map(({ kind, text: value }) => (kind === 'word' ? value : kind));
  };
  test.each([
    ['frame.len-1', ['frame.len-1']],
    ['frame.len -1', ['frame.len', '-', '1']],
    ['10/8', ['10', '/', '8']],
    ['10.0.0.0/8', ['10.0.0.0/8']],
    ['fe80::/10 ::1', ['fe80::/10', '::1']],
    ['01:00:5e', ['01:00:5e']],
    [':61 .ip', ['61', 'ip']],
    ['1..5', ['1', '..', '5']],
    ['a===b!==c', ['a', '===', 'b', '!==', 'c']],
    ['ip.ttl==1and', ['ip.ttl', '==', '1and']],
    ['not(ip)&&!udp', ['not', '(', 'ip', ')', 'and', 'not', 'udp']],
    ['any_eq bitwise_and ~ ~=', ['==', '&', 'matches', '!==']],
    ['ip.addr#[1-2][0]', ['ip.addr', '#[]', '[]']],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });
});

describe('precedence', () => {
  test.each([
    ['ip or udp and arp', 'ip or (udp and arp)'],
    ['not ip and udp', '(not ip) and udp'],
    ['not ip.ttl > 1 and udp', '(not (ip.ttl > 1)) and udp'],
    ['ip or udp or arp', '(ip or udp) or arp'],
    ['ip.len & 1 + 2 == 3', 'ip.len & {1 + 2} == 3'],
    ['ip.len + 1 * 2 == 3', 'ip.len + {1 * 2} == 3'],
    ['ip.len - 1 - 2 == 3', '{ip.len - 1} - 2 == 3'],
    ['ip.ttl < ip.len < frame.len', 'ip.ttl < ip.len and ip.len < frame.len'],
    ['all ip.ttl < ip.len < frame.len', 'all ip.ttl < ip.len and all ip.len < frame.len'],
    ['ip.ttl != 1', 'all ip.ttl !== 1'],
    ['ip.ttl === 1', 'all ip.ttl == 1'],
    ['ip.ttl not in {1}', 'not ip.ttl in {1}'],
    ['', '   '],
  ])('%s is %s', (text, grouped) => {
    expect(programOf(text)).toEqual(programOf(grouped));
  });
});

describe('values are read as the type they are compared with', () => {
  const valueIn = (text: string): unknown => {
    const program = programOf(text);
    return program.kind === 'compare' && program.right.kind === 'constant' ? program.right.value : undefined;
  };
  test.each([
    ['ip.ttl == 0x10', 16],
    ['ip.ttl == 0b101', 5],
    ['ip.ttl == 017', 15],
    ["ip.ttl == '\\x0a'", 10],
    ["ip.ttl == 'a'", 97],
    ['igmp.type == "leave group"', 0x17],
    ['gmp.type == KAREQ', programOf('gmp.type == "KAREQ"')],
    ['gmp.type == kareq', programOf('gmp.type == "KAREQ"')],
    ['ip.flags.df == True', 1],
    ['ip.flags.df == "Not set"', 0],
    ['ip.src == 10.0.0.1', 0x0a000001],
    ['frame.time_delta == 1.5', 1_500_000_000n],
    ['frame.time == "1970-01-01 00:00:01.5Z"', 1_500_000_000n],
    ['frame.protocols == "a\\x41\\u00e9"', 'aAé'],
    ['frame.protocols == r"a\\x41"', 'a\\x41'],
    ['frame[0:2] == 01-0a', Uint8Array.of(1, 10)],
    ['frame[0:2] == 0100', Uint8Array.of(1, 0)],
    ['frame[0] == a', Uint8Array.of(10)],
    ['frame[0] == 0xff', Uint8Array.of(255)],
    ['frame[0:2] == "\\xff\\101"', Uint8Array.of(255, 65)],
    ['eth.src == 0100.5e00.0001', Uint8Array.of(1, 0, 0x5e, 0, 0, 1)],
    [
      'ipv6.src == 2001:db8::ffff:10.0.0.1',
      Uint8Array.of(0x20, 1, 13, 0xb8, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1),
    ],
  ])('%s', (text, value) => {
    if (typeof value === 'object' && 'kind' in value) expect(programOf(text)).toEqual(value);
    else expect(valueIn(text)).toEqual(value);
  });

  test('fields name all that they look at, aliases with their members', () => {
    const made = createFilter(
      registry,
      catalogue,
      'ip.addr == 10.0.0.1 && len(udp) > 8 || frame.len in {1, ip.len}',
    );
    expect(made.ok && made.value.fields).toEqual([
      'ip.addr',
      'ip.src',
      'ip.dst',
      'udp',
      'frame.len',
      'ip.len',
    ]);
  });
});

describe('times', () => {
  test.each([
    ['2011-03-13T07:06:40Z', 1300000000n],
    ['2011-03-13 08:06:40+01:00', 1300000000n],
    ['2011-03-13 08:06:40 +0100', 1300000000n],
    ['2011-03-13 02:06:40-05', 1300000000n],
    ['Mar 13, 2011 07:06:40 UTC', 1300000000n],
    ['1969-12-31 23:59:59Z', -1n],
  ])('%s', (text, seconds) => {
    expect(readMoment(text)).toBe(seconds * 1_000_000_000n);
  });
  test('without a zone they are local', () => {
    expect(readMoment('2011-03-13 07:06:40')).toBe(
      BigInt(new Date(2011, 2, 13, 7, 6, 40).getTime()) * 1_000_000n,
    );
  });
  test.each(['', '2011', '2011-13-01', '2011-03-13 25:00:00', '13 Mar 2011', '2011-03-13 07:06:40 PM'])(
    'none: %s',
    (text) => {
      expect(readMoment(text)).toBeUndefined();
    },
  );
  test('spans have up to nine decimals', () => {
    expect(readSpan('1.000000001')).toBe(1_000_000_001n);
    expect([readSpan('1.0000000001'), readSpan('1.'), readSpan('.5'), readSpan('1e3')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('regular expressions are Perl’s, over octets', () => {
  const found = (pattern: string, text: string): boolean => {
    const made = compileRegex(new TextEncoder().encode(pattern), { from: 0, to: 1 });
    if (!made.ok) throw new Error(made.error.message);
    return made.value.testText(text);
  };
  test.each([
    ['IGMP', 'igmp', true],
    ['(?-i)IGMP', 'igmp', false],
    ['(?-i:I)G', 'Ig', true],
    ['a.c', 'a\nc', false],
    ['(?s)a.c', 'a\nc', true],
    ['^b', 'a\nb', false],
    ['(?m)^b', 'a\nb', true],
    ['a$', 'a\n', true],
    ['a\\z', 'a\n', false],
    ['[[:digit:]]{2}', 'x42', true],
    ['[^[:alpha:]]', 'abc', false],
    ['[]a]', ']', true],
    ['\\d+\\s\\w', '12 a', true],
    ['\\Qa.b\\E', 'axb', false],
    ['(a)(b)\\2', 'abb', true],
    ['(?<x>a)\\k<x>', 'aa', true],
    ['(?P<x>a)(?P=x)', 'ab', false],
    ['a++a', 'aaa', false],
    ['(?>a+)a', 'aaa', false],
    ['(?<!x)a', 'xa', false],
    ['(?x) a b # c', 'ab', true],
    ['a{,2}', 'a{,2}', true],
    ['\\x41\\101', 'aa', true],
    ['é', 'É', false],
    ['^..$', 'é', true],
    ['', 'a', true],
  ])('%s in %j: %s', (pattern, text, expected) => {
    expect(found(pattern, text)).toBe(expected);
  });
  test.each([
    '(',
    ')',
    '[',
    '*a',
    'a**',
    '[z-a]',
    'a{2,1}',
    '\\',
    '\\1',
    '(?R)',
    '(?(1)a)',
    'a\\K',
    '[[:foo:]]',
    '\\x{100}',
    '\\y',
    '(*UTF)a',
  ])('refused: %s', (pattern) => {
    expect(compileRegex(new TextEncoder().encode(pattern), { from: 0, to: 1 }).ok).toBe(false);
  });
});
