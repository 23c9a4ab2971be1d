/**
 * The user's configuration: `$XDG_CONFIG_HOME/gmpshark/config.yaml` (else `~/.config/gmpshark/config.yaml`). There need not
 * be one. What is wrong in it is told with file, line and column; what is changed in it leaves the rest as it stands,
 * comments too.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import type { z } from 'zod';
import { err, ok, type Result } from '../../base/result.js';
import type { Macros } from '../../filter/filter.js';
import { DEFAULT_SETTINGS, type Settings, settingsShape, withDefaults } from '../config/settings.js';

/** The environment's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a value means beyond its shape: what is wrong with it, and where. */
export type SettingsCheck = (
  settings: Settings,
) => { readonly path: readonly (string | number)[]; readonly message: string } | undefined;

/** A folder of ours: below `variable` where it is set, else below `fallback` in the home folder. */
export function ownFolder(env: Environment, variable: string, fallback: string): string {
  const base = env[variable];
  const folder = base === undefined || !base.startsWith('/') ? join(env.HOME ?? homedir(), fallback) : base;
  return join(folder, 'gmpshark');
}

/** Where the configuration is looked for. */
function configPath(env: Environment): string {
  return join(ownFolder(env, 'XDG_CONFIG_HOME', '.config'), 'config.yaml');
}

/** The settings; the defaults where there is no file. An error is ready to be shown. */
export function readSettings(
  env: Environment,
  check: SettingsCheck = () => undefined,
): Result<Settings, string> {
  const path = configPath(env);
  const text = readText(path);
  if (!text.ok) return err(`gmpshark: ${path}: cannot be read: ${text.error}\n`);
  return text.value === undefined ? ok(DEFAULT_SETTINGS) : parseConfig(text.value, path, check);
}

/** The macros of filters. */
export function readMacros(env: Environment): Result<Macros, string> {
  const settings = readSettings(env);
  return settings.ok ? ok(settings.value.macros) : settings;
}

function readText(path: string): Result<string | undefined, string> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ok(undefined);
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Reads the text of a configuration. */
export function parseConfig(
  text: string,
  path: string,
  check: SettingsCheck = () => undefined,
): Result<Settings, string> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined)
    return err(mistake(path, text, lines, broken.pos[0], broken.message.split('\n')[0]));
  const content: unknown = document.toJS() ?? {};
  const checked = settingsShape.safeParse(content);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const [offset, message] = placed(document, text, issue);
    return err(mistake(path, text, lines, offset, message));
  }
  const settings = withDefaults(checked.data);
  const wrong = check(settings);
  if (wrong === undefined) return ok(settings);
  const message = `${wrong.path.join('.')}: ${wrong.message}`;
  return err(mistake(path, text, lines, offsetOf(document, wrong.path), message));
}

function offsetOf(document: Document.Parsed, keys: readonly (string | number)[]): number {
  // A key may stand alone where there could be a list: then its place is the value's.
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (isNode(node)) return node.range?.[0] ?? 0;
  }
  return 0;
}

function placed(document: Document.Parsed, text: string, issue: z.core.$ZodIssue): readonly [number, string] {
  const keys = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  const at = offsetOf(document, keys);
  if (issue.code !== 'unrecognized_keys') return [at, `${keys.join('.')}: ${reasonOf(issue)}`];
  const known = keys.length > 0 ? '' : `; there is: ${Object.keys(settingsShape.shape).join(', ')}`;
  return [Math.max(0, text.indexOf(issue.keys[0], at)), `there is no key "${issue.keys[0]}"${known}`];
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

/** Changes settings in the file; gives what went wrong. */
export function changeSettings(env: Environment, changes: Partial<Settings>): string | undefined {
  const path = configPath(env);
  const text = readText(path);
  if (!text.ok) return text.error;
  let changed = text.value ?? '';
  if (parseDocument(changed).errors.length > 0) return 'the config file is broken; nothing was changed in it';
  for (const [key, value] of Object.entries(changes)) changed = withKey(changed, key, value);
  return writeWhole(path, changed);
}

/** The text with another value of a key; all else stays as its author wrote it. */
function withKey(text: string, key: string, value: unknown): string {
  const document = parseDocument(text);
  const written = stringify({ [key]: value }, { lineWidth: 0 });
  const spliced = spliceKey(document, text, key, written);
  document.set(key, document.createNode(value));
  // Where the text is not as most are (all in braces, say) the file is written anew.
  const again = parseDocument(spliced);
  const isSo = again.errors.length === 0 && JSON.stringify(again.toJS()) === JSON.stringify(document.toJS());
  return isSo ? spliced : document.toString({ lineWidth: 0 });
}

function spliceKey(document: Document.Parsed, text: string, key: string, written: string): string {
  const pairs = isMap(document.contents) ? document.contents.items : [];
  const pair = pairs.find((one) => isScalar(one.key) && one.key.value === key);
  if (pair === undefined) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${written}`;
  const start = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  const end = isNode(pair.value) ? (pair.value.range?.[1] ?? start) : start;
  const old = text.slice(start, end);
  return `${text.slice(0, start)}${written.trimEnd()}${old.slice(old.trimEnd().length)}${text.slice(end)}`;
}

/**
 * Makes a folder and those above it, one by one; throws where that cannot be. Node's own `recursive` never comes back where a
 * folder is there and still none can be made in it for want of one (below /proc).
 */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (cause) {
    // Another program may have made it just now.
    if (!existsSync(path)) throw cause;
  }
}

/** Writes a file as a whole or not at all; gives what went wrong. */
export function writeWhole(path: string, text: string): string | undefined {
  try {
    makeFolder(dirname(path));
    // A link stays one: what it leads to is written.
    const place = existsSync(path) ? realpathSync(path) : path;
    writeFileSync(`${place}.new`, text);
    renameSync(`${place}.new`, place);
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
