/**
 * What was found in a run, by its own word: expectations that do not hold, and invariants that are broken.
 */
import { lineText } from '../../base/utf8.js';
import { subnetText } from '../../sim/stage-addresses.js';
import type { Findings, Found } from '../story/contract.js';
import type { Telling } from './telling.js';

/** The findings of a run, those of its capture behind them. */
export function findingsOf(telling: Telling, ofCapture?: () => Findings): Findings {
  const own = [...breachesOf(telling), ...outcomesOf(telling)];
  const networks = networkNames(telling);
  const rest = (): Findings | undefined => ofCapture?.();
  return {
    get count() {
      return own.length + (rest()?.count ?? 0);
    },
    at: (i) => (i < own.length ? own[i] : { ...(rest() as Findings).at(i - own.length), subject: -1 }),
    get totals() {
      const { error, warning, note, chat } = rest()?.totals ?? { error: 0, warning: 0, note: 0, chat: 0 };
      return { error: error + own.length, warning, note, chat };
    },
    get cut() {
      return rest()?.cut ?? false;
    },
    nameOf: (matter) => networks.get(matter) ?? rest()?.nameOf(matter) ?? matter,
    get verdicts() {
      return ofCapture === undefined ? [] : rest()?.verdicts;
    },
  };
}

/** "lan, 10.0.0.0/16" for what a capture calls "network 10.0.0.0/16": so it is known from the other views, and from the packets. */
function networkNames({ run }: Telling): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { addresses } of run.cast) {
    for (const { address, subnet } of addresses) {
      const prefix = subnetText(address);
      names.set(`network ${prefix}`, `${subnet}, ${prefix}`);
    }
  }
  return names;
}

/** What all of them have. */
const OWN = { severity: 'error', by: 'check', certain: true, doubt: '', matter: '', subject: -1 } as const;

function breachesOf({ events, places, instant }: Telling): readonly Found[] {
  const found: Found[] = [];
  for (const event of events) {
    if (event.kind !== 'breach') continue;
    found.push({
      ...OWN,
      code: `invariant.${event.invariant}`,
      clause: event.invariant,
      message: `${event.invariant} does not hold: ${lineText(event.text)}`,
      rule: '',
      frames: [Math.max(1, places.packetAt(event.n + 1))],
      at: instant(event.t),
    });
  }
  return found;
}

function outcomesOf(telling: Telling): readonly Found[] {
  return telling.run.outcomes
    .filter(({ ok }) => !ok)
    .map((outcome) => ({
      ...OWN,
      code: 'scenario.expectation',
      clause: telling.run.clause,
      message: `does not hold: ${lineText(outcome.text)}`,
      rule: [`${outcome.file}:${outcome.line}:${outcome.column}`, ...outcome.lines].join('; '),
      frames: [Math.max(1, telling.places.packetAt(telling.places.upTo(outcome.t)))],
      at: telling.instant(outcome.t),
    }));
}
