/** Statistics over captures in tests. */
import { createCatalogue } from '../../dissectors/catalogue.js';
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { err, ok } from '../../src/base/result.js';
import { makeText, textFrom } from '../../src/base/text.js';
import type { TimeFormat } from '../../src/packet/clock.js';
import { parseStatistic } from '../../src/statistics/parse.js';
import type { Statistic, StatisticContext } from '../../src/statistics/statistic.js';

/** What statistics are made from; the filters are names of protocols, so that nothing here depends on the filter language. */
export function contextOf(registry: Registry, time: TimeFormat = 'r'): StatisticContext {
  return {
    registry,
    catalogue: createCatalogue(registry.dissectors),
    time,
    names: new Map(),
    compileFilter: (text) => {
      const id = registry.lookup.idOf(text.split('.')[0]);
      if (id < 0) return err({ message: `there is no protocol "${text}"`, from: 0, to: text.length });
      return ok({ test: (w: Walk) => w.ids.subarray(0, w.count).includes(id), fields: [text] });
    },
  };
}

/** Makes a statistic that must be possible. */
export function statisticOf(text: string, context: StatisticContext): Statistic {
  const made = parseStatistic(text, context);
  if (!made.ok) throw new Error(`${text}: ${made.error.message}`);
  return made.value;
}

/** What a statistic writes. */
export function reportOf(statistic: Statistic): string {
  const out = makeText();
  statistic.report(out, () => undefined);
  return textFrom(out);
}
