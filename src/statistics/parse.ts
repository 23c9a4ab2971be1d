/**
 * The text of `-z` as a statistic: the kind by its name, and what that makes of the rest.
 */
import { nearestHint } from '../base/nearest.js';
import { err, type Result } from '../base/result.js';
import { STATISTICS } from './kinds.js';
import type { Statistic, StatisticContext, StatisticError, StatisticKind } from './statistic.js';

/** Reads the text of one `-z`. */
export function parseStatistic(
  text: string,
  context: StatisticContext,
  kinds: readonly StatisticKind[] = STATISTICS,
): Result<Statistic, StatisticError> {
  const kind = kindOf(text, kinds);
  if (kind === undefined) return err(unknown(text, kinds));
  const at = kind.name.length;
  return kind.make({ text: text.slice(at), at }, context);
}

/** The kind whose name the text begins with, and whose arguments (behind a comma) are the rest. */
function kindOf(text: string, kinds: readonly StatisticKind[]): StatisticKind | undefined {
  return kinds.find(({ name }) => text === name || text.startsWith(`${name},`));
}

/** What is marked as unknown is as much as names have: two words, of which the first may be known. */
function unknown(text: string, kinds: readonly StatisticKind[]): StatisticError {
  const names = kinds.map(({ name }) => name);
  const [first, second] = text.split(',');
  const family = names.filter((name) => name.startsWith(`${first},`));
  const known = family.length > 0 && second !== undefined;
  const wanted = known || second !== undefined ? `${first},${second}` : first;
  const hint =
    family.length > 0 && (second === undefined || second === '')
      ? `"${first}" is one of: ${family.join(', ')}`
      : (nearestHint(wanted, names) ?? '"-z help" lists them');
  return {
    message: `there is no statistic "${wanted}"`,
    from: known ? first.length + 1 : 0,
    to: wanted.length,
    hint,
  };
}

/** The list that `-z help` prints: each form, and what it tells. */
export function statisticsHelp(kinds: readonly StatisticKind[] = STATISTICS): string {
  const forms = kinds.map(({ name, usage }) => `${name}${usage}`);
  const width = Math.min(24, Math.max(...forms.map((form) => form.length)));
  const rows = kinds.map(({ what }, i) =>
    forms[i].length > width
      ? `  ${forms[i]}\n${' '.repeat(width + 4)}${what}`
      : `  ${forms[i].padEnd(width)}  ${what}`,
  );
  return `Statistics (-z):\n${rows.join('\n')}\n`;
}
