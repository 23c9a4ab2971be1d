/**
 * What may happen on a line `at …`: what actors do, and what goes wrong on the network. A table; docs/scenarios.md shows it.
 */
import type { Captures, Form } from './phrase.js';
import { createGrammar } from './phrase.js';
import type { Action, Actor, Fault, Setting } from './scenario.js';
import { CLIENT_KINDS, GROUP_WORDS, HOST_KINDS } from './vocabulary.js';

/** What a sentence says, before actors and places are put in. */
export type Doing =
  | { readonly kind: 'actions'; readonly actions: readonly Action[] }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'end' };

/** A form of sentences about what happens. */
export interface ActionForm extends Form {
  /** Kinds of actors that can do it; undefined: nobody does it. */
  readonly by?: readonly Actor['kind'][];
  /** `fields`: what `with` says, checked already. */
  readonly make: (captures: Captures, fields: readonly Setting[]) => Doing;
}

function does(...actions: readonly Action[]): Doing {
  return { kind: 'actions', actions };
}

function asks(
  verb: 'create' | 'register' | 'enrol' | 'activate' | 'ask-users' | 'terminate' | 'delete',
  pattern: string,
  example: string,
  means: string,
): ActionForm {
  const by: readonly Actor['kind'][] = verb === 'create' || verb === 'delete' ? ['creator'] : CLIENT_KINDS;
  return { pattern: `<who:actors> ${pattern}`, example, means, by, make: () => does({ verb }) };
}

function targetOf(group: string | undefined): 0 | 1 | 2 {
  if (group === GROUP_WORDS[0]) return 2;
  return group === GROUP_WORDS[1] ? 1 : 0;
}

function subnetOf(captures: Captures): { readonly subnet?: string } {
  const subnet = captures.one('subnet');
  return subnet === undefined ? {} : { subnet };
}

const REQUESTS: readonly ActionForm[] = [
  asks('create', 'creates|create', 'creator creates', 'SCREQ, then SCINF (7.1.1)'),
  asks('register', 'registers|register', 'a and b register', 'SRREQ (7.1.3)'),
  asks('enrol', 'enrols|enrol', 'a enrols', 'SJREQ (7.1.4)'),
  asks('activate', 'activates|activate', 'a activates', 'SAREQ (7.1.5)'),
  asks('ask-users', 'asks|ask who is active', 'a asks who is active', 'UIREQ (7.2.2)'),
  asks('terminate', 'terminates|terminate', 'creator terminates', 'TRREQ (7.2.4)'),
  asks('delete', 'deletes|delete', 'creator deletes', 'SDREQ (8.1 d)'),
  {
    pattern: '<who:actors> leaves|leave [the <group> group]',
    example: 'a leaves the enrolled group',
    means: 'LVREQ; without a group: the active one (7.2.3, D15)',
    by: CLIENT_KINDS,
    make: (captures) => does({ verb: 'leave', target: targetOf(captures.one('group')) }),
  },
  {
    pattern: '<who:actors> deregisters|deregister',
    example: 'a deregisters',
    means: 'LVREQ that leaves the registered group, and so all (D15)',
    by: CLIENT_KINDS,
    make: () => does({ verb: 'leave', target: 2 }),
  },
];

const ANSWERS: readonly ActionForm[] = [
  {
    pattern: '<who:actor> authorises <whom:actors>',
    example: 'server authorises a and b',
    means: "the server's host program lets them register (7.1.3, D24)",
    by: ['server'],
    make: (captures) => does(...captures.all('whom').map((whom) => ({ verb: 'authorise', whom }) as const)),
  },
  {
    pattern: '<who:actor> refuses <whom:actors>',
    example: 'server refuses c',
    means: "the server's host program does not let them register (7.1.3, D24)",
    by: ['server'],
    make: (captures) => does(...captures.all('whom').map((whom) => ({ verb: 'refuse', whom }) as const)),
  },
];

