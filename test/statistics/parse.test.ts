/** The texts of `-z`: what is refused, where the mark stands, what is suggested. */
import { describe, expect, test } from 'vitest';
import { createRegistry } from '../../dissectors/registry.js';
import { STATISTICS } from '../../src/statistics/kinds.js';
import { parseStatistic, statisticsHelp } from '../../src/statistics/parse.js';
import { contextOf } from './counting.js';

const context = contextOf(createRegistry());

/** The part of the text that is marked, what is said of it, and the hint. */
function refused(text: string, time: 'r' | 'd' = 'r'): readonly [string, string, string | undefined] {
  const made = parseStatistic(text, { ...context, time });
  if (made.ok) throw new Error(`${text} is accepted`);
  const { from, to, message, hint } = made.error;
  return [text.slice(from, to), message, hint];
}

describe('what is no statistic', () => {
  test('an unknown one is marked, and the nearest is suggested', () => {
    expect(refused('oi,phs')).toEqual(['oi,phs', 'there is no statistic "oi,phs"', 'nearest: io,phs']);
    expect(refused('conv,upd,igmp')).toEqual([
      'upd',
      'there is no statistic "conv,upd"',
      expect.stringMatching(/^nearest: conv,udp/),
    ]);
    expect(refused('expertt')[2]).toBe('nearest: expert');
    expect(refused('xyzzy')[2]).toBe('"-z help" lists them');
    expect(refused('')[2]).toBe('"-z help" lists them');
  });

  test('half a name lists what it can be', () => {
    expect(refused('io')).toEqual(['io', 'there is no statistic "io"', '"io" is one of: io,phs, io,stat']);
    expect(refused('conv')[2]).toContain('conv,eth, conv,ip, conv,ipv6, conv,udp, conv,tcp');
  });

  test('a filter is marked where it stands', () => {
    expect(refused('conv,ip,nothing')).toEqual(['nothing', 'there is no protocol "nothing"', undefined]);
    expect(refused('expert,warn, nothing')[0]).toBe('nothing');
    expect(refused('io,stat,1,ip,COUNT(ip.src)nothing')[0]).toBe('nothing');
  });
});

describe('io,stat', () => {
  test.each<[string, string, RegExp]>([
    ['io,stat', 'io,stat', /needs an interval/],
    ['io,stat,x', 'x', /no number/],
    ['io,stat,-1', '-1', /no number/],
    ['io,stat,0.0000001', '0.0000001', /no interval/],
    ['io,stat,1,', ',', /behind the last comma/],
    ['io,stat,1,SUM(ip.len', '(ip.len', /not closed/],
    ['io,stat,1,SUM()ip', 'SUM', /of which field/],
    ['io,stat,1,ip,SUM', 'SUM', /of which field/],
    ['io,stat,1,SUM(ip.lne)ip', 'ip.lne', /no field/],
    ['io,stat,1,SUM(ip.src)ip', 'ip.src', /no numbers/],
    ['io,stat,1,LOAD(ip.len)ip', 'ip.len', /time spans/],
    ['io,stat,1,FRAMES(ip.len)ip', 'ip.len', /of frames/],
  ])('%s', (text, marked, message) => {
    const [part, said] = refused(text);
    expect(part).toBe(marked);
    expect(said).toMatch(message);
  });

  test('a misspelt field has a suggestion', () => {
    expect(refused('io,stat,1,SUM(ip.lne)ip')[2]).toMatch(/^nearest: .*ip\.len/);
  });

  test('a misspelt calculation is told with those that there are, not with the functions of filters', () => {
    expect(refused('io,stat,1,SUMM(ip.len)ip')).toEqual([
      'SUMM',
      'there is no calculation "SUMM"',
      'calculations: FRAMES, BYTES, COUNT, SUM, MIN, MAX, AVG, LOAD',
    ]);
  });

  test('intervals have no form for spans between frames and for epochs (tshark: "invalid -t operand")', () => {
    expect(refused('io,stat,1', 'd')[2]).toBe('-t r, a, ad, adoy, u, ud, udoy');
  });

  test('a comma within brackets, braces or quotes ends no column', () => {
    const seen: string[] = [];
    const made = parseStatistic('io,stat,1,ip.ttl in {1, 2},frame[0,1] == 00,ip contains "a,b",igmp', {
      ...context,
      compileFilter: (text) => {
        seen.push(text);
        return { ok: true, value: { test: () => true, fields: [] } };
      },
    });
    expect(made.ok).toBe(true);
    expect(seen).toEqual(['ip.ttl in {1, 2}', 'frame[0,1] == 00', 'ip contains "a,b"', 'igmp']);
  });
});

test('what a statistic looks at is told, so that it can be derived', () => {
  const made = parseStatistic('io,stat,1,igmp,SUM(ip.len)udp', context);
  expect(made.ok && made.value.fields).toEqual(['igmp', 'udp', 'ip.len']);
});

test('help lists every kind, each once, with its form and what it tells', () => {
  const help = statisticsHelp();
  const names = STATISTICS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, usage, what } of STATISTICS) {
    expect(help).toContain(`  ${name}${usage}`);
    expect(help).toContain(what);
  }
});
