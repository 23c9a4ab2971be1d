/**
 * `io,stat`: frames, octets and values of fields, interval by interval.
 */
import { err, ok } from '../base/result.js';
import type { TimeFormat } from '../packet/clock.js';
import { countFrame, createCellTally, makeCells } from './io-stat-cells.js';
import { parseIoStat } from './io-stat-columns.js';
import { reportCells } from './io-stat-table.js';
import type { StatisticKind } from './statistic.js';

/** The forms of time that an interval can be written in. */
const TIMES: readonly TimeFormat[] = ['r', 'a', 'ad', 'adoy', 'u', 'ud', 'udoy'];

/** The kind. */
export const IO_STAT: StatisticKind = {
  name: 'io,stat',
  usage: ',INTERVAL[,[COUNT|SUM|MIN|MAX|AVG|LOAD(FIELD)]FILTER]…',
  what: 'frames and octets (or values of a field) by intervals of seconds; 0: as a whole',
  make: (args, context) => {
    const asked = parseIoStat(args, context);
    if (!asked.ok) return asked;
    if (!TIMES.includes(context.time)) {
      const message = `intervals cannot be written in the time format "${context.time}"`;
      return err({ message, from: 0, to: args.at, hint: `-t ${TIMES.join(', ')}` });
    }
    const cells = makeCells(asked.value, context);
    const tally = createCellTally(cells);
    return ok({
      fields: asked.value.columns.flatMap(({ filter, field }) =>
        field === undefined ? filter.fields : [...filter.fields, field.name],
      ),
      packet: (w) => countFrame(cells, w),
      ...(tally === undefined ? {} : { tally }),
      report: (out, flush) => reportCells(cells, context.time, out, flush),
    });
  },
};
