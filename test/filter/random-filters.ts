/**
 * Filters at random: texts that mostly have meaning, over all fields of a catalogue, with values that packets really have.
 */
import fc from 'fast-check';
import type { Catalogue, Field, FieldKind } from '../../dissectors/catalogue.js';

const NUMBERS = ['0', '1', '2', '5', '8', '0x11', '0b10110', '034', '40', '64', '128', '255'];
const OCTETS = ['00', '01:00:5e', '0x16', 'e0:00', '45', '"\\x00"', 'ff', "'\\x01'", '11:00:ee'];
const ADDRESSES = [
  '224.0.0.1',
  '10.0.0.1',
  '10.0.0.0/8',
  '224.0.0.0/4',
  '192.168.0.0/16',
  '0.0.0.0/0',
  '0.0.0.0',
];
const ADDRESSES6 = ['fe80::/10', 'ff02::1', '::', '2001:db8::/32', 'ff00::/8'];
const ETHERS = ['01:00:5e:00:00:01', 'ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00'];
const TEXTS = ['"eth"', '"igmp"', '"a"', 'eth1', '""', '"Bad"'];
const MOMENTS = ['"2011-03-13 07:06:40Z"', '"1970-01-01T00:00:01Z"', '"Jan  1, 1970 00:00:01.000000007 UTC"'];
const SPANS = ['0', '1', '0.000000001', '1.5', '0.5'];

const WRITTEN: Partial<Readonly<Record<FieldKind, readonly string[]>>> = {
  flag: ['0', '1', 'True', 'FALSE', '2'],
  uint: NUMBERS,
  uint64: NUMBERS,
  text: TEXTS,
  bytes: OCTETS,
  protocol: OCTETS,
  ipv4: ADDRESSES,
  ipv6: ADDRESSES6,
  ether: ETHERS,
  time: MOMENTS,
  duration: SPANS,
};

const RELATIONS = ['==', '!=', '===', '!==', '<', '<=', '>', '>=', 'eq', 'any_ne', 'all_eq'];
const SLICES = ['[0:2]', '[0]', '[-2:]', '[1-3]', '[:4]', '[2:]', '[0,2]', '[-4:2]', '[1:1,0]'];
const LAYERS = ['', '', '', '#1', '#2', '#[-1]', '#[1-2]', '#[2:]'];
const PATTERNS = ['"a"', '"^."', '"\\\\x00"', '"[0-9]+$"', '"IGMP"', 'r"(?-i)e.h"', '"(?s)^.{14}"'];

const pick = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const joined = (...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((list) => list.join(''));

/** Filters over the fields of a catalogue. */
export function filterTexts(catalogue: Catalogue): fc.Arbitrary<string> {
  const groups = new Map<FieldKind, Field[]>();
  for (const field of catalogue.fields) {
    const list = groups.get(field.kind) ?? [];
    list.push(field);
    groups.set(field.kind, list);
  }
  const fieldOf = (kinds: readonly FieldKind[]): fc.Arbitrary<string> =>
    joined(pick(kinds.flatMap((kind) => (groups.get(kind) ?? []).map(({ name }) => name))), pick(LAYERS));
  const kinds = (Object.keys(WRITTEN) as FieldKind[]).filter((kind) => groups.has(kind));
  const quantifier = pick(['', '', '', 'any ', 'all ']);
  const comparisons = kinds.map((kind) =>
    joined(
      quantifier,
      fieldOf([kind]),
      ' ',
      pick(RELATIONS),
      ' ',
      fc.oneof(pick(WRITTEN[kind]!), fieldOf([kind])),
    ),
  );
  const numbers: readonly FieldKind[] = ['uint'];
  const operator = pick([' + ', ' - ', ' * ', ' / ', ' % ', ' & ']);
  const sum = joined(fieldOf(numbers), operator, fc.oneof(pick(NUMBERS), fieldOf(numbers)));
  const nested = joined('{', sum, '}', operator, pick(NUMBERS));
  const sliced = joined(fieldOf(['bytes', 'protocol', 'ether', 'ipv4', 'ipv6', 'text']), pick(SLICES));
  const member = fc.oneof(pick(NUMBERS), joined(pick(NUMBERS), '..', pick(NUMBERS)), fieldOf(numbers));
  const findings = [
    '',
    '.severity >= Warning',
    '.severity == "Error"',
    '.group == Checksum',
    '.message contains "a"',
  ];
  const atom = fc.oneof(
    joined(fieldOf([...groups.keys()])),
    ...comparisons,
    joined(quantifier, fc.oneof(sum, nested), ' ', pick(RELATIONS), ' ', fc.oneof(pick(NUMBERS), sum)),
    sum,
    joined(quantifier, fieldOf(numbers), ' ', pick(RELATIONS), ' -', pick(NUMBERS)),
    joined('-', fieldOf(['uint', 'duration']), ' ', pick(RELATIONS), ' -', pick(['1', '5', '60'])),
    joined(quantifier, sliced, ' ', pick(RELATIONS), ' ', fc.oneof(pick(OCTETS), sliced)),
    sliced,
    joined(sliced, ' & ', pick(['01', 'ff:00', '0f']), pick(['', ' == 01', ' != 00:00'])),
    joined(
      quantifier,
      fc.oneof(fieldOf(['bytes', 'protocol', 'text']), sliced),
      ' contains ',
      fc.oneof(pick(OCTETS), pick(['"a"', '"\\x00"'])),
    ),
    joined(quantifier, fc.oneof(fieldOf(['bytes', 'protocol', 'text']), sliced), ' matches ', pick(PATTERNS)),
    joined(
      quantifier,
      fieldOf(numbers),
      pick([' in {', ' not in {']),
      fc.array(member, { minLength: 1, maxLength: 3 }).map((list) => list.join(', ')),
      '}',
    ),
    joined(fieldOf(['ipv4']), ' in {', pick(ADDRESSES), ', ', pick(ADDRESSES), '}'),
    joined(pick(['len', 'count']), '(', fieldOf(kinds), ') ', pick(RELATIONS), ' ', pick(NUMBERS)),
    joined(
      'string(',
      fieldOf(['uint', 'ipv4', 'ipv6', 'ether']),
      ') ',
      pick(['contains "1"', 'matches "^[0-9a-f]"', '== "1"', '> "2"']),
    ),
    joined(pick(['upper', 'lower']), '(', fieldOf(['text']), ') contains ', pick(['"IGMP"', '"igmp"'])),
    joined(
      pick(['min', 'max']),
      '(',
      fieldOf(['duration']),
      ', ',
      fieldOf(['duration']),
      ') ',
      pick(RELATIONS),
      ' ',
      pick(SPANS),
    ),
    joined('abs(', fc.oneof(sum, fieldOf(['uint'])), ') ', pick(RELATIONS), ' ', pick(NUMBERS)),
    pick(findings).map((rest) => `_ws.expert${rest}`),
    pick(['_ws.malformed', '_ws.short', '_ws.malformed#1']),
  );
  return fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3 },
      { weight: 5, arbitrary: atom },
      { weight: 1, arbitrary: joined('not ', tie('filter')) },
      { weight: 1, arbitrary: joined('(', tie('filter'), pick([' and ', ' || ']), tie('filter'), ')') },
      { weight: 1, arbitrary: joined(tie('filter'), pick([' && ', ' or ']), tie('filter')) },
    ),
  })).filter;
}
