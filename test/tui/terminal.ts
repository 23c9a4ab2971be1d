/**
 * A real pseudo-terminal with a real terminal's screen behind it: starts the command, types keys, waits until the screen
 * has settled, and reads what stands there.
 *
 *   node dist/bin/main.js view FILE ◄── keys ── node-pty ── output ──► @xterm/headless ──► text, attributes
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { afterAll, expect } from 'vitest';

/** The project's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'dist/bin/main.js');
const NODE = process.execPath;

/** Keys by the names of the key table, as a terminal sends them. */
const SENT: Readonly<Record<string, string>> = {
  enter: '\r',
  esc: '\x1b',
  tab: '\t',
  'S-tab': '\x1b[Z',
  space: ' ',
  backspace: '\x7f',
  delete: '\x1b[3~',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  f1: '\x1bOP',
  f2: '\x1bOQ',
  f3: '\x1bOR',
  f4: '\x1bOS',
  f5: '\x1b[15~',
  f6: '\x1b[17~',
  f7: '\x1b[18~',
  f8: '\x1b[19~',
  f9: '\x1b[20~',
  'C-/': '\x1f',
};

const FINALS: Readonly<Record<string, string>> = {
  up: 'A',
  down: 'B',
  right: 'C',
  left: 'D',
  home: 'H',
  end: 'F',
};

/** What a terminal sends for a key of the table; undefined for one that terminals cannot send. */
export function sent(key: string): string | undefined {
  const known = SENT[key];
  if (known !== undefined) return known;
  if (key.length === 1) return key;
  const moved = /^C-(up|down|right|left|home|end)$/.exec(key);
  if (moved !== null) return `\x1b[1;5${FINALS[moved[1]]}`;
  const control = /^C-([a-z])$/.exec(key);
  return control === null ? undefined : String.fromCharCode(control[1].charCodeAt(0) - 96);
}

/** How to start. */
export interface StartOptions {
  readonly cols?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of the command; default: `view FILE`. */
  readonly args?: readonly string[];
  /** Folder to start in; default: the project's root. */
  readonly cwd?: string;
  /** Run by a shell, so that pipes and redirections can be had. */
  readonly shell?: string;
}

/** How the program ended. */
export interface Ended {
  readonly exitCode: number;
  readonly signal: number | undefined;
}

/** A program in a terminal. */
export interface Tui {
  /** Types keys by their names, one after the other, then waits until the screen has settled. */
  readonly keys: (...names: readonly string[]) => Promise<void>;
  /** Types keys and does not wait. */
  readonly send: (...names: readonly string[]) => Promise<void>;
  /** Types text, then waits. */
  readonly type: (text: string) => Promise<void>;
  /** The screen as lines of text, without spaces at their ends. */
  readonly lines: () => readonly string[];
  readonly text: () => string;
  /** Waits until the screen holds a text. */
  readonly until: (wanted: string | RegExp) => Promise<void>;
  /** Waits until it no longer does. */
  readonly untilGone: (unwanted: string | RegExp) => Promise<void>;
  readonly settle: () => Promise<void>;
  /** Text between the places on one line in which cells look the same: for tests of colours. */
  readonly looks: (row: number) => readonly Look[];
  readonly resize: (cols: number, rows: number) => Promise<void>;
  /** Everything that was sent to the terminal. */
  readonly output: () => string;
  readonly ended: Promise<Ended>;
  readonly isAlternate: () => boolean;
  readonly pid: number;
  /** Leaves, however it stands. */
  readonly stop: () => Promise<void>;
}

/** A run of cells that look the same. */
export interface Look {
  readonly text: string;
  readonly ink: number | undefined;
  readonly paper: number | undefined;
  readonly bold: boolean;
  readonly reverse: boolean;
  readonly underline: boolean;
}

/** What the screen says while something is being worked out: it has not settled yet. */
const BUSY = /following what went before|working out|being studied|studied:? \d|\bloading\b/i;
/** A screen has settled after so long; on a machine that has much else to do it takes longer. */
const QUIET_MS = 90 * Math.min(5, Math.max(1, loadavg()[0] / availableParallelism()));
/** A program that has not run for so long waits for nothing but keys: longer than any pause it makes of itself. */
const RESTED_MS = 60;
const LONGEST_MS = 15_000;

const homes: string[] = [];
afterAll(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

/** A folder of its own for a test's config, state and files; gone when the tests of its file are over. */
export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'gmpshark-tui-'));
  homes.push(home);
  return home;
}

/** The environment of a program under test: nothing of ours. */
function environment(home: string, more: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'),
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    ...more,
  };
}

/** Starts the TUI on a capture and waits for its first screen. */
export async function startTui(
  file: string,
  options: StartOptions & { readonly home?: string } = {},
): Promise<Tui> {
  const { cols = 80, rows = 24, home = makeHome() } = options;
  const args = options.args ?? ['view', file];
  const [command, argv] =
    options.shell === undefined ? [NODE, [MAIN, ...args]] : ['/bin/sh', ['-c', options.shell]];
  const terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 500 });
  const pty = spawn(command, [...argv], {
    cols,
    rows,
    cwd: options.cwd ?? ROOT,
    env: environment(home, { GMPSHARK: MAIN, NODE, ...options.env }),
    name: options.env?.TERM ?? 'xterm-256color',
  });
  const tui = harness(pty, terminal, options.shell === undefined ? restOf(pty.pid) : () => 0);
  if (options.shell !== undefined || options.args !== undefined) return tui;
  await tui.settle();
  // On a machine that has much to do the file is not read by then.
  await tui.untilGone(/loading( \d+%)? [·|]|following what/);
  return tui;
}

