/**
 * What happened of IGMP at a packet: memberships that came and went, as the journal has them, and queries.
 */
import type { IgmpRecords, QueryRecord } from '../../track/igmp-records.js';
import type { Journal } from '../../track/journal.js';
import type { Happening } from './contract.js';
import type { Roster } from './roster.js';

/** Where it is looked up. */
export interface NetworkHappeningParts {
  readonly journal: Journal;
  readonly records: IgmpRecords;
  readonly roster: Roster;
}

const NOTHING: readonly Happening[] = [];

/** " on 10.0.0.0/16", " on network at interface 1". */
function placeText(name: string): string {
  return ` on ${name.replace(/^network (?=\d)/, '')}`;
}

/** Gives what is told of a packet, with what GMP has to tell of it: first what time did, then what its messages did. */
export function createNetworkHappenings({ journal, records, roster }: NetworkHappeningParts) {
  /** Of one network alone it need not be said which it is. */
  const whereOf = (name: string): string => (records.networks.length > 1 ? placeText(name) : '');
  const memberships = (frame: number): Happening[] => {
    const told: Happening[] = [];
    for (let i = firstShown(journal, frame); i < journal.count(); i += 1) {
      const { subject, to, at, frame: by, why, shown } = journal.at(i);
      if (shown !== frame) break;
      const membership = roster.subjects.at(subject);
      if (membership?.kind !== 'membership') continue;
      const { actor, name, parent } = membership;
      const group = name.slice(0, name.indexOf(':'));
      const where = whereOf(roster.subjects.at(parent)?.name ?? '');
      const text = `${group}${where}: ${to === 1 ? 'absent → present' : 'present → absent'}`;
      told.push({ kind: 'group', actor, subject, text, by: { frame: by, at, why } });
    }
    return told;
  };
  const queries = (frame: number): readonly Happening[] =>
    records.networks.flatMap((record) => {
      const query = queryAt(record.queries, frame);
      if (query?.frame !== frame) return NOTHING;
      const { source, at, number } = query;
      const actor = roster.ofAddress(source);
      const by = { frame, at, why: 'RFC 1112, appendix I' };
      const subject = roster.network(record.network);
      return {
        kind: 'round' as const,
        actor,
        subject,
        text: `query ${number}${whereOf(record.network.key)}`,
        by,
      };
    });
  const whole = (frame: number, ofGmp: readonly Happening[]): readonly Happening[] => {
    const own = [...memberships(frame), ...queries(frame)];
    if (own.length === 0) return ofGmp;
    const byTime = ({ by }: Happening): boolean => by.frame === 0;
    const byMessage = ({ by }: Happening): boolean => by.frame !== 0;
    return [
      ...ofGmp.filter(byTime),
      ...own.filter(byTime),
      ...ofGmp.filter(byMessage),
      ...own.filter(byMessage),
    ];
  };
  // A screen asks many times for the same: what was made of the same is the same.
  const made = new Map<number, { readonly of: readonly Happening[]; readonly told: readonly Happening[] }>();
  let networks = 0;
  return (frame: number, ofGmp: readonly Happening[]): readonly Happening[] => {
    // With a second network the first one is to be named, too.
    if (records.networks.length !== networks) made.clear();
    networks = records.networks.length;
    const known = made.get(frame);
    if (known?.of === ofGmp) return known.told;
    if (made.size >= MOST_MADE) made.clear();
    const told = whole(frame, ofGmp);
    made.set(frame, { of: ofGmp, told });
    return told;
  };
}

/** Packets of which it is kept. */
const MOST_MADE = 512;

/** The first change that shows under a packet, or behind it. Those that show nowhere yet come last. */
function firstShown(journal: Journal, frame: number): number {
  let low = 0;
  let high = journal.count();
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { shown } = journal.at(middle);
    if (shown > 0 && shown < frame) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last query that is not behind a packet. */
export function queryAt(queries: readonly QueryRecord[], frame: number): QueryRecord | undefined {
  let low = 0;
  let high = queries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (queries[middle].frame <= frame) low = middle + 1;
    else high = middle;
  }
  return queries[low - 1];
}
