/**
 * The subjects of a capture, in columns: whatever is in a state over time. Of members and memberships there may be a hundred
 * thousand; their names are put together when somebody asks.
 */
import { formatIpv4 } from '../../base/address.js';
import { createWords } from '../../base/words.js';
import type { Session } from '../../track/contract.js';
import type { Cast } from './cast.js';
import type { Subject, Subjects } from './contract.js';

/** A subject that is entered. */
export interface Entered {
  readonly kind: Subject['kind'];
  /** -1: none. */
  readonly parent: number;
  readonly actor: number;
  /** Its name; a member is called by its user ID, a membership by its group's address. */
  readonly name: string | number;
}

/** Subjects by key. */
export interface SubjectBook extends Subjects {
  /** The subject of a key; -1: there is none. */
  readonly of: (key: string | number) => number;
  /** Enters one under a key, unless it is there. A parent that is entered by `make` comes before it. */
  readonly enter: (key: string | number, make: (subject: number) => Entered) => number;
  readonly add: (made: Entered) => number;
  /** The user ID of a subject that is a member of a session; 0 where it is none. */
  readonly userOf: (subject: number, session: Pick<Session, 'number'>) => number;
  /** The subject of a user of the session that a subject is; -1 where it has no such member. */
  readonly userIn: (session: number, user: number) => number;
}

/** User IDs are below; a session's key is the one of its user 0. */
export const USERS = 2 ** 16;
const KINDS: readonly Subject['kind'][] = ['session', 'member', 'network', 'membership'];

/** "user 3", or who has no ID yet. */
export function userText(user: number): string {
  return user === 0 ? 'who asks' : `user ${user}`;
}

/** No subjects. */
export function createSubjects({ name: nameOf }: Pick<Cast, 'name'>): SubjectBook {
  const kinds = createWords();
  /** 0: none; else one more. */
  const parents = createWords();
  const actors = createWords();
  const numbers = createWords();
  const names = new Map<number, string>();
  const keys = new Map<string | number, number>();
  /** Keys of sessions and members by subject. */
  const users = new Map<number, number>();
  const add = ({ kind, parent, actor, name }: Entered): number => {
    const subject = kinds.count();
    kinds.set(subject, KINDS.indexOf(kind));
    parents.set(subject, parent + 1);
    actors.set(subject, actor + 1);
    if (typeof name === 'number') numbers.set(subject, name);
    else names.set(subject, name);
    return subject;
  };
  const nameAt = (subject: number, kind: Subject['kind'], actor: number): string => {
    const own = names.get(subject);
    if (own !== undefined) return own;
    if (kind === 'membership') return `${formatIpv4(numbers.get(subject))}: ${nameOf(actor)}`;
    const who = userText(numbers.get(subject));
    return actor < 0 ? who : `${who} (${nameOf(actor)})`;
  };
  return {
    get count() {
      return kinds.count();
    },
    at: (number) => {
      if (number < 0 || number >= kinds.count()) return undefined;
      const kind = KINDS[kinds.get(number)];
      const actor = actors.get(number) - 1;
      return { number, kind, name: nameAt(number, kind, actor), parent: parents.get(number) - 1, actor };
    },
    parentOf: (number) => parents.get(number) - 1,
    of: (key) => keys.get(key) ?? -1,
    enter: (key, make) => {
      const known = keys.get(key);
      if (known !== undefined) return known;
      const made = make(kinds.count());
      const subject = add(made);
      keys.set(key, subject);
      if (typeof key === 'number') users.set(subject, key);
      return subject;
    },
    add,
    userOf: (subject, { number }) => {
      const own = users.get(subject) ?? 0;
      return Math.floor(own / USERS) === number ? own % USERS : 0;
    },
    userIn: (session, user) => {
      const own = users.get(session);
      if (own === undefined || own % USERS !== 0 || user <= 0 || user >= USERS) return -1;
      return keys.get(own + user) ?? -1;
    },
  };
}
