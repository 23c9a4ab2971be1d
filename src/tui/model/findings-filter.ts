/**
 * Display filters for what is selected among the findings: the packets that show it, or those of the session that is judged.
 */
import type { FilterLanguage } from './filter-language.js';
import { type FindingsLine, type FindingsList, keyOf } from './findings-list.js';
import type { World } from './model.js';

/** Most runs of packet numbers that a filter spells out. */
const MOST = 200;

/** The filter; undefined where there is none, or it would be too long. */
export function findingsFilter(world: World, list: FindingsList, line: FindingsLine): string | undefined {
  const { findings } = world.story;
  switch (line.kind) {
    case 'finding': {
      const { by, message, frames } = findings.at(line.index);
      const text = `_ws.expert.message == "${message.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
      // What a dissector says, other packets may have too.
      return by === 'dissector' && isFilter(world.filters, text) ? text : packetsFilter(frames);
    }
    case 'group': {
      const group = list.groups.find((one) => keyOf(one) === line.key);
      const numbers = new Set<number>();
      for (const index of group?.items ?? []) {
        for (const number of findings.at(index).frames) numbers.add(number);
        if (numbers.size > 100_000) return undefined;
      }
      return packetsFilter([...numbers].sort((a, b) => a - b));
    }
    case 'verdict':
      return matterFilter(line.judged.matter.key, world.filters);
    case 'verdicts':
      return undefined;
  }
}

/** "session 1 at 10.0.0.1" as a filter. */
function matterFilter(key: string, filters: FilterLanguage): string | undefined {
  const match = /^session (\d+) at ([\da-fA-F.:]+)/.exec(key);
  if (match === null) return undefined;
  const text = `gmp.session_id == ${match[1]} && ${match[2].includes(':') ? 'ipv6' : 'ip'}.addr == ${match[2]}`;
  return isFilter(filters, text) ? text : undefined;
}

function isFilter(filters: FilterLanguage, text: string): boolean {
  return filters.check(text) === undefined;
}

function packetsFilter(numbers: readonly number[]): string | undefined {
  const runs: string[] = [];
  for (let i = 0; i < numbers.length; i += 1) {
    const first = numbers[i];
    while (numbers[i + 1] === numbers[i] + 1) i += 1;
    runs.push(first === numbers[i] ? String(first) : `${first}..${numbers[i]}`);
    if (runs.length > MOST) return undefined;
  }
  if (runs.length === 0) return undefined;
  return numbers.length === 1 ? `frame.number == ${numbers[0]}` : `frame.number in {${runs.join(', ')}}`;
}
