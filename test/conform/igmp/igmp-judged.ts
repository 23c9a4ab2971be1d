/** Captures judged by the IGMP rules alone, in this process. */
import { createRegistry } from '../../../dissectors/registry.js';
import { micros } from '../../../src/base/micros.js';
import {
  type Finding,
  type JudgeOptions,
  MAX_DELAY,
  type Matter,
  TOLERANCE,
  type Verdict,
  verdictOf,
} from '../../../src/conform/contract.js';
import { createIgmpJudge } from '../../../src/conform/igmp/judge.js';
import { policiesWith } from '../../../src/machine/policies.js';
import { EPOCH } from '../../../src/sim/output-pcapng.js';
import { type Capture, captureTraffic, type Taking, type Traffic, walkCapture } from '../harness.js';

/** What the rules of IGMP say of a capture. */
export interface IgmpJudged {
  readonly findings: readonly Finding[];
  readonly matters: readonly Matter[];
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** Judges a capture; `end`: when it ended, µs since 1970 (default: with its last packet). */
export function judgeIgmp(capture: Capture, options: Partial<JudgeOptions> = {}, end?: number): IgmpJudged {
  const findings: Finding[] = [];
  const registry = createRegistry();
  const whole = { policies: policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE, lossy: false };
  const judge = createIgmpJudge(registry, { ...whole, ...options }, (finding) => {
    findings.push(finding);
  });
  walkCapture(capture, judge.see, registry);
  const last = capture.packets.at(-1);
  judge.finish(micros(end ?? (last === undefined ? 0 : last.sec * 1_000_000 + last.nsec / 1000)));
  const matters = judge.matters();
  const verdicts: Record<string, Verdict> = {};
  for (const { key, doubts } of matters) {
    verdicts[key] = verdictOf(
      findings.filter(({ matter }) => matter === key),
      doubts,
    );
  }
  return { findings, matters, verdicts };
}

/** Judges the traffic of a scenario, to its end. */
export function judgeTraffic(
  traffic: Traffic,
  taking: Taking = {},
  options: Partial<JudgeOptions> = {},
): IgmpJudged {
  const end = EPOCH * 1_000_000 + traffic.until;
  return judgeIgmp(captureTraffic(traffic, taking), { policies: traffic.policies, ...options }, end);
}
