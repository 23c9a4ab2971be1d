/**
 * The lines of the findings view: verdicts, then findings by severity, or by group. The list is made of what is new only; a
 * line is looked up by its place, and its place by its key, without going through all of them.
 */
import type { Judged } from '../../conform/check.js';
import type { NumberList } from '../store/contract.js';
import type { Findings, Found, Story } from '../story/contract.js';
import { type FindingsChoice, SEVERITIES } from './findings.js';
import type { World } from './model.js';

/** A line. */
export type FindingsLine =
  | { readonly kind: 'verdicts'; readonly key: string; readonly open: boolean }
  | { readonly kind: 'verdict'; readonly key: string; readonly judged: Judged }
  | { readonly kind: 'group'; readonly key: string; readonly open: boolean; readonly group: FindingsGroup }
  | { readonly kind: 'finding'; readonly key: string; readonly index: number };

/** Findings of one kind: their places, ascending. */
export interface FindingsGroup {
  readonly severity: Found['severity'];
  /** '' where the list is not grouped. */
  readonly code: string;
  readonly items: readonly number[];
}

/** The lines. */
export interface FindingsList {
  readonly count: number;
  /** Findings among them, those in folded groups too. */
  readonly findings: number;
  readonly verdicts: readonly Judged[];
  readonly at: (line: number) => FindingsLine | undefined;
  /** The line with a key; of a finding in a folded group the group's; -1 where there is none. */
  readonly lineOf: (key: string) => number;
  readonly groups: readonly FindingsGroup[];
}

/** Verdicts that are unfolded where nobody chose. */
const FEW = 6;

interface Gathered {
  readonly findings: Findings;
  readonly complete: boolean;
  readonly choice: FindingsChoice;
  readonly shown: NumberList;
  readonly shownCount: number;
  seen: number;
  taken: number;
  readonly groups: Map<string, { readonly severity: Found['severity']; code: string; items: number[] }>;
}

const gathered = new WeakMap<Story, Gathered>();

/** The lines that there are now. */
export function findingsList({ story, store }: World, choice: FindingsChoice): FindingsList {
  const { groups, taken } = gather(story, store.shown, choice);
  const verdicts = verdictsOf(story.findings);
  const open = choice.verdictsOpen ?? verdicts.length <= FEW;
  const sorted = [...groups.values()].sort((a, b) => rankOf(a.severity) - rankOf(b.severity));
  const head = verdicts.length === 0 ? 0 : 1 + (open ? verdicts.length : 0);
  const isOpen = (group: FindingsGroup): boolean => !choice.grouped || choice.open.has(keyOf(group));
  const size = (group: FindingsGroup): number =>
    (choice.grouped ? 1 : 0) + (isOpen(group) ? group.items.length : 0);
  return {
    count: sorted.reduce((sum, group) => sum + size(group), head),
    findings: taken,
    verdicts,
    groups: sorted,
    at: (line) => {
      if (line < 0) return undefined;
      if (line < head)
        return line === 0
          ? { kind: 'verdicts', key: 'verdicts', open }
          : { kind: 'verdict', key: `v${verdicts[line - 1].matter.key}`, judged: verdicts[line - 1] };
      let rest = line - head;
      for (const group of sorted) {
        if (rest >= size(group)) {
          rest -= size(group);
          continue;
        }
        if (!choice.grouped) return findingLine(group.items[rest]);
        return rest === 0
          ? { kind: 'group', key: keyOf(group), open: isOpen(group), group }
          : findingLine(group.items[rest - 1]);
      }
      return undefined;
    },
    lineOf: (key) => {
      if (key === 'verdicts') return head > 0 ? 0 : -1;
      if (key.startsWith('v')) {
        const at = open ? verdicts.findIndex(({ matter }) => `v${matter.key}` === key) : -1;
        return at < 0 ? (head > 0 ? 0 : -1) : at + 1;
      }
      const index = key.startsWith('f') ? Number(key.slice(1)) : -1;
      let first = head;
      for (const group of sorted) {
        if (choice.grouped && keyOf(group) === key) return first;
        const at = index < 0 ? -1 : placeIn(group.items, index);
        if (at >= 0) return choice.grouped ? (isOpen(group) ? first + 1 + at : first) : first + at;
        first += size(group);
      }
      return -1;
    },
  };
}

const findingLine = (index: number): FindingsLine => ({ kind: 'finding', key: `f${index}`, index });

/** The key of a group's line. */
export function keyOf({ severity, code }: FindingsGroup): string {
  return `g${severity} ${code}`;
}

function rankOf(severity: Found['severity']): number {
  return SEVERITIES.indexOf(severity);
}

const VERDICTS = ['fail', 'inconclusive', 'pass'];
const sortedVerdicts = new WeakMap<readonly Judged[], readonly Judged[]>();

/** The gravest first. */
function verdictsOf({ verdicts }: Findings): readonly Judged[] {
  if (verdicts === undefined) return [];
  let sorted = sortedVerdicts.get(verdicts);
  if (sorted === undefined) {
    sorted = [...verdicts].sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
    sortedVerdicts.set(verdicts, sorted);
  }
  return sorted;
}

/** Findings that are chosen, by severity or group. What was gathered before is kept while the choice is the same. */
function gather(story: Story, shown: NumberList, choice: FindingsChoice): Gathered {
  const { findings, complete } = story;
  const had = gathered.get(story);
  const now =
    had !== undefined && isSame(had, story, shown, choice)
      ? had
      : {
          findings,
          complete,
          choice,
          shown,
          shownCount: shown.count,
          seen: 0,
          taken: 0,
          groups: new Map(),
        };
  gathered.set(story, now);
  const wanted = choice.text.toLowerCase();
  for (; now.seen < findings.count; now.seen += 1) {
    const found = findings.at(now.seen);
    if (!passes(found, story.findings, choice, wanted, shown)) continue;
    const code = choice.grouped ? found.code : '';
    const key = `${found.severity} ${code}`;
    const group = now.groups.get(key);
    if (group === undefined) now.groups.set(key, { severity: found.severity, code, items: [now.seen] });
    else group.items.push(now.seen);
    now.taken += 1;
  }
  return now;
}

function isSame(had: Gathered, story: Story, shown: NumberList, choice: FindingsChoice): boolean {
  const before = had.choice;
  return (
    had.seen <= story.findings.count &&
    // At the end findings are graded anew.
    had.complete === story.complete &&
    before.grouped === choice.grouped &&
    before.by === choice.by &&
    before.least === choice.least &&
    before.text === choice.text &&
    before.onlyShown === choice.onlyShown &&
    (!choice.onlyShown || (had.shown === shown && had.shownCount === shown.count))
  );
}

function passes(
  found: Found,
  { nameOf }: Findings,
  choice: FindingsChoice,
  wanted: string,
  shown: NumberList,
): boolean {
  if (choice.by !== 'all' && found.by !== choice.by) return false;
  if (rankOf(found.severity) > rankOf(choice.least)) return false;
  if (choice.onlyShown && !isAmong(shown, found)) return false;
  if (wanted === '') return true;
  return [found.code, found.message, found.matter, nameOf(found.matter), found.clause].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

/** Whether a packet that shows a finding is among the shown ones; a finding without any always counts. */
export function isAmong(shown: NumberList, { frames }: Found): boolean {
  return (
    frames.length === 0 ||
    frames.some((number) => {
      const row = shown.rowOf(number);
      return row >= 0 && shown.at(row) === number;
    })
  );
}

/** The place of a number among ascending ones; -1 where it is not there. */
function placeIn(items: readonly number[], wanted: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (items[middle] === wanted) return middle;
    if (items[middle] < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
