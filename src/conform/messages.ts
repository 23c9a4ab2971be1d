/**
 * What the dissectors say of GMP and IGMP messages by themselves (wrong checksums, reserved bits, octets that are missing),
 * as findings of `check`: one rule for each of their codes. They need no other packet, so they are certain.
 */
import type { Dissector, Expert, Walk } from '../../dissectors/contract.js';
import { GMP_FINDINGS } from '../../dissectors/gmp-findings.js';
import type { Registry } from '../../dissectors/registry.js';
import type { Micros } from '../base/micros.js';
import { makeText, putString, type Text, textFrom } from '../base/text.js';
import { DECISIONS, type DecisionName } from '../machine/policies.js';
import { columnsOf, createFits, putDestination, putSource } from '../packet/columns.js';
import { createCleanCache } from './clean-messages.js';
import type { FindingSeverity, ReportFinding, Rule } from './contract.js';

const IGMP_CLAUSE = 'RFC 1112, appendix I';

const IGMP_RULES: readonly Rule[] = [
  rule('igmp.bad_checksum', 'error', IGMP_CLAUSE, 'the checksum of an IGMP message is wrong'),
  rule('igmp.short', 'error', IGMP_CLAUSE, 'the sender sent fewer octets than the message has'),
];

/**
 * A rule for each code of the dissectors of GMP and IGMP, apart from what the capture is to blame for: that it kept only parts
 * of messages throws doubt on the whole check.
 */
export const MESSAGE_RULES: readonly Rule[] = [
  ...Object.entries(GMP_FINDINGS)
    .filter(([, { fault }]) => fault === 'sender')
    .map(([code, { severity, clause, meaning }]) => rule(code, severityOf(severity), clause, meaning)),
  ...IGMP_RULES,
];

/** Whether a rule is one on single messages, which `dissect` tells of anyway. */
export function isMessageRule({ code }: Rule): boolean {
  return BY_CODE.has(code);
}

const BY_CODE: ReadonlyMap<string, Rule> = new Map(MESSAGE_RULES.map((one) => [one.code, one]));

function rule(code: string, severity: FindingSeverity, clause: string, text: string): Rule {
  const decisions = (Object.keys(DECISIONS) as DecisionName[]).filter((name) =>
    new RegExp(`\\b${name}\\b`).test(clause),
  );
  return { code, severity, role: 'sender', clause, decisions, by: 'presence', text };
}

function severityOf(severity: Expert['severity']): FindingSeverity {
  return severity === 'error' || severity === 'warning' ? severity : 'note';
}

/** Judges messages one by one. */
export interface MessageJudge {
  /** Judges layer `i`, which is of GMP or IGMP; `matter` is asked for only where there is something to say. */
  readonly see: (w: Walk, i: number, at: Micros, matter: (w: Walk, i: number) => string) => void;
}

/** Makes a judge of messages; `onCut` is called where the capture kept only a part of one. */
export function createMessageJudge(
  registry: Registry,
  report: ReportFinding,
  onCut: () => void,
): MessageJudge {
  const { dissectors, lookup } = registry;
  const gmp = lookup.idOf('gmp');
  const fits = createFits(registry);
  const name = createNamer(registry);
  const isClean = createCleanCache();
  const findingsOf = (w: Walk, i: number): readonly Expert[] => {
    const dissector = dissectors[w.ids[i]];
    const judged = dissector.experts?.(w, i) ?? [];
    return dissector.wordsShortfalls === true || fits(w, i) ? judged : [...judged, flaw(dissector, w, i)];
  };
  return {
    see: (w, i, at, matter) => {
      const isGmp = w.ids[i] === gmp;
      if (isGmp && isClean.known(w, i)) return;
      const found = findingsOf(w, i);
      if (found.length === 0) {
        if (isGmp) isClean.learn(w, i);
        return;
      }
      for (const expert of found) {
        if (expert.fault === 'capture') {
          onCut();
          continue;
        }
        const broken = BY_CODE.get(expert.code);
        if (broken === undefined) continue;
        report({
          rule: broken,
          severity: broken.severity,
          certain: true,
          at,
          frames: [w.frame.number],
          matter: matter(w, i),
          message: `${name(w, i)}: ${expert.message}`,
        });
      }
    },
  };
}

/** What a layer lacks, where its dissector has no words of its own for it. */
function flaw({ name }: Dissector, w: Walk, i: number): Expert {
  const cut = w.limits[i] > w.ends[i];
  return {
    severity: cut ? 'note' : 'error',
    group: 'Malformed',
    code: `${name}.${cut ? 'cut' : 'short'}`,
    message: cut ? 'the capture kept only a part of it' : 'it ends before all that it announces',
    start: w.starts[i],
    end: w.ends[i],
    fault: cut ? 'capture' : 'sender',
  };
}

/** "SCREQ of 10.0.0.2 to 10.0.0.1". */
function createNamer(registry: Registry): (w: Walk, i: number) => string {
  const columns = columnsOf(registry);
  const out: Text = makeText(256);
  const types = registry.dissectors.map(({ generated, name, shortTitle }) => ({
    type: generated.find(({ name }) => name === 'gmp.type')?.compute,
    title: `${shortTitle ?? name.toUpperCase()} message`,
  }));
  return (w, i) => {
    const { type, title } = types[w.ids[i]];
    out.length = 0;
    putString(out, `${type?.(w, i) ?? title} of `);
    putSource(columns, w, out);
    putString(out, ' to ');
    putDestination(columns, w, out);
    return textFrom(out);
  };
}
