/**
 * Captures that grow while one watches, on a real terminal: FIFOs, standard input, growing files; their ends and breaks.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { indexCapture } from '../../src/capture/capture-index.js';
import { joined, pcapHeader, pcapRecord } from '../cli/small-capture.js';
import { starter } from './running.js';
import { expectGolden, makeHome, ROOT, type StartOptions, type Tui } from './terminal.js';

const start = starter();
const records = (from: number, to: number): Uint8Array =>
  joined(Array.from({ length: to - from }, (_, i) => pcapRecord(from + i)));

/** What a test writes into a FIFO that the TUI looks at. */
interface Fed {
  readonly tui: Tui;
  /** Gives how much was taken: a pipe may be full. */
  readonly write: (bytes: Uint8Array) => number;
  readonly end: () => void;
}

/** A TUI on a FIFO, by a short name: it stands on the screen. */
async function startOnFifo(options: StartOptions = {}): Promise<Fed & { readonly home: string }> {
  const home = makeHome();
  expect(spawnSync('mkfifo', [join(home, 'wire')]).status).toBe(0);
  const tui = await start('wire', { ...options, home, cwd: home, args: ['view', 'wire'] });
  await tui.until('Waiting for packets');
  // Fails unless somebody reads.
  const fd = openSync(join(home, 'wire'), constants.O_WRONLY | constants.O_NONBLOCK);
  const write = (bytes: Uint8Array): number => {
    try {
      return writeSync(fd, bytes);
    } catch {
      // The pipe is full.
      return 0;
    }
  };
  return { tui, home, write, end: () => closeSync(fd) };
}

describe.each([
  [80, 24],
  [120, 40],
])('a FIFO at %i×%i', (cols, rows) => {
  test('waiting, following, not following, its end', async () => {
    const { tui, write, end } = await startOnFifo({ cols, rows });
    const golden = (name: string): Promise<void> => expectGolden(`live-${name}-${cols}x${rows}`, tui);
    await tui.until('live, following');
    await golden('waiting');
    write(joined([pcapHeader(), records(0, 30)]));
    await tui.until(/30 · Packets: 30/);
    await golden('following');
    await tui.keys('k', 'k');
    write(records(30, 37));
    await tui.until('7 new below');
    expect(tui.text()).toMatch(/28 · Packets: 37/);
    await golden('not-following');
    await tui.keys('F');
    expect(tui.text()).toMatch(/live, following · 37 · Packets: 37/);
    write(records(37, 38));
    await tui.until(/38 · Packets: 38/);
    end();
    await tui.until('The stream has ended');
    await golden('ended');
    await tui.keys('g', 'g');
    expect(tui.text()).not.toContain('live');
  });
});

describe('following', () => {
  test('ends by going elsewhere, and begins again at the end: k, G, wheel, page down, a number', async () => {
    const { tui, write } = await startOnFifo();
    let count = 40;
    write(joined([pcapHeader(), records(0, count)]));
    await tui.until(/40 · Packets: 40/);
    const more = async (): Promise<void> => {
      write(records(count, count + 1));
      count += 1;
      await tui.until(`Packets: ${count}`);
    };
    for (const [away, back] of [
      [['k'], ['G']],
      [['pageup'], ['pagedown', 'pagedown']],
      [['5', 'G'], ['F']],
      [['g', 'g'], ['end']],
      [['tab', 'k'], ['F']],
    ] as const) {
      await tui.keys(...away);
      await tui.until('live, not following');
      await more();
      await tui.until('1 new below');
      await tui.keys(...back);
      await tui.until('live, following');
      await more();
      await tui.until(new RegExp(`following · ${count} · Packets: ${count}`));
    }
    // A view, a prompt, a folded pane: nobody went elsewhere.
    await tui.keys('tab', 'tab', '\\', '\\', '?', 'esc', 'l', 'h', ':', 'esc', 'esc');
    expect(tui.text()).toContain('live, following');
  });

  test('with a filter: the newest packet that passes; Esc does not end what only waits for more', async () => {
    const { tui, write } = await startOnFifo({ cols: 120 });
    await tui.keys('/');
    await tui.type('frame.number % 7 == 0 || frame.number == 40');
    await tui.keys('enter');
    expect(tui.text()).toContain('Waiting for packets');
    write(joined([pcapHeader(), records(0, 20)]));
    await tui.until(/following · 14 · Packets: 20 · Displayed: 2/);
    await tui.keys('esc');
    write(records(20, 22));
    await tui.until(/following · 21 · Packets: 22 · Displayed: 3/);
    await tui.keys('k');
    write(records(22, 40));
    await tui.until(/not following \(F to follow\) · 3 new below · 14 · Packets: 40 · Displayed: 6/);
    await tui.keys('F');
    await tui.until(/following · 40 · Packets: 40 · Displayed: 6/);
    await tui.keys('f', 'x');
    await tui.until(/following · 40 · Packets: 40/);
  });

  test('a search finds what comes later, and stays there', async () => {
    const { tui, write } = await startOnFifo({ cols: 120 });
    write(joined([pcapHeader(), records(0, 5)]));
    await tui.until('Packets: 5');
    await tui.keys('C-f', 'C-t', 'C-t', 'C-t');
    await tui.type('frame.number == 9');
    await tui.keys('enter');
    write(records(5, 20));
    await tui.until(/not following.* 9 · Packets: 20/);
  });
});

