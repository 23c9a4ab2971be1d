/**
 * `-z`: the statistics of a run, made before anything is read, so that a mistake in them is told at once; and what they write when
 * all is read. As in tshark, the last one asked for is written first.
 */
import { ok } from '../base/result.js';
import { createFilter } from '../filter/filter.js';
import type { Names } from '../packet/names.js';
import { parseStatistic, statisticsHelp } from '../statistics/parse.js';
import type { Statistic, StatisticContext } from '../statistics/statistic.js';
import { type Output, PAGE, printText } from './output.js';
import type { Plan } from './plan.js';
import { fault, type Parsed } from './usage.js';

/** Makes the statistics that were asked for; `names` grows while the capture is read. */
export function makeStatistics(
  texts: readonly string[],
  { registry, catalogue, macros, time }: Plan,
  names: Names,
): Parsed<readonly Statistic[]> {
  const context: StatisticContext = {
    registry,
    catalogue,
    time,
    names,
    compileFilter: (text) => createFilter(registry, catalogue, text, { macros }),
  };
  const statistics: Statistic[] = [];
  for (const text of texts) {
    const made = parseStatistic(text, context);
    if (!made.ok) {
      const { message, from, to, hint } = made.error;
      return fault('-z', text.replace(/[\t\r\n]/g, ' '), message, { from, to, hint });
    }
    statistics.push(made.value);
  }
  return ok(statistics);
}

/** Writes the tables. */
export function reportStatistics(statistics: readonly Statistic[], output: Output): void {
  const { page } = output;
  const flush = (): void => {
    if (page.length > PAGE) output.flush();
  };
  for (const { report } of [...statistics].reverse()) report(page, flush);
}

/** Prints what `-z` can be; gives the exit status. */
export function printStatisticsHelp(): number {
  return printText(statisticsHelp());
}
