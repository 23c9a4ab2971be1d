/**
 * `expert`: the findings of all frames, the same ones together, in a table for each severity.
 */
import type { Dissector, Expert, Severity, Walk } from '../../dissectors/contract.js';
import { FRAME, type Registry } from '../../dissectors/registry.js';
import { ok } from '../base/result.js';
import { putString, type Text } from '../base/text.js';
import { lineText } from '../base/utf8.js';
import type { CleanCache } from '../conform/clean-messages.js';
import { createFits } from '../packet/columns.js';
import { buildTree } from '../packet/tree.js';
import { type FrameFilter, filterAt, type StatisticContext, type StatisticKind } from './statistic.js';

/** The kind. */
export const EXPERT: StatisticKind = {
  name: 'expert',
  usage: '[,error|warn|note|chat|comment][,FILTER]',
  what: 'findings of that severity and above, the same ones together',
  make: ({ text, at }, context) => {
    const lowest = SEVERITY.exec(text);
    const used = lowest?.[0].length ?? 0;
    const filter = filterAt(text.slice(used + 1), at + used + 1, context);
    if (!filter.ok) return filter;
    const least = lowest === null ? 0 : ORDER.indexOf(SHORT[lowest[1].toLowerCase()]);
    const table = makeTable(least);
    const findings = createExpertFinder(context);
    return ok({
      // What the judges of `check` find is counted too.
      fields: [...filter.value.fields, '_ws.expert'],
      packet: (w) => countFrame(table, filter.value, findings, w),
      report: (out, flush) => report(table, out, flush),
    });
  },
};

const SEVERITY = /^,(error|warn|note|chat|comment)(?:s|ing|ings)?(?=,|$)/i;
const SHORT: Readonly<Record<string, Severity>> = {
  error: 'error',
  warn: 'warning',
  note: 'note',
  chat: 'chat',
  comment: 'comment',
};
/** Severities, the least first, and what their tables are called. */
const ORDER: readonly Severity[] = ['comment', 'chat', 'note', 'warning', 'error'];
const TITLES: Readonly<Record<Severity, string>> = {
  error: 'Errors',
  warning: 'Warns',
  note: 'Notes',
  chat: 'Chats',
  comment: 'Comments',
};

/** Most different findings told of one severity: a capture may hold any number of wrong checksums. */
export const MOST_FINDINGS = 65_536;

/** A row: one finding of one protocol. */
interface Row {
  readonly group: Expert['group'];
  readonly protocol: string;
  readonly message: string;
  count: number;
}

/** By severity, protocol and message: the rows, in order of appearance. */
interface Table {
  readonly least: number;
  readonly rows: ReadonlyMap<Severity, Row[]>;
  readonly byText: Map<string, Row>;
  /** By severity: findings beyond those that are told. */
  readonly further: Map<Severity, number>;
}

function makeTable(least: number): Table {
  return {
    least,
    rows: new Map(ORDER.map((severity) => [severity, []])),
    byText: new Map(),
    further: new Map(),
  };
}

function countFrame(table: Table, filter: FrameFilter, findings: Findings, w: Walk): void {
  let wanted: boolean | undefined;
  findings(w, (protocol, expert) => {
    if (ORDER.indexOf(expert.severity) < table.least) return;
    wanted ??= filter.test(w);
    if (wanted) note(table, protocol, expert);
  });
}

function note({ rows, byText, further }: Table, protocol: string, expert: Expert): void {
  const { severity, group, message } = expert;
  const key = `${severity}\n${protocol}\n${message}`;
  const known = byText.get(key);
  if (known !== undefined) {
    known.count += 1;
    return;
  }
  const list = rows.get(severity) ?? [];
  if (list.length >= MOST_FINDINGS) {
    further.set(severity, (further.get(severity) ?? 0) + 1);
    return;
  }
  const row = { group, protocol, message, count: 1 };
  list.push(row);
  byText.set(key, row);
}

/** Calls `each` for every finding of the frame that was walked last, with the protocol's short name. */
export type Findings = (w: Walk, each: (protocol: string, expert: Expert) => void) => void;

/**
 * The findings of dissectors cost no tree. What octets lack is found by building it, for the few frames of which a layer
 * does not fit its table.
 */
export function createExpertFinder({
  registry,
  catalogue,
  clean,
}: Pick<StatisticContext, 'registry' | 'catalogue'> & {
  /** Where the dissectors' findings on messages of GMP depend on those alone (not where `check` adds its own): which were clean. */
  readonly clean?: CleanCache;
}): Findings {
  const fits = createFits(registry);
  const titles = shortTitles(registry);
  const gmp = registry.lookup.idOf('gmp');
  return (w, each) => {
    for (const comment of w.frame.comments) each(titles.get('frame') ?? '', commentExpert(comment));
    if (!isWhole(w, fits)) {
      for (const { name, experts } of buildTree(registry, catalogue, w).layers)
        for (const expert of experts) each(titles.get(name) ?? name, expert);
      return;
    }
    for (let i = 0; i < w.count; i += 1) {
      const isGmp = w.ids[i] === gmp;
      if (isGmp && clean?.known(w, i) === true) continue;
      const { experts, name }: Dissector = registry.dissectors[w.ids[i]];
      const found = experts?.(w, i);
      if (found === undefined) continue;
      if (isGmp && found.length === 0) clean?.learn(w, i);
      for (const expert of found) each(titles.get(name) ?? name, expert);
    }
  };
}

function isWhole(w: Walk, fits: ReturnType<typeof createFits>): boolean {
  for (let i = 0; i < w.count; i += 1) if (!fits(w, i)) return false;
  return true;
}

function shortTitles({ dissectors }: Registry): ReadonlyMap<string, string> {
  return new Map(
    dissectors.map(({ name, title, shortTitle }, id) => [
      name,
      shortTitle ?? (id === FRAME ? title : name.toUpperCase()),
    ]),
  );
}

function commentExpert(message: string): Expert {
  return {
    severity: 'comment',
    group: 'Comment',
    code: 'frame.comment',
    message: lineText(message),
    start: 0,
    end: 0,
    fault: 'capture',
  };
}

function report({ rows, further }: Table, out: Text, flush: () => void): void {
  for (const severity of [...ORDER].reverse()) {
    const list = rows.get(severity) ?? [];
    if (list.length === 0) continue;
    const more = further.get(severity) ?? 0;
    const total = list.reduce((sum, { count }) => sum + count, more);
    putString(out, `\n${TITLES[severity]} (${total})\n=============\n`);
    putString(out, '   Frequency      Group           Protocol  Summary\n');
    for (const { count, group, protocol, message } of list) {
      const head = `${String(count).padStart(12)} ${group.padStart(10)} ${protocol.padStart(18)}`;
      putString(out, `${head}  ${message}\n`);
      flush();
    }
    if (more > 0) putString(out, `${String(more).padStart(12)} ${' '.repeat(29)}  (further findings)\n`);
  }
}