describe('growing files', () => {
  test('--follow waits for the header, then for packets, also for half ones', async () => {
    const home = makeHome();
    const path = join(home, 'growing.pcap');
    writeFileSync(path, '');
    const tui = await start(path, { home, cwd: home, args: ['view', '--follow', 'growing.pcap'] });
    await tui.until('Waiting for packets');
    await tui.keys('j', 'tab', 'l', '?');
    expect(tui.text()).toContain('Help');
    await tui.keys('esc', 'S-tab');
    appendFileSync(path, joined([pcapHeader(), pcapRecord(0), pcapRecord(1).subarray(0, 20)]));
    await tui.until(/live, following · 1 · Packets: 1/);
    appendFileSync(path, pcapRecord(1).subarray(20));
    await tui.until(/live, following · 2 · Packets: 2/);
    await tui.keys('q');
    expect((await tui.ended).exitCode).toBe(0);
  });

  test('what is displayed so far can be saved, and the ladder written', async () => {
    const home = makeHome();
    const demo = readFileSync(join(ROOT, 'fixtures/demo.pcapng'));
    writeFileSync(join(home, 'growing.pcapng'), demo);
    const args = ['view', '--follow', 'growing.pcapng'];
    const tui = await start('growing.pcapng', { home, cwd: home, cols: 100, args });
    await tui.until(/live, following · 80/);
    await tui.type('\x13all.pcapng\r');
    await tui.until('Saved 80 packets so far to all.pcapng');
    await tui.type('/gmp.type == KAREQ\r');
    await tui.until('Displayed: 13');
    await tui.type(':w some.pcap\r');
    await tui.until('Saved 13 packets so far to some.pcap');
    await tui.type(':ladder some.txt\r');
    await tui.until(/Wrote the ladder so far, \d+ lines, to some\.txt/);
    const counts = ['all.pcapng', 'some.pcap'].map(async (name) => {
      const index = await indexCapture(join(home, name));
      return index.ok ? index.value.count : index.error;
    });
    expect(await Promise.all(counts)).toEqual([80, 13]);
    expect(readFileSync(join(home, 'some.txt'), 'utf8')).toContain('KAREQ');
  });

  test('without --follow a file ends where it ends', async () => {
    const home = makeHome();
    const path = join(home, 'whole.pcap');
    writeFileSync(path, joined([pcapHeader(), records(0, 3)]));
    const tui = await start(path, { home });
    await tui.until(/1 · Packets: 3/);
    expect(tui.text()).not.toContain('live');
    await tui.keys('F');
    expect(tui.text()).toContain('Nothing to follow');
  });

  test('one that is not there, and one that is no capture, are told without a screen', async () => {
    const home = makeHome();
    writeFileSync(join(home, 'poem.txt'), 'No capture begins like this.');
    for (const [args, told] of [
      [['view', '--follow', 'nowhere'], "The file doesn't exist"],
      [['view', '--follow', 'poem.txt'], "isn't a capture file"],
    ] as const) {
      const tui = await start('', { home, cwd: home, args });
      expect((await tui.ended).exitCode).toBe(3);
      await tui.settle();
      expect(tui.text()).toContain(told);
      expect(tui.output()).not.toContain('\x1b[?1049h');
    }
  });
});

