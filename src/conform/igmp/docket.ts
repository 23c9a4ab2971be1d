/**
 * What the rules of IGMP share: the options, how a finding is made and graded, what has been reported already. One mistake made
 * again and again is one finding.
 */
import { formatIpv4 } from '../../base/address.js';
import type { Micros } from '../../base/micros.js';
import type { IgmpNetwork } from '../../track/igmp-contract.js';
import type { JudgeOptions, ReportFinding, Rule } from '../contract.js';

/** A finding about to be reported. */
export interface Charge {
  readonly rule: Rule;
  readonly network: IgmpNetwork;
  readonly at: Micros;
  /** Ascending. */
  readonly frames: readonly number[];
  readonly message: string;
  /** What else may explain it; absent: nothing. */
  readonly doubt?: string;
}

/** What the rules share. */
export interface Docket {
  readonly options: JudgeOptions;
  /** By how much two instants may be off: delays and clocks. */
  readonly slack: Micros;
  readonly report: ReportFinding;
  /** Networks with findings: first and last frame, for networks without IGMP too. */
  readonly charged: Map<IgmpNetwork, [first: number, last: number]>;
  readonly known: Set<string>;
  /** When the capture began. */
  start: Micros;
}

/** An empty docket. */
export function createDocket(options: JudgeOptions, report: ReportFinding): Docket {
  const slack = (options.maxDelay + options.tolerance) as Micros;
  return { options, slack, report, charged: new Map(), known: new Set(), start: -1 as Micros };
}

const MOST_KNOWN = 65_536;

/** Whether this is the first time; what was first long ago is forgotten. */
export function isFirst({ known }: Docket, what: string): boolean {
  if (known.has(what)) return false;
  if (known.size >= MOST_KNOWN) {
    let drop = MOST_KNOWN / 8;
    for (const oldest of known) {
      if (drop <= 0) break;
      known.delete(oldest);
      drop -= 1;
    }
  }
  known.add(what);
  return true;
}

/** Reports a finding, graded. */
export function charge(docket: Docket, { rule, network, at, frames, message, doubt: why }: Charge): void {
  const { charged, report } = docket;
  const [first = frames[0], last = 0] = charged.get(network) ?? [];
  charged.set(network, [Math.min(first, frames[0]), Math.max(last, frames[frames.length - 1])]);
  report({
    rule,
    severity: why !== undefined && rule.severity === 'error' ? 'warning' : rule.severity,
    certain: why === undefined,
    ...(why === undefined ? {} : { doubt: why }),
    at,
    frames,
    matter: network.key,
    message,
  });
}

/** "10.0.0.1" for an address; "router 10.0.0.1" or "router 02:00:0a:00:00:01" for a link address on a network. */
export function routerAt({ queriers }: IgmpNetwork, link: number): string {
  for (const querier of queriers.values()) {
    if (querier.link === link) return `Router ${formatIpv4(querier.address)}`;
  }
  const digits = link.toString(16).padStart(12, '0');
  return `Router ${(digits.match(/../g) ?? []).join(':')}`;
}

/** A span as text: "12.345 s". */
export function spanText(span: number): string {
  return `${Number((span / 1_000_000).toFixed(3))} s`;
}
