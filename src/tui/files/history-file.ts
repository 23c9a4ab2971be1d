/**
 * What was typed in earlier sessions: `$XDG_STATE_HOME/gmpshark/history.json` (else `~/.local/state/…`). A file that cannot
 * be read is no history.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, ownFolder, writeWhole } from './config-file.js';

/** Lines by what they were typed into; the newest last. */
export type History = Readonly<Record<string, readonly string[]>>;

function historyPath(env: Environment): string {
  return join(ownFolder(env, 'XDG_STATE_HOME', '.local/state'), 'history.json');
}

/** The history, as far as there is one. */
export function readHistory(env: Environment): History {
  try {
    const content: unknown = JSON.parse(readFileSync(historyPath(env), 'utf8'));
    if (typeof content !== 'object' || content === null) return {};
    const entries = Object.entries(content).map(([name, lines]: [string, unknown]) => [name, textsOf(lines)]);
    return Object.fromEntries(entries) as History;
  } catch {
    return {};
  }
}

function textsOf(lines: unknown): readonly string[] {
  return Array.isArray(lines) ? lines.filter((line): line is string => typeof line === 'string') : [];
}

/** Keeps the history; gives what went wrong. */
export function writeHistory(env: Environment, history: History): string | undefined {
  return writeWhole(historyPath(env), `${JSON.stringify(history, null, 1)}\n`);
}
