/**
 * What the README shows of the TUI is what a terminal shows: its screens, and its tour, key by key. `npm run screens` makes
 * the screens anew.
 *
 *   <!-- screen 80x24: F3 --> ──► keys on a real terminal ──► the text block under it
 *   | `F6` | what it does | `what one sees` | ──► keys, then the screen holds it
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, startTui, type Tui } from './terminal.js';

const README = join(ROOT, 'README.md');
const MAIN = join(ROOT, 'dist/bin/main.js');
const readme = readFileSync(README, 'utf8');
const SCREEN = /<!-- screen (\d+)x(\d+):([^\n]*?) *-->\n```text\n([\s\S]*?)\n```/g;
const screens = [...readme.matchAll(SCREEN)].map(([whole, cols, rows, keys, shown]) => ({
  whole,
  cols: Number(cols),
  rows: Number(rows),
  keys: keys.trim(),
  shown,
}));
/** The lines of the tour: keys, what one then sees. */
const tour = [...readme.matchAll(/^\| ((?:`[^`|]+` ?)+)\|([^|]*)\|([^|]*)\|$/gm)].map(([, keys, , seen]) => ({
  keys: codes(keys),
  seen: codes(seen),
}));
const PROOF = /\$ gmpshark dissect proof\.pcapng\n([\s\S]*?)\n```/;
const UPDATING = process.env.UPDATE_GOLDEN !== undefined;
/** The command of the tour that makes its capture, and what it saves in the end. */
const MADE = 'lost.pcapng';
const SAVED = 'proof.pcapng';

const folder = mkdtempSync(join(tmpdir(), 'gmpshark-readme-'));
beforeAll(() => {
  const command = new RegExp(`^gmpshark (sim \\S+ -w ${MADE})`, 'm').exec(readme)?.[1] ?? '';
  const args = command.split(' ').map((arg) => (arg.startsWith('scenarios/') ? join(ROOT, arg) : arg));
  execFileSync(process.execPath, [MAIN, ...args], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true }));

function codes(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
}

/** Presses what a piece of the README names: a key, or text that is typed. */
async function press(tui: Tui, code: string): Promise<void> {
  const control = /^Ctrl-(.)$/.exec(code);
  if (control !== null) return tui.keys(`C-${control[1].toLowerCase()}`);
  if (/^(F\d+|Enter|Esc|Tab|Space|Down|Up|Left|Right|PageDown|PageUp|Home|End)$/.test(code))
    return tui.keys(code.toLowerCase());
  return tui.type(code);
}

/** Puts what is shown now in place of what stands in a block of the README. */
function change(block: string | undefined, shown: string | undefined, now: string): void {
  if (block === undefined || shown === undefined) return;
  const text = readFileSync(README, 'utf8');
  writeFileSync(
    README,
    text.replace(block, () => block.replace(`\n${shown}\n\`\`\``, () => `\n${now}\n\`\`\``)),
  );
}

const start = (cols: number, rows: number): Promise<Tui> => startTui(MADE, { cols, rows, cwd: folder });

describe('the screens of the README', () => {
  test('show the packets, the ladder and the state', () => {
    expect(screens.length).toBeGreaterThanOrEqual(3);
  });

  test.each(screens)('$cols×$rows after "$keys"', async ({ whole, cols, rows, keys, shown }) => {
    const tui = await start(cols, rows);
    try {
      for (const code of keys === '' ? [] : keys.split(' ')) await press(tui, code);
      const now = tui
        .lines()
        .map((line) => line.trimEnd())
        .join('\n')
        .trimEnd();
      if (process.env.UPDATE_GOLDEN !== undefined) {
        const text = readFileSync(README, 'utf8');
        writeFileSync(
          README,
          text.replace(whole, () => whole.replace(shown, () => now)),
        );
      } else expect(now).toBe(shown);
    } finally {
      await tui.stop();
    }
  });
});

describe('the tour of the README', () => {
  test('goes, key by key, from opening a capture to packets that are saved', async () => {
    expect(tour.length).toBeGreaterThanOrEqual(6);
    const tui = await start(100, 30);
    try {
      for (const { keys, seen } of tour) {
        for (const code of keys) await press(tui, code);
        for (const text of seen) await tui.until(text);
      }
      expect(existsSync(join(folder, SAVED))).toBe(true);
      const printed = execFileSync(process.execPath, [MAIN, 'dissect', SAVED], {
        cwd: folder,
        encoding: 'utf8',
      });
      await tui.ended;
      if (UPDATING) change(PROOF.exec(readme)?.[0], PROOF.exec(readme)?.[1], printed.trimEnd());
      else expect(PROOF.exec(readme)?.[1]).toBe(printed.trimEnd());
    } finally {
      await tui.stop();
    }
  });
});
