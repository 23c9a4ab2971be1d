/**
 * The list of active members (7.2.2, figure 18), in one part or more.
 */
import { describe, expect, test } from 'vitest';
import type { GmpMessage, ListedUser } from '../../../dissectors/gmp-message.js';
import type { ClientState } from '../../../src/machine/gmp-vocabulary.js';
import { type Bench, bare, mm, participant, rowsOf, told } from './client-harness.js';

describe('the list of active members', () => {
  test('7.2.2, figure 18 — UIREQ, UIRES', () => {
    const self = participant('active');
    expect(bare(self.ask({ ask: 'users' }))).toEqual([
      told.send('MM', { type: 'UIREQ', ...mm() }),
      told.set('retry', 500_000, 'UIREQ'),
    ]);
    expect(bare(self.hear(part(0, 1)))).toEqual([
      told.cancel('retry', 'UIREQ'),
      told.note({ what: 'users', members: [listed(1)] }),
    ]);
    expect(self.view()).toMatchObject({ state: 'active', requests: [] });
    expect(self.client.users).toBe(null);
    expect(bare(self.hear(part(0, 1)))).toEqual([told.ignored('no-request')]);
  });

  test('7.2.2 — nobody is active: an empty list is a list', () => {
    const self = asking();
    expect(bare(self.hear(part(0)))[1]).toEqual(told.note({ what: 'users', members: [] }));
  });

  test('7.2.2 — a long list comes in parts, and is told once', () => {
    const self = asking();
    expect(bare(self.hear(part(2, 1, 2)))).toEqual([told.ignored('part')]);
    expect(bare(self.hear(part(1, 3)))).toEqual([told.ignored('part')]);
    expect(bare(self.hear(part(0, 4, 5)))).toEqual([
      told.cancel('retry', 'UIREQ'),
      told.note({ what: 'users', members: [1, 2, 3, 4, 5].map(listed) }),
    ]);
  });

  test.each([
    ['in order', '2 1 0', 'part part users'],
    ['every part twice', '2 2 1 1 0 0', 'part part part repeat users no-request'],
    ['the first part again, late', '3 2 3 2 1 0', 'part part part part part users'],
    ['an inner part again, late', '3 2 1 2 0', 'part part part repeat users'],
    ['a part is lost', '2 0', 'part incomplete'],
    ['two parts are lost', '3 0', 'part incomplete'],
    ['parts change places', '2 0 1', 'part incomplete incomplete'],
    ['the last two change places', '3 2 0 1', 'part part incomplete incomplete'],
    ['the first part comes late', '1 2 0', 'part part incomplete'],
    [
      'after a gap only the first part begins anew',
      '2 0 1 0 2 1 0',
      'part incomplete incomplete incomplete part part users',
    ],
    ['a longer answer begins anew', '1 2 1 0', 'part part part users'],
  ])('7.2.2 — parts over UDP, %s: %s', (_, parts, expected) => {
    const self = asking();
    const outcome = parts
      .split(' ')
      .map((following) => outcomeOf(self.hear(part(Number(following), 10 - Number(following)))));
    expect(outcome.join(' ')).toBe(expected);
  });

  test.each(['2 1 0', '2 2 1 0', '2 1 1 0', '2 1 2 1 0', '2 0 2 1 0', '1 2 1 0'])(
    '7.2.2 — a complete list has every part once: %s',
    (parts) => {
      const self = asking();
      const effects = parts
        .split(' ')
        .flatMap((following) => self.hear(part(Number(following), 10 - Number(following))));
      const notes = effects.flatMap((effect) => (effect.kind === 'notify' ? [effect.note] : []));
      expect(notes).toEqual([{ what: 'users', members: [8, 9, 10].map(listed) }]);
    },
  );

  test('D17 — the retry asks for the whole list again: late parts of the answer before do not complete it', () => {
    const self = asking();
    self.hear(part(2, 1));
    self.hear(part(1, 2));
    expect(rowsOf(self.at(500_000))).toEqual(['client.retry.again']);
    for (const late of [1, 0]) expect(bare(self.hear(part(late, 3)))).toEqual([told.ignored('incomplete')]);
    self.hear(part(2, 4));
    self.hear(part(1, 5));
    expect(bare(self.hear(part(0, 6)))[1]).toEqual(
      told.note({ what: 'users', members: [4, 5, 6].map(listed) }),
    );
  });

  test('D17 — a retry before any part came', () => {
    const self = asking();
    self.at(500_000);
    expect(self.client.users).toBe(null);
    expect(outcomeOf(self.hear(part(0, 1)))).toBe('users');
  });

  test('D17 — a list that never became complete has failed, and nothing of it is kept', () => {
    const self = asking();
    self.hear(part(1, 1));
    for (const at of [0.5, 1.5, 3.5, 7.5, 15.5]) self.at(at * 1_000_000);
    expect(self.client.users).toBe(null);
    expect(bare(self.hear(part(0, 2)))).toEqual([told.ignored('no-request')]);
    self.ask({ ask: 'users' });
    expect(outcomeOf(self.hear(part(0, 2)))).toBe('users');
  });

  test('D21 — the header of every part that is taken is heeded, of others it is not', () => {
    const self = asking();
    const wrong = { closed: true } as const;
    expect(bare(self.hear({ ...part(1, 1), ...wrong } as GmpMessage))).toEqual([
      told.deviation('gmp.mm.mode', 1, 2),
      told.ignored('part'),
    ]);
    expect(bare(self.hear({ ...part(1, 1), ...wrong, following: 1 } as GmpMessage))[0]).toEqual(
      told.deviation('gmp.mm.mode', 1, 2),
    );
    expect(bare(self.hear({ ...part(0, 2), ...wrong } as GmpMessage)).slice(0, 2)).toEqual([
      told.cancel('retry', 'UIREQ'),
      told.deviation('gmp.mm.mode', 1, 2),
    ]);
    expect(bare(self.hear({ ...part(0, 2), ...wrong } as GmpMessage))).toEqual([told.ignored('no-request')]);
  });

  test('D17 — UIREQ that waits for its answer is not asked twice; under retry=off it is, and the list begins anew', () => {
    const self = asking();
    expect(bare(self.ask({ ask: 'users' }))).toEqual([told.ignored('outstanding')]);
    const off = participant('active', { policies: { retry: 'off' } });
    off.ask({ ask: 'users' });
    off.hear(part(1, 1));
    expect(bare(off.ask({ ask: 'users' }))).toEqual([told.send('MM', { type: 'UIREQ', ...mm() })]);
    expect(outcomeOf(off.hear(part(0, 2)))).toBe('users');
  });

  test('7.2.2 — leaving gives the request up', () => {
    const self = asking();
    self.hear(part(1, 1));
    self.ask({ ask: 'leave', target: 0 });
    expect(self.client.users).toBe(null);
    expect(bare(self.hear(part(0, 2)))).toEqual([told.ignored('no-request')]);
  });

  test.each(['registered', 'enrolling', 'enrolled', 'activating'] as const)(
    'D26 — in %s the list may be asked for with userInfo=registered only',
    (state: ClientState) => {
      expect(bare(participant(state).ask({ ask: 'users' }))).toEqual([told.ignored('wrong-state')]);
      const self = participant(state, { policies: { userInfo: 'registered' } });
      expect(rowsOf(self.ask({ ask: 'users' }))).toEqual(['client.users']);
      expect(outcomeOf(self.hear(part(0, 1)))).toBe('users');
    },
  );

  test('D26 — who has left all groups may not ask, whatever the policy', () => {
    const self = participant('active', { policies: { userInfo: 'registered' } });
    self.ask({ ask: 'leave', target: 1 });
    expect(rowsOf(self.ask({ ask: 'users' }))).toEqual(['client.users']);
    self.ask({ ask: 'leave', target: 2 });
    expect(bare(self.ask({ ask: 'users' }))).toEqual([told.ignored('wrong-state')]);
  });
});

function asking(): Bench {
  const self = participant('active');
  self.ask({ ask: 'users' });
  return self;
}

function listed(user: number): ListedUser {
  return { user, memberType: 1, group: 3 };
}

function part(following: number, ...users: readonly number[]): GmpMessage {
  return { type: 'UIRES', ...mm(), members: users.map(listed), following };
}

function outcomeOf(effects: ReturnType<Bench['hear']>): string {
  const last = effects[effects.length - 1];
  if (last.kind === 'ignored') return last.reason;
  return last.kind === 'notify' ? last.note.what : last.kind;
}