/** How long a process has not run, as far as was looked; where no system tells, 0. One that cannot get a processor runs. */
function restOf(pid: number): () => number {
  let ran = '';
  let since = Date.now();
  return () => {
    let now = '';
    try {
      now = readFileSync(`/proc/${pid}/schedstat`, 'utf8');
      // After the name in brackets: S is asleep.
      if (!/\) S /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) now = '';
    } catch {
      // It is over, or this is another system.
    }
    if (now === '' || now !== ran) since = Date.now();
    ran = now;
    return Date.now() - since;
  };
}

function harness(pty: IPty, terminal: xterm.Terminal, rest: () => number): Tui {
  let output = '';
  let last = Date.now();
  /** What had been sent to the terminal when it was last asked something, and when that was. */
  let before = 0;
  let asked = Date.now();
  let written = Promise.resolve();
  pty.onData((data) => {
    output += data;
    last = Date.now();
    written = written.then(() => new Promise((done) => terminal.write(data, done)));
  });
  let over = false;
  const ended = new Promise<Ended>((done) => {
    pty.onExit(({ exitCode, signal }) => {
      over = true;
      done({ exitCode, signal });
    });
  });
  const lines = (): readonly string[] => {
    const { active } = terminal.buffer;
    return Array.from({ length: terminal.rows }, (_, y) =>
      (active.getLine(active.viewportY + y)?.translateToString(true) ?? '').trimEnd(),
    );
  };
  const ask = (how: () => void): void => {
    before = output.length;
    asked = Date.now();
    rest();
    how();
  };
  /** An answer has come and nothing more does; or nothing comes at all. */
  const isQuiet = (): boolean => {
    const still = Date.now() - last;
    const rested = rest();
    if (output.length === before)
      return Date.now() - asked >= 12 * QUIET_MS || (before > 0 && rested >= 3 * RESTED_MS);
    if (BUSY.test(lines().join('\n'))) return false;
    return still >= QUIET_MS || Math.min(still, rested) >= RESTED_MS;
  };
  const settle = async (): Promise<void> => {
    const begun = Date.now();
    const late = (): boolean => over || Date.now() - begun >= LONGEST_MS;
    if (before === 0) while (!/\S/.test(lines().join('')) && !late()) await sleep(5);
    for (let quiet = false; !quiet && !late(); ) {
      await sleep(5);
      // What has come while this process had other things to do is looked at first.
      await turn();
      await written;
      quiet = isQuiet();
    }
    await written;
  };
  const wait = async (wanted: string | RegExp, there: boolean): Promise<void> => {
    const begun = Date.now();
    const holds = (): boolean => {
      const text = lines().join('\n');
      return (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) === there;
    };
    while (!holds()) {
      if (Date.now() - begun > LONGEST_MS)
        throw new Error(`${there ? 'never shown' : 'never gone'}: ${wanted}\n${lines().join('\n')}`);
      await sleep(10);
      await written;
    }
  };
  const send = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const data = sent(name);
      if (data === undefined) throw new Error(`no terminal sends ${name}`);
      // A bare escape is only told from the beginning of a sequence by time, of which a test has never enough.
      ask(() => pty.write(name === 'esc' ? '\x1b[27u' : data));
      // What was accepted (a filter, say) shows its first effect before one types on.
      if (name === 'enter') await settle();
    }
  };
  const press = async (data: string): Promise<void> => {
    ask(() => pty.write(data));
    await settle();
  };
  return {
    keys: async (...names) => {
      await send(...names);
      await settle();
    },
    send,
    type: press,
    lines,
    text: () => lines().join('\n'),
    until: (wanted) => wait(wanted, true),
    untilGone: (unwanted) => wait(unwanted, false),
    settle,
    looks: (row) => looksOf(terminal, row),
    resize: async (cols, rows) => {
      terminal.resize(cols, rows);
      ask(() => pty.resize(cols, rows));
      await settle();
    },
    output: () => output,
    ended,
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    pid: pty.pid,
    stop: async () => {
      if (!over) pty.kill('SIGKILL');
      await ended;
      terminal.dispose();
    },
  };
}

function looksOf(terminal: xterm.Terminal, row: number): readonly Look[] {
  const { active } = terminal.buffer;
  const line = active.getLine(active.viewportY + row);
  const looks: Look[] = [];
  let key = '';
  for (let x = 0; line !== undefined && x < terminal.cols; x += 1) {
    const cell = line.getCell(x);
    if (cell === undefined) break;
    const look = {
      ink: cell.isFgDefault() ? undefined : cell.getFgColor(),
      paper: cell.isBgDefault() ? undefined : cell.getBgColor(),
      bold: cell.isBold() !== 0,
      reverse: cell.isInverse() !== 0,
      underline: cell.isUnderline() !== 0,
    };
    const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
    const now = JSON.stringify(look);
    const before = looks.at(-1);
    if (now === key && before !== undefined)
      looks[looks.length - 1] = { ...before, text: before.text + text };
    else looks.push({ ...look, text });
    key = now;
  }
  return looks;
}

/** Holds a screen against test/tui/golden/NAME.txt, as soon as it is there; UPDATE_GOLDEN=1 writes it. */
export async function expectGolden(name: string, tui: Pick<Tui, 'text' | 'settle'>): Promise<void> {
  const path = join(ROOT, 'test/tui/golden', `${name}.txt`);
  await tui.settle();
  if (process.env.UPDATE_GOLDEN !== undefined || !existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${tui.text()}\n`);
  }
  const golden = readFileSync(path, 'utf8');
  const begun = Date.now();
  while (`${tui.text()}\n` !== golden && Date.now() - begun < LONGEST_MS) await sleep(10);
  expect(`${tui.text()}\n`).toBe(golden);
}
