/**
 * What is found in a capture while it is studied: by the judges of `check`, and by the dissectors, whose findings on single
 * messages are not told twice. Only so many are kept; all are counted.
 */

import { createCatalogue } from '../../../dissectors/catalogue.js';
import type { Expert, Severity, Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import type { Micros } from '../../base/micros.js';
import { createCheck, type Doubt } from '../../conform/check.js';
import { createCleanCache } from '../../conform/clean-messages.js';
import { clauseText, type Finding, MAX_DELAY, TOLERANCE } from '../../conform/contract.js';
import { policiesWith } from '../../machine/policies.js';
import { createExpertFinder } from '../../statistics/expert.js';
import type { Findings, Found } from './contract.js';
import { createFoundRows } from './found-rows.js';
import type { Roster } from './roster.js';

/** Findings under way. */
export interface FindingBook {
  readonly findings: Findings;
  /** Takes the packet that was just walked. */
  readonly see: (w: Walk, at: Micros) => void;
  readonly doubt: (doubt: Doubt) => void;
  /** The end of the capture: verdicts. */
  readonly finish: () => void;
}

/** Most findings that are kept of `check`, and of dissectors: neither crowds out the other. */
export const MOST_FOUND = { check: 65_536, dissector: 32_768 };

/** Nothing found yet. */
export function createFindings(
  registry: Registry,
  losses: Doubt | undefined,
  roster: Roster,
  most = MOST_FOUND,
): FindingBook {
  /** By `check`; by dissectors; and in which order: those of dissectors are below 0. */
  const ofCheck: Found[] = [];
  const ofDissectors = createFoundRows();
  const order: number[] = [];
  const { totals, isKept, isCut } = createRoom(most);
  let verdicts: Findings['verdicts'];
  /** Codes that `check` has told of at this packet. */
  const told = new Set<string>();
  const judge = { policies: policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE, lossy: false };
  const check = createCheck(registry, judge, (finding) => {
    told.add(finding.rule.code);
    if (!isKept('check', finding.severity)) return;
    order.push(ofCheck.push(foundByCheck(finding, roster)) - 1);
  });
  if (losses !== undefined) check.doubt(losses);
  const experts = createExpertFinder({
    registry,
    catalogue: createCatalogue(registry.dissectors),
    clean: createCleanCache(),
  });
  let now = 0 as Micros;
  let frame = 0;
  const take = (_: string, expert: Expert): void => {
    const severity = severityOf(expert.severity);
    if (severity === undefined || told.has(expert.code)) return;
    if (!isKept('dissector', severity)) return;
    const { code, clause = '', message } = expert;
    order.push(~ofDissectors.count());
    ofDissectors.add({ severity, code, clause, message, frame, at: now });
  };
  return {
    findings: {
      get count() {
        return order.length;
      },
      at: (i) => (order[i] < 0 ? ofDissectors.at(~order[i]) : ofCheck[order[i]]),
      totals,
      get cut() {
        return isCut();
      },
      nameOf: (matter) => roster.subjects.at(roster.matter(matter))?.name ?? matter,
      get verdicts() {
        return verdicts;
      },
    },
    see: (w, at) => {
      if (told.size > 0) told.clear();
      check.see(w);
      now = at;
      frame = w.frame.number;
      experts(w, take);
    },
    doubt: check.doubt,
    finish: () => {
      check.finish();
      verdicts = check.verdicts();
    },
  };
}

/** Room for so many of `check`, and of dissectors; counts all. */
function createRoom(most: typeof MOST_FOUND) {
  const totals = { error: 0, warning: 0, note: 0, chat: 0 };
  const room = { ...most };
  let cut = false;
  return {
    totals,
    isCut: () => cut,
    /** Counts one; true where there is room for it. */
    isKept: (by: Found['by'], severity: Found['severity']): boolean => {
      totals[severity] += 1;
      if (room[by] === 0) {
        cut = true;
        return false;
      }
      room[by] -= 1;
      return true;
    },
  };
}

/** Comments of a capture are no findings. */
function severityOf(severity: Severity): Found['severity'] | undefined {
  return severity === 'comment' ? undefined : severity;
}

function foundByCheck({ rule, ...finding }: Finding, roster: Roster): Found {
  const { severity, certain, doubt = '', at, frames, matter, message } = finding;
  return {
    severity,
    by: 'check',
    certain,
    code: rule.code,
    clause: clauseText(rule),
    message,
    doubt,
    rule: rule.text,
    frames,
    at,
    matter,
    subject: whomOf(message, roster.matter(matter), roster),
  };
}

/** The one member of the session that a finding's sentence names; the session (the network) where it names none, or several. */
function whomOf(message: string, matter: number, roster: Roster): number {
  const users = new Set<number>();
  for (const [, user] of message.matchAll(NAMED)) users.add(Number(user));
  const [user] = users;
  const member = users.size === 1 && !SEVERAL.test(message) ? roster.userIn(matter, user) : -1;
  return member < 0 ? matter : member;
}

/** As the sentences of the judges name members: "User 2 (10.0.0.3)", "users 2, 3 and 7". */
const NAMED = /\buser (\d+)\b/gi;
const SEVERAL = /\busers \d/i;
