/**
 * What is refused, and how: the message, the place that is underlined, and what was perhaps meant.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { createFilter, type FilterError, type Macros } from '../../src/filter/filter.js';

const registry = createRegistry();
const catalogue = createCatalogue(registry.dissectors);

function faultOf(text: string, macros: Macros = {}): FilterError {
  const made = createFilter(registry, catalogue, text, { macros });
  if (made.ok) throw new Error(`${text} is taken`);
  return made.error;
}

/** Filter, the part that is underlined ('' is the end), what the message says, what the hint says. */
const FAULTS: readonly (readonly [string, string, RegExp, RegExp?])[] = [
  ['igmp.typ == 3', 'igmp.typ', /no field or protocol "igmp\.typ"/, /nearest: igmp\.type/],
  ['ip and igpm', 'igpm', /no field or protocol "igpm"/, /igmp/],
  ['ip.src == 10.0.0.1 && ip.dts == 10.0.0.2', 'ip.dts', /no field/, /ip\.dst/],
  ['udp.port in {1, 2} and gmp.typ == KAREQ', 'gmp.typ', /no field/, /gmp\.type/],
  ['count(ip.adr) > 2', 'ip.adr', /no field/, /ip\.addr/],
  ['ip.adr#1 == 10.0.0.1', 'ip.adr', /no field/, /ip\.addr/],
  ['ip.src == ip.dts', 'ip.dts', /no field/, /ip\.dst/],
  ['ip.tll in {1}', 'ip.tll', /no field/, /ip\.ttl/],
  ['gmp.type == KARQE', 'KARQE', /no value of gmp\.type/, /nearest: KAREQ/],
  ['gmp.type in {KAREQ, "KARESS"}', '"KARESS"', /no value of gmp\.type/, /nearest: KARES/],
  ['igmp.type == Leave', 'Leave', /no name of a value of igmp\.type/, /nearest: Leave Group/],
  ['igmp.type == "Leave"', '"Leave"', /no name of a value of igmp\.type/, /Leave Group/],
  ['ip.ttl == 256', '256', /too big for this field: its most is 255/],
  ['ip.ttl == 1.5', '1.5', /no whole number/],
  ['ip.src == 10.0.0', '10.0.0', /no IPv4 address/],
  ['ip.src == 10.0.0.0/33', '10.0.0.0/33', /prefix is longer/],
  ['ip.src == "10.0.0.1"', '"10.0.0.1"', /a string is no IPv4 address/],
  ['eth.src == 01:02', '01:02', /too few octets/],
  ['frame.time > "yesterday"', '"yesterday"', /no date and time/, /2011-07-04/],
  ['frame contains zz', 'zz', /no sequence of octets/, /01:00:5e/],
  ['frame.len contains 3', 'frame.len', /cannot be searched in/, /string\(frame\.len\)/],
  ['ip.src == udp.port', 'udp.port', /cannot be compared/],
  ['ip.ttl[0] == 1', 'ip.ttl', /no sequence of octets/],
  ['ip.src + 1 == 10.0.0.2', 'ip.src', /\+ cannot be done with ip\.src/],
  ['1 == ip.ttl', '1', /left side of == must be a field/],
  ['(ip.ttl + 1) > 2', '>', /unexpected/, /grouped with \{ \}/],
  ['ip.ttl == (1)', '(', /unexpected/, /grouped with \{ \}/],
  ['ip.ttl = 1', '=', /unexpected/, /==/],
  ['ip AND udp', 'AND', /unexpected/, /small: and/],
  ['ip xor udp', 'xor', /unexpected/, /no xor/],
  ['@ip.src == 01', '@', /unexpected/, /4\.0/],
  ['ip and', '', /unexpected end/],
  ['(ip', '', /unexpected end/],
  ['ip)', ')', /unexpected/],
  ['frame contains "a', '"a', /final quote/],
  ['frame contains "\\q"', '\\q', /not a valid escape/, /raw string/],
  ['frame matches "("', '"("', /closing parenthesis/],
  ['frame matches "(?R)"', '"(?R)"', /not supported/],
  ['frame[1', '[1', /right bracket/],
  ['frame[2-1]', '2-1', /not less/],
  ['frame[0:2,x]', 'x', /not a valid range/, /\[i:j\]/],
  ['ip.addr#x', 'x', /expected a digit/],
  ['lne(ip) == 20', 'lne', /no function "lne"/, /len/],
  ['len() == 20', 'len()', /at least 1/],
  ['len(ip, udp) == 20', 'len(ip, udp)', /only 1/],
  ['string(frame.time) == "a"', 'frame.time', /makes no text/],
  ['upper(ip.src) == "A"', 'ip.src', /takes text/],
  ['ip.ttl in 1', '1', /unexpected/, /in \{1, 3\.\.5\}/],
  ['frame[0] in {1}', 'frame[0]', /only a field/],
  ['"a"', '"a"', /no test/],
  ['upper(frame.protocols)', 'upper(frame.protocols)', /no test/, /must be compared|as in/],
  ['-frame.len == -4294967295', '-4294967295', /too small/],
  ["ip.ttl & 'a'", "'a'", /takes numbers/],
  ['ip.proto + IGMP > 2', 'IGMP', /no whole number/],
  ['ip.src == "10.0.0.1"', '"10.0.0.1"', /string/, /without quotes: 10\.0\.0\.1/],
  ['igmp.type == "17"', '"17"', /no name/, /without quotes: 17/],
  ['ip.dsfield.dscp == CS6', 'CS6', /no name/, /gmpshark fields ip\.dsfield\.dscp/],
];

