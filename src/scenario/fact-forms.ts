/**
 * What may be expected besides messages: facts, timer events, silence. A table; docs/scenarios.md shows it.
 */
import { type Captures, createGrammar, type Form } from './phrase.js';
import type { Expectation, Fact } from './scenario.js';

type TimerEvent = Extract<Expectation, { readonly what: 'timer' }>['event'];

/** What a sentence says, before its window is known. */
export type Said =
  | { readonly what: 'fact'; readonly fact: Fact }
  | { readonly what: 'timer'; readonly event: TimerEvent; readonly timer: string; readonly actor: string }
  | { readonly what: 'nothing' };

/** A form of sentences about what is the case. */
export interface FactForm extends Form {
  readonly make: (captures: Captures) => Said;
}

function fact(pattern: string, example: string, means: string, make: (captures: Captures) => Fact): FactForm {
  return { pattern, example, means, make: (captures) => ({ what: 'fact', fact: make(captures) }) };
}

function timer(words: string, event: TimerEvent, example: string, means: string): FactForm {
  return {
    pattern: `the <timer> timer of <actor> ${words}`,
    example,
    means,
    make: (captures) => ({
      what: 'timer',
      event,
      timer: captures.one('timer')!.toLowerCase(),
      actor: captures.one('actor')!,
    }),
  };
}

const MEMBERS: readonly FactForm[] = [
  fact(
    '<actors> is|are <group>',
    'creator, a and b are active',
    "the server's word: the highest group that they are in (6.1)",
    (captures) => ({ about: 'group', actors: captures.all('actors'), group: captures.one('group')! }),
  ),
  fact(
    '<actors> is|are in no group',
    'c is in no group',
    "the server's word: not even registered",
    (captures) => ({
      about: 'group',
      actors: captures.all('actors'),
      group: 'none',
    }),
  ),
  fact(
    '<actors> thinks|think it|they is|are <state>',
    'a thinks it is left',
    "the client's own state (figure 14)",
    (captures) => ({ about: 'state', actors: captures.all('actors'), state: captures.one('state')! }),
  ),
  fact(
    'the <group> group is <actors>',
    'the active group is creator and b',
    'all that are in the group, and nobody else',
    (captures) => ({ about: 'members', group: captures.one('group')!, actors: captures.all('actors') }),
  ),
  fact('the <group> group is empty', 'the active group is empty', 'nobody is in the group', (captures) => ({
    about: 'members',
    group: captures.one('group')!,
    actors: [],
  })),
];

const SESSION: readonly FactForm[] = [
  fact('the session is <phase>', 'the session is running', 'the phase of the session (7.1)', (captures) => ({
    about: 'phase',
    phase: captures.one('phase')!,
  })),
  fact(
    'the session is not listed',
    'the session is not listed',
    'there is no such session: not created, or removed',
    () => ({ about: 'phase', phase: 'none' }),
  ),
  fact(
    '<actors> holds|hold the key',
    'a and b hold the key',
    'the key that is in force (7.3)',
    (captures) => ({
      about: 'key',
      actors: captures.all('actors'),
      current: true,
    }),
  ),
  fact(
    '<actors> does|do not hold the key',
    'a does not hold the key',
    'no key, or one that is discarded (7.3)',
    (captures) => ({ about: 'key', actors: captures.all('actors'), current: false }),
  ),
];

function presence(words: string, example: string, means: string, present: boolean): FactForm {
  return fact(`<actor> ${words} <address> on <subnet>`, example, means, (captures) => ({
    about: 'presence',
    router: captures.one('actor')!,
    subnet: captures.one('subnet')!,
    group: captures.one('address')!,
    present,
  }));
}

const MULTICAST: readonly FactForm[] = [
  fact(
    '<actors> hears|hear the data',
    'a and b hear the data',
    "who has heard the application's data since the line before: they, and nobody else",
    (captures) => ({ about: 'heard', actors: captures.all('actors') }),
  ),
  fact('nobody hears the data', 'nobody hears the data', 'none of the data came to anybody', () => ({
    about: 'heard',
    actors: [],
  })),
  presence('knows', 'r1 knows 239.1.1.1 on lan', "the router's word: the group has members there", true),
  presence('does not know', 'r1 does not know 239.1.1.1 on lan', "the router's word: nobody is there", false),
  presence('belongs to', 'h1 belongs to 239.1.1.1 on lan', 'the host has joined the group', true),
  presence(
    'does not belong to',
    'h1 does not belong to 239.1.1.1 on lan',
    'the host has not joined it',
    false,
  ),
  fact('<actor> found <server:actor>', 'a found server', 'what a ring search found', (captures) => ({
    about: 'found',
    actor: captures.one('actor')!,
    server: captures.one('server')!,
  })),
  fact('<actor> found nobody', 'a found nobody', 'a ring search that found nobody, so far', (captures) => ({
    about: 'found',
    actor: captures.one('actor')!,
    server: 'nobody',
  })),
];

const TIMERS: readonly FactForm[] = [
  timer('is armed', 'armed', 'the KA timer of a is armed', 'a timer is set'),
  timer('stops', 'stopped', 'the KA timer of a stops', 'a timer is cancelled before it fires'),
  timer('fires', 'fired', 'the KA timer of a fires', 'a timer has run out'),
];

const SILENCE: FactForm = {
  pattern: 'nothing is sent',
  example: 'nothing is sent',
  means: 'no message at all, as an empty list of messages',
  make: () => ({ what: 'nothing' }),
};

/** All forms, in the order in which the documents show them. */
export const FACT_FORMS = [...MEMBERS, ...SESSION, ...MULTICAST, ...TIMERS, SILENCE];

/** The forms, ready for matching. */
export const FACTS = createGrammar(FACT_FORMS);
