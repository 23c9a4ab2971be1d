/**
 * The help: every row of the key table as it holds now, and every command. Made of the tables, so that nothing is left out.
 */
import type { Place } from '../keys/contract.js';
import type { Keymap } from '../keys/keymap.js';
import { COMMANDS } from './commands.js';

/** A line of the help. */
export interface HelpLine {
  readonly kind: 'title' | 'key' | 'blank';
  readonly keys: string;
  readonly what: string;
}

/** What places are called, in the order of the help. */
const TITLES: Readonly<Record<Place, string>> = {
  everywhere: 'Everywhere',
  packets: 'Packet list',
  tree: 'Details',
  hex: 'Octets',
  ladder: 'Ladder',
  state: 'State',
  timeline: 'Timeline',
  findings: 'Findings',
  scenario: 'Scenario',
  prompt: 'While typing (filter, search, command)',
  filter: 'Filter bar',
  search: 'Search',
  page: 'Help and stream',
  stream: 'Stream',
  columns: 'Columns',
  runs: 'Runs of a scenario file',
};

/** The lines. */
export function helpLines({ rows }: Keymap): readonly HelpLine[] {
  const lines: HelpLine[] = [];
  const title = (what: string): void => {
    if (lines.length > 0) lines.push({ kind: 'blank', keys: '', what: '' });
    lines.push({ kind: 'title', keys: '', what });
  };
  for (const place of Object.keys(TITLES) as Place[]) {
    const there = rows.filter(({ where }) => where === place);
    if (there.length === 0) continue;
    title(TITLES[place]);
    for (const { keys, what } of there) lines.push({ kind: 'key', keys: keys.map(keyText).join('  '), what });
  }
  title('Commands (behind :)');
  lines.push({ kind: 'key', keys: ':123', what: 'go to packet 123' });
  for (const { name, form, what } of COMMANDS)
    lines.push({ kind: 'key', keys: `:${name} ${form}`.trim(), what });
  return lines;
}

/** A key as one reads it: `gg`, `Ctrl-F`, `m<letter>`. */
export function keyText(keys: string): string {
  return keys
    .split(' ')
    .map((key) =>
      key
        .replace(
          /^C-(.+)$/,
          (_, rest: string) => `Ctrl-${rest.length === 1 ? rest.toUpperCase() : named(rest)}`,
        )
        .replace(/^S-(.+)$/, (_, rest: string) => `Shift-${named(rest)}`)
        .replace(
          /^(up|down|left|right|home|end|pageup|pagedown|enter|tab|esc|space|backspace|delete|f\d+)$/,
          named,
        ),
    )
    .join('');
}

function named(key: string): string {
  const names: Readonly<Record<string, string>> = { pageup: 'PageUp', pagedown: 'PageDown' };
  return names[key] ?? key[0].toUpperCase() + key.slice(1);
}