const MISHAPS: readonly ActionForm[] = [
  {
    pattern: '<who:actors> falls|fall silent',
    example: 'p falls silent',
    means: 'sends and hears nothing from now on, without a word',
    by: HOST_KINDS,
    make: () => does({ verb: 'fall-silent' }),
  },
  {
    pattern: '<who:actors> speaks|speak again',
    example: 'p speaks again',
    means: 'goes on after falling silent',
    by: HOST_KINDS,
    make: () => does({ verb: 'speak-again' }),
  },
  {
    pattern: '<who:actors> crashes|crash',
    example: 'a crashes',
    means: 'is gone, and forgets everything',
    by: [...HOST_KINDS, 'router'],
    make: () => does({ verb: 'crash' }),
  },
  {
    pattern: '<who:actors> restarts|restart',
    example: 'a restarts',
    means: 'is there again after a crash, as if new',
    by: [...HOST_KINDS, 'router'],
    make: () => does({ verb: 'restart' }),
  },
];

const MESSAGES: readonly ActionForm[] = [
  {
    pattern: '<who:actors> sends|send <type> [with <fields>]',
    example: 'c sends TRREQ with gmp.session_id=1 and gmp.user_id=2',
    means:
      'a message to the server, whoever has a right to it; fields that are not named are zero, or as in the session',
    by: [...CLIENT_KINDS, 'host'],
    make: (captures, fields) => does({ verb: 'send', type: captures.one('type')!, fields }),
  },
  {
    pattern: '<who:actors> sends|send data [to <address>] [with TTL <ttl:number>]',
    example: 'creator sends data with TTL 4',
    means: "multicast data of the application, to the session's group or the one named",
    by: HOST_KINDS,
    make: (captures) => {
      const group = captures.one('address');
      const ttl = captures.one('ttl');
      const to = group === undefined ? {} : { group };
      return does({ verb: 'send-data', ...to, ...(ttl === undefined ? {} : { ttl: Number(ttl) }) });
    },
  },
  ...(['join', 'quit'] as const).map(
    (verb): ActionForm => ({
      pattern: `<who:actors> ${verb}s|${verb} <address> [on <subnet>] [as process <process:number>]`,
      example: verb === 'join' ? 'h1 joins 239.1.1.1 on lan' : 'h1 quits 239.1.1.1 as process 2',
      means: `a process of the host ${verb}s the group, by IGMP; without a number: process 1`,
      by: HOST_KINDS,
      make: (captures) =>
        does({
          verb,
          group: captures.one('address')!,
          ...subnetOf(captures),
          process: Number(captures.one('process') ?? 1),
        }),
    }),
  ),
  {
    pattern: '<who:actors> searches|search [for] <address>',
    example: 'a searches 239.1.1.1',
    means: 'expanding ring search for whoever serves the group (IGMP text, D18)',
    by: HOST_KINDS,
    make: (captures) => does({ verb: 'search', group: captures.one('address')! }),
  },
  {
    pattern: '<who:actors> serves|serve <address>',
    example: 'server serves 239.1.1.1',
    means: 'answers whoever searches the group',
    by: HOST_KINDS,
    make: (captures) => does({ verb: 'serve', group: captures.one('address')! }),
  },
];

const NETWORK: readonly ActionForm[] = [
  ...(['cut', 'repair'] as const).map(
    (verb): ActionForm => ({
      pattern: `${verb} <actors>`,
      example: verb === 'cut' ? 'cut a' : 'repair a',
      means: verb === 'cut' ? 'their links carry nothing' : 'their links carry again',
      make: (captures) => ({ kind: 'fault', fault: { verb, actors: captures.all('actors') } }),
    }),
  ),
  {
    pattern: 'part <left:actors> from <right:actors>',
    example: 'part a and b from server',
    means: 'nothing passes between the two sides',
    make: (captures) => ({
      kind: 'fault',
      fault: { verb: 'part', left: captures.all('left'), right: captures.all('right') },
    }),
  },
  {
    pattern: 'join again',
    example: 'join again',
    means: 'what was parted is joined',
    make: () => ({ kind: 'fault', fault: { verb: 'join-again' } }),
  },
  { pattern: 'end', example: 'end', means: 'the run is over; the last line', make: () => ({ kind: 'end' }) },
];

/** All forms, in the order in which the documents show them. */
export const ACTION_FORMS = [...REQUESTS, ...ANSWERS, ...MISHAPS, ...MESSAGES, ...NETWORK];

/** The forms, ready for matching. */
export const ACTIONS = createGrammar(ACTION_FORMS);
