/**
 * What the study writes down of what it hears: who takes part, what changed, and which packets a ladder does not fold.
 */
import type { Micros } from '../../base/micros.js';
import { ENDED, type Member, type Seen, type Session } from '../../track/contract.js';
import { LEAVE, QUERY } from '../../track/igmp-contract.js';
import type { IgmpRecords } from '../../track/igmp-records.js';
import type { IgmpWatcher } from '../../track/igmp-watch.js';
import type { Journal, JournalEntry } from '../../track/journal.js';
import { KAREQ, KARES } from '../../track/seen.js';
import type { GrowingList } from '../store/number-list.js';
import type { Ear } from './onlooker.js';
import { kindOf, type Roster } from './roster.js';

/** Where it is written down. */
export interface StudentParts {
  readonly roster: Roster;
  readonly journal: Journal;
  readonly notable: GrowingList;
  readonly timed: GrowingList;
  readonly records: IgmpRecords;
}

const QUERIED = 'RFC 1112, appendix I: a general query';
const ENDED_UNSAID = 'D2: no SCINF came';
const ID_GIVEN_AGAIN = '8.2 b: the session ID was given again';

/** Writes down; `finish`: nothing follows, what time did since the last message shows under packet `last` (0: under none). */
export function createStudent({
  roster,
  journal,
  notable,
  timed,
  records,
}: StudentParts): Ear & { readonly finish: (last: number) => void } {
  /** By host: 1 where it was seen as a server, 2 as a client. */
  const roles: number[] = [];
  let stirred = false;
  /** The packet that was come to. */
  let now = 0;
  const meet = (host: number, role: 1 | 2): void => {
    if (((roles[host] ?? 0) & role) !== 0) return;
    roles[host] = (roles[host] ?? 0) | role;
    roster.ofHost(host, role === 1 ? 'server' : 'client');
  };
  const { add, shows } = writeDown({ journal, timed });
  const phased = (session: Session, from: number, at: Micros, frame: number, why: string): void => {
    add({ subject: roster.enterSession(session), from, to: session.phase, at, frame, why });
  };
  return {
    gmp: {
      born: (session) => {
        const why = session.fromBirth ? '7.1.1, figure 4; 8.2 b' : 'first seen';
        phased(session, session.phase, session.bornAt, session.bornFrame, why);
      },
      phased,
      moved: (member, from, at, frame, why) => {
        add({ subject: roster.enterMember(member), from, to: member.group, at, frame, why });
      },
      forgotten: (session, at) => {
        if (session.phase === ENDED) return;
        const wasDue = at > session.bornAt && session.fromBirth;
        const why = wasDue ? ENDED_UNSAID : ID_GIVEN_AGAIN;
        const subject = roster.enterSession(session);
        add({ subject, from: session.phase, to: ENDED, at, frame: 0, why });
      },
      after: (seen, session, member) => {
        meet(seen.server, 1);
        meet(seen.client, 2);
        if (member !== undefined && member.user !== 0 && session !== undefined) roster.enterMember(member);
        if (!isKeepalive(seen, member)) stirred = true;
      },
    },
    igmp: hearNetworks({ roster, add, records }, () => now),
    comes: (frame) => {
      now = frame;
    },
    heard: (seen) => {
      const { network, source, destination, kind } = seen;
      records.heard(seen);
      roster.enterNetwork(network);
      if (source !== 0) roster.ofAddress(source, kind === QUERY ? 'router' : 'host');
      roster.ofAddress(destination, kindOf(destination));
      if (kind === LEAVE) stirred = true;
    },
    begin: (frame) => {
      stirred = journal.settle(frame);
    },
    end: (frame) => {
      if (journal.settle(frame)) stirred = true;
      if (stirred) notable.add(frame);
      shows(frame);
    },
    finish: (last) => void journal.settle(last),
  };
}

/** Into the journal; `shows`: what was written since the last packet shows under this one, what time did among it. */
function writeDown({ journal, timed }: Pick<StudentParts, 'journal' | 'timed'>) {
  let byTime = false;
  return {
    add: (entry: Omit<JournalEntry, 'shown'>): void => {
      if (entry.frame === 0) byTime = true;
      journal.add(entry);
    },
    shows: (frame: number): void => {
      if (byTime) timed.add(frame);
      byTime = false;
    },
  };
}

/** Memberships that come and go; `now`: the packet under which that shows. */
function hearNetworks(
  { roster, add, records }: Pick<StudentParts, 'roster' | 'records'> & Pick<Journal, 'add'>,
  now: () => number,
): IgmpWatcher {
  return {
    queried: (seen) => {
      const { network, at, frame } = seen;
      records.queried(seen);
      if (network.queries > 1) return;
      add({ subject: roster.enterNetwork(network), from: 0, to: 1, at, frame, why: QUERIED });
    },
    present: (of, at, frame, why) => {
      const subject = roster.enterMembership(of);
      records.present(of, frame, subject);
      add({ subject, from: 0, to: 1, at, frame, why });
    },
    reported: records.reported,
    absent: (of, at, frame, why) => {
      if (now() > 0) records.absent(of, now(), frame > 0);
      add({ subject: roster.enterMembership(of), from: 1, to: 0, at, frame, why });
    },
  };
}

/** KAREQ of a round, KARES of a member. */
function isKeepalive({ type, frame }: Seen, member: Member | undefined): boolean {
  if (type === KARES) return member !== undefined;
  return type === KAREQ && member?.roundFrame === frame;
}
