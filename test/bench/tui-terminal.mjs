/**
 * A program in a pseudo-terminal with a terminal's screen behind it, for measuring.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

export const COLS = 120;
export const ROWS = 40;
const LONGEST_MS = 300_000;

/** Starts a command in a terminal. */
export function start(command, args, home) {
  const terminal = new xterm.Terminal({ cols: COLS, rows: ROWS, allowProposedApi: true });
  const begun = performance.now();
  const pty = spawn(command, args, {
    cols: COLS,
    rows: ROWS,
    name: 'xterm-256color',
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_STATE_HOME: join(home, 'state'),
      XDG_CACHE_HOME: join(home, 'cache'),
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
    },
  });
  let listener = () => undefined;
  pty.onData((data) => terminal.write(data, () => listener()));
  const lines = () => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: ROWS },
      (_, y) => active.getLine(active.viewportY + y)?.translateToString(true) ?? '',
    );
  };
  /** Milliseconds until the screen is as wanted, from `since` on. */
  const until = (wanted, since = performance.now()) =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (!wanted(lines())) return;
        clearTimeout(limit);
        listener = () => undefined;
        resolve(performance.now() - since);
      };
      const limit = setTimeout(() => reject(new Error(`never shown:\n${lines().join('\n')}`)), LONGEST_MS);
      listener = look;
      look();
    });
  return { pty, begun, lines, until };
}