describe('a filter that is refused', () => {
  test.each(FAULTS.map((row) => [row[0], row] as const))('%s', (text, [, place, message, hint]) => {
    const fault = faultOf(text);
    expect(fault.message).toMatch(message);
    expect(text.slice(fault.from, fault.to)).toBe(place);
    expect(fault.to).toBeGreaterThan(fault.from);
    if (hint !== undefined) expect(fault.hint).toMatch(hint);
  });

  test.each([
    ['!'.repeat(5000)],
    ['('.repeat(5000)],
    ['{'.repeat(5000)],
    [`${'('.repeat(5000)}ip${')'.repeat(5000)}`],
    [`${'max('.repeat(5000)}ip.ttl${')'.repeat(5000)} > 1`],
    [`ip.ttl${' + 1'.repeat(20_000)} > 3`],
    [`ip${'[0:1]'.repeat(12_000)} == 45`],
  ])('is no matter of how deeply it is nested (%#)', (text) => {
    expect(faultOf(text).message).toMatch(/unexpected/);
  });
});

test.each([
  ['or', 'ip.ttl == 1 or '.repeat(20_000)],
  ['and', 'ip.ttl == 1 && '.repeat(20_000)],
  ['brackets', '(ip.ttl == 1) or '.repeat(20_000)],
  ['a chain', `ip.ttl${' < ip.len'.repeat(10_000)} and `],
  ['a set', `ip.ttl in {${'1..2,'.repeat(20_000)}3} and `],
])('a filter may be as long as it likes: %s', (_what, start) => {
  const made = createFilter(registry, catalogue, `${start}ip`);
  expect(made.ok).toBe(true);
});

const PIECES =
  'ip.src|igmp.type|frame|==|!=|and|or|not|in|{|}|(|)|[0:2]|[|]|#1|#|"a"|"|\'a\'|\'|10.0.0.1|1|-1|0x|..|,|+|-|*|&|any|all|contains|matches|len|${|$|\\|é|😀| '.split(
    '|',
  );

test('any text at all is taken or refused, with a place in it', () => {
  const pieces = fc.array(
    fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 3 })),
    {
      maxLength: 14,
    },
  );
  fc.assert(
    fc.property(pieces, fc.constantFrom('', ' '), (list, between) => {
      const text = list.join(between);
      const made = createFilter(registry, catalogue, text, { macros: { len: 'ip.src == $1' } });
      if (made.ok) return;
      const { from, to, message } = made.error;
      expect(message).not.toBe('');
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThan(from);
      expect(to).toBeLessThanOrEqual(text.length + 1);
    }),
    { numRuns: 20_000 },
  );
});

describe('macros', () => {
  const macros: Macros = {
    lan: '$1 == 10.0.0.0/8 or $1 == 192.168.0.0/16',
    both: `\${lan;$1} and $2`,
    one: 'ip',
    round: `\${round}`,
    bad: 'ip.src == zz',
  };
  const programOf = (text: string): unknown => {
    const made = createFilter(registry, catalogue, text, { macros });
    if (!made.ok) throw new Error(made.error.message);
    return made.value.program;
  };

  test('stand for their text, arguments and all, with ; or : before the first', () => {
    const meant = programOf('ip.src == 10.0.0.0/8 or ip.src == 192.168.0.0/16');
    expect(programOf(`\${lan;ip.src}`)).toEqual(meant);
    expect(programOf(`\${lan:ip.src}`)).toEqual(meant);
    expect(programOf(`\${one} and udp`)).toEqual(programOf('ip and udp'));
  });

  test('stand in macros, and take strings with semicolons and braces', () => {
    expect(programOf(`\${both;ip.src;frame contains "a;}"}`)).toEqual(
      programOf('ip.src == 10.0.0.0/8 or ip.src == 192.168.0.0/16 and frame contains "a;}"'),
    );
  });

  test('in a string they are text', () => {
    expect(programOf(`frame contains "\${one}"`)).not.toEqual(programOf('frame contains "ip"'));
  });

  test('that name a field are references: nobody has selected a packet, so they have no value', () => {
    expect(programOf(`ip.src == \${ip.dst}`)).toMatchObject({ right: { kind: 'field', members: [] } });
  });

  test.each<[string, string, RegExp, RegExp | undefined]>([
    [`ip and \${lna;ip.src}`, `\${lna;ip.src}`, /no macro "lna"/, /nearest: lan/],
    [`\${lan} and ip`, `\${lan}`, /needs 1 argument, 0 are given/, undefined],
    [`\${one;a}`, `\${one;a}`, /needs 0 arguments, 1 is given/, undefined],
    [`ip or \${round}`, `\${round}`, /circle/, undefined],
    [`ip or \${bad} or udp`, `\${bad}`, /no IPv4 address/, /with its macros: ip or ip\.src == zz or udp/],
    [`\${one} and igmp.typ`, 'igmp.typ', /no field/, /igmp\.type[\s\S]*with its macros/],
    [`\${one} and`, '', /unexpected end/, undefined],
    [`ip and \${lan`, `\${lan`, /right brace/, undefined],
  ])('refused: %s', (text, place, message, hint) => {
    const fault = faultOf(text, macros);
    expect(fault.message).toMatch(message);
    expect(text.slice(fault.from, fault.to)).toBe(place);
    if (hint !== undefined) expect(fault.hint).toMatch(hint);
  });
});
