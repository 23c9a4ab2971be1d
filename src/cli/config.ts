/**
 * The user's configuration: `$XDG_CONFIG_HOME/gmpshark/config.yaml` (else `~/.config/gmpshark/config.yaml`). There need not
 * be one. What is wrong in it is told with file, line and column.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { err, ok, type Result } from '../base/result.js';
import type { Macros } from '../filter/filter.js';
import type { Environment } from './locale.js';

/** What the file may hold. */
const configShape = z.strictObject({
  macros: z
    .record(
      z.string().regex(/^[A-Za-z_]\w*$/, 'a name is of letters, digits and _'),
      z.string('a macro is a text'),
    )
    .optional(),
});

/** Where the configuration is looked for. */
export function configPath(env: Environment): string {
  const base = env.XDG_CONFIG_HOME;
  const folder = base === undefined || !base.startsWith('/') ? join(env.HOME ?? homedir(), '.config') : base;
  return join(folder, 'gmpshark', 'config.yaml');
}

/** The macros of filters; none where there is no file. An error is ready to be shown. */
export function readMacros(env: Environment): Result<Macros, string> {
  const path = configPath(env);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ok({});
    return err(
      `gmpshark: ${path}: cannot be read: ${cause instanceof Error ? cause.message : String(cause)}\n`,
    );
  }
  return parseConfig(text, path);
}

/** Reads the text of a configuration. */
export function parseConfig(text: string, path: string): Result<Macros, string> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined)
    return err(mistake(path, text, lines, broken.pos[0], broken.message.split('\n')[0]));
  const content: unknown = document.toJS() ?? {};
  const checked = configShape.safeParse(content);
  if (checked.success) return ok(checked.data.macros ?? {});
  const [issue] = checked.error.issues;
  const keys = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  const extra = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const node = document.getIn(keys, true);
  const at = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  const offset = extra === undefined ? at : Math.max(0, text.indexOf(extra, at));
  const message =
    extra === undefined
      ? `${keys.join('.')}: ${reasonOf(issue)}`
      : `there is no key "${extra}"; there is: macros`;
  return err(mistake(path, text, lines, offset, message));
}

/** A key that is refused says why among its own issues. */
function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

function mistake(path: string, text: string, lines: LineCounter, offset: number, message: string): string {
  const { line, col } = lines.linePos(offset);
  const shown = text.split('\n')[line - 1] ?? '';
  return `gmpshark: ${path}:${line}:${col}: ${message}\n  ${shown}\n  ${' '.repeat(Math.max(0, col - 1))}^\n`;
}
