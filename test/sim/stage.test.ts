/** Mistakes of scenarios that only the machines' own tables can tell, each at its place. */
import { describe, expect, test } from 'vitest';
import { setStage } from '../../src/sim/stage.js';
import { scenarioOf } from '../scenario/read-one.js';

/** The mistakes of a scenario with these lines 3 and so on: "5:3 message". */
function mistakes(lines: string): readonly string[] {
  const text = `purpose: A test.\nclause: 7.2\n${lines}\ntimeline:\n  - at 1s: end\n`;
  const staged = setStage(scenarioOf(text), undefined);
  if (staged.ok) return [];
  return staged.error.map(({ place, message }) => `${place.line}:${place.column} ${message}`);
}

const CAST = 'actors: [server, creator]';

describe('the continuous KA timer needs a timeout longer than the KA period (D9): otherwise no session is ever created', () => {
  const said = (timeout: string, period: string): string =>
    `the continuous KA timer needs a timeout longer than the KA period (D9), but the timeout is ${timeout} and the period ${period}: no session could be created`;

  test.each([
    ['shorter', '{period: 1s, timeout: 300ms}', said('0.3s', '1s')],
    ['as long', '{period: 1s, timeout: 1s}', said('1s', '1s')],
    ['a default period', '{timeout: 9s}', said('9s', '10s')],
    ['a default timeout', '{period: 3s}', said('3s', '3s')],
  ])('%s', (_, session, message) => {
    expect(mistakes(`${CAST}\nsession: ${session}\npolicies: {retry: off, kaTimer: continuous}`)).toEqual([
      `5:24 ${message}`,
    ]);
  });

  test('the defaults of both, from the table and from policies', () => {
    expect(mistakes(`${CAST}\npolicies: {kaTimer: continuous}`)).toEqual([`4:12 ${said('3s', '10s')}`]);
    expect(mistakes(`${CAST}\npolicies: {kaTimer: continuous, timeout: 20, kaPeriod: 20}`)).toEqual([
      `4:12 ${said('2s', '2s')}`,
    ]);
    expect(mistakes(`${CAST}\npolicies: {kaTimer: continuous, timeout: 21, kaPeriod: 20}`)).toEqual([]);
  });

  test('longer, another timer, or nobody who creates: no mistake', () => {
    expect(
      mistakes(`${CAST}\nsession: {period: 1s, timeout: 1.1s}\npolicies: {kaTimer: continuous}`),
    ).toEqual([]);
    expect(mistakes(`${CAST}\nsession: {period: 1s, timeout: 300ms}`)).toEqual([]);
    expect(mistakes(`actors: [{h: {kind: host}}]\npolicies: {kaTimer: continuous}`)).toEqual([]);
  });
});