describe('standard input', () => {
  const piped = (home: string, command: string): Promise<Tui> =>
    start('-', { home, cwd: home, shell: `(${command}) | "$NODE" "$GMPSHARK" view -; echo left $?` });

  test('comes bit by bit; the terminal is the keyboard', async () => {
    const home = makeHome();
    const demo = readFileSync(join(ROOT, 'fixtures/demo.pcapng'));
    writeFileSync(join(home, 'a'), demo.subarray(0, 5000));
    writeFileSync(join(home, 'b'), demo.subarray(5000));
    const tui = await piped(home, 'cat a; while [ ! -e go ]; do sleep 0.05; done; cat b');
    await tui.until(/live, following · (\d+) · Packets: \1/);
    await tui.keys('k', 'k');
    await tui.until('live, not following');
    writeFileSync(join(home, 'go'), '');
    await tui.until('The stream has ended');
    await tui.until('Packets: 80');
    await tui.keys('q');
    await tui.until('left 0');
  });

  test('that breaks off: where and why is told, and what was read stays', async () => {
    const home = makeHome();
    const bytes = joined([pcapHeader(), records(0, 12)]);
    writeFileSync(join(home, 'cut'), bytes.subarray(0, bytes.length - 10));
    const tui = await piped(home, 'cat cut');
    await tui.until('cut short in the middle of a packet');
    await expectGolden('live-broken-80x24', tui);
    await tui.keys('k');
    expect(tui.text()).toMatch(/broken \(:error\) · 10 · Packets: 11/);
    await tui.type(':error');
    await tui.keys('enter');
    expect(tui.text()).toMatch(/cut short in the middle of a packet/);
    expect(tui.text()).toContain(`octet ${bytes.length - pcapRecord(11).length}`);
    await tui.keys('q', 'q');
    await tui.until('left 3');
    expect(tui.text()).toContain('gmpshark: standard input: The input appears to have been cut short');
  });

  test('damaged in the middle: likewise', async () => {
    const home = makeHome();
    const bad = pcapRecord(3);
    bad.fill(0xff, 8, 12);
    writeFileSync(join(home, 'bad'), joined([pcapHeader(), records(0, 3), bad, records(4, 9)]));
    const tui = await start('-', {
      home,
      cols: 120,
      cwd: home,
      shell: '(cat bad; sleep 9) | "$NODE" "$GMPSHARK" view -',
    });
    await tui.until(/damaged or corrupt/);
    await tui.keys('k');
    await tui.until(/broken .* 2 · Packets: 3/);
  });

  test('that is no capture is told, once it says something', async () => {
    const home = makeHome();
    const tui = await piped(
      home,
      'while [ ! -e go ]; do sleep 0.05; done; echo "No capture begins like this."',
    );
    await tui.until('Waiting for packets');
    writeFileSync(join(home, 'go'), '');
    await tui.until('left 3');
    expect(tui.text()).toContain("isn't a capture file");
    expect(tui.isAlternate()).toBe(false);
  });

  test('that holds nothing has no packets', async () => {
    const tui = await piped(makeHome(), 'sleep 0.4');
    await tui.until('The stream has ended');
    expect(tui.text()).toContain('The capture has no packets');
  });

  test('that is the terminal is refused, with what to do instead', async () => {
    const tui = await start('-', { args: ['view', '-'] });
    expect((await tui.ended).exitCode).toBe(2);
    await tui.settle();
    expect(tui.text()).toContain('pipe a capture into it');
  });

  test('without a terminal for keys: told, with what to do instead', async () => {
    const home = makeHome();
    const shell = 'setsid -w sh -c \'echo | "$NODE" "$GMPSHARK" view -; echo left $?\'';
    const tui = await start('-', { home, shell });
    await tui.until('left 2');
    expect(tui.text()).toContain('no terminal to read keys from (/dev/tty');
    expect(tui.text().replaceAll('\n', '')).toContain('gmpshark dissect -');
  });
});

describe('a stream’s copy', () => {
  test('has no name, so that nothing is left of it, even after a kill', async () => {
    const { tui, write, home } = await startOnFifo({ env: { TMPDIR: '.' } });
    write(joined([pcapHeader(), records(0, 30)]));
    await tui.until('Packets: 30');
    const files = readdirSync(`/proc/${tui.pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${tui.pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
    expect(files.filter((path) => path.includes(home) && path.endsWith('spool (deleted)'))).toHaveLength(1);
    process.kill(tui.pid, 'SIGKILL');
    await tui.ended;
    expect(readdirSync(home).filter((name) => name.startsWith('gmpshark'))).toEqual([]);
  });

  test('while one waits for its first octet, keys and signals end the program', async () => {
    for (const end of ['key', 'signal']) {
      const home = makeHome();
      expect(spawnSync('mkfifo', [join(home, 'wire')]).status).toBe(0);
      const tui = await start('wire', { home, cwd: home, args: ['view', 'wire'] });
      await tui.until('Waiting for packets');
      if (end === 'key') await tui.send('q');
      else process.kill(tui.pid, 'SIGTERM');
      expect((await tui.ended).exitCode).toBe(end === 'key' ? 0 : 143);
    }
  });
});

describe('a fast stream', () => {
  test('keys are answered while it runs', async () => {
    const { tui, write, end } = await startOnFifo({ cols: 120 });
    write(pcapHeader());
    const block = records(0, 500);
    let runs = true;
    const feeding = (async () => {
      for (let at = 0; runs || at > 0; ) {
        at = (at + write(block.subarray(at))) % block.length;
        await new Promise((done) => setTimeout(done, 10));
      }
    })();
    await tui.until(/live, following.*Packets: \d{4}/);
    await tui.send('1', '0', 'G');
    await tui.until(/new below · 10 · Packets/);
    await tui.send('j', 'j');
    await tui.until(/ 12 · Packets/);
    await tui.send('tab', 'G');
    await tui.until(/ 12 · Packets/);
    await tui.send('F');
    await tui.until('live, following');
    runs = false;
    await feeding;
    end();
    await tui.until('The stream has ended');
  });
});
