/**
 * What the TUI reads and writes beside the capture: config, history, copies, saved packets.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { indexCapture } from '../../src/capture/capture-index.js';
import { DEFAULT_SETTINGS } from '../../src/tui/config/settings.js';
import { parseConfig } from '../../src/tui/files/config-file.js';
import { savePackets, saveText, writeLines } from '../../src/tui/files/saving.js';
import { starter } from './running.js';
import { makeHome, ROOT } from './terminal.js';

const DEMO = 'fixtures/demo.pcapng';
const start = starter();

function homeWith(config: string): string {
  const home = makeHome();
  mkdirSync(join(home, 'config/gmpshark'), { recursive: true });
  writeFileSync(join(home, 'config/gmpshark/config.yaml'), config);
  return home;
}

async function countOf(path: string): Promise<number> {
  const index = await indexCapture(path);
  return index.ok ? index.value.count : -1;
}

describe('saving packets', () => {
  test('the displayed ones, and the marked ones, as pcapng or pcap by the name', async () => {
    const home = makeHome();
    const tui = await start(DEMO, { home });
    await tui.type('/gmp.type == KAREQ\r');
    await tui.until('Displayed: 13');
    await tui.type(`\x13${join(home, 'shown.pcapng')}\r`);
    await tui.until('Saved 13 packets');
    expect(await countOf(join(home, 'shown.pcapng'))).toBe(13);
    await tui.type('M');
    await tui.type('jM');
    await tui.type(`W${join(home, 'marked.pcap')}\r`);
    await tui.until('Saved 2 packets');
    expect(await countOf(join(home, 'marked.pcap'))).toBe(2);
    const listed = execFileSync(
      process.execPath,
      ['dist/bin/main.js', 'dissect', join(home, 'marked.pcap')],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect(listed.match(/KAREQ/g)).toHaveLength(2);
  });

  test('no file is replaced unasked, and never the one that is read', async () => {
    const home = makeHome();
    const path = join(home, 'own.pcapng');
    writeFileSync(path, readFileSync(join(ROOT, DEMO)));
    writeFileSync(join(home, 'other.pcap'), 'mine');
    const tui = await start(path, { home, cols: 140 });
    await tui.type(`\x13!${path}\r`);
    await tui.until('is the capture being read');
    await tui.type(`\x13${join(home, 'other.pcap')}\r`);
    await tui.until('is there already');
    expect(readFileSync(join(home, 'other.pcap'), 'utf8')).toBe('mine');
    await tui.type(`:w! ${join(home, 'other.pcap')}\r`);
    await tui.until('Saved 80 packets');
    expect(await countOf(path)).toBe(80);
    await tui.type(`:w ${join(home, 'no/such/folder.pcap')}\r`);
    await tui.until(`Not saved: ${join(home, 'no/such/folder.pcap')}: no such file or directory`);
    await tui.type(`:w ${home}\r`);
    await tui.until(`Not saved: ${home} is a directory; name a file in it`);
  });
});

describe.each(['text', 'lines', 'packets'] as const)('writing %s', (what) => {
  const progress = (): boolean => true;
  const written = async (path: string, over: boolean): Promise<string | undefined> => {
    const to = { input: DEMO, path, over, progress };
    if (what === 'text') return saveText(path, over, DEMO, 'text');
    const index = await indexCapture(join(ROOT, DEMO));
    if (!index.ok) throw new Error(index.error.message);
    const lines = ['one', undefined, 'two'];
    const done =
      what === 'lines'
        ? await writeLines({ ...to, lines })
        : await savePackets({ ...to, index: index.value, numbers: [1, 2] });
    await index.value.close();
    return done.ok ? undefined : done.error;
  };

  test('a fault names the place and the reason', async () => {
    const home = makeHome();
    const missing = join(home, 'no/such/file');
    expect(await written(missing, false)).toBe(`${missing}: no such file or directory`);
    writeFileSync(join(home, 'file'), '');
    expect(await written(join(home, 'file/x'), false)).toBe(`${join(home, 'file/x')}: not a directory`);
  });

  test('a directory cannot be replaced, and nobody is told so', async () => {
    const home = makeHome();
    for (const over of [false, true])
      expect(await written(home, over)).toBe(`${home} is a directory; name a file in it`);
  });

  test('where there is no room that is told, and no device is removed for it', async () => {
    const full = join(makeHome(), 'full');
    symlinkSync('/dev/full', full);
    expect(await written(full, false)).toBe(`${full} is there already; !${full} replaces it`);
    expect(await written(full, true)).toBe(`${full}: no space left on device`);
    expect(readlinkSync(full)).toBe('/dev/full');
  });
});

describe('copies', () => {
  test('OSC 52 holds what was copied; a file holds it too', async () => {
    const home = makeHome();
    const tui = await start(DEMO, { home });
    await tui.keys('tab', '2', 'j');
    const from = tui.output().length;
    await tui.keys('y', 'b');
    const [, sent] = tui.output().slice(from).split('\x1b]52;c;');
    const text = Buffer.from(sent.slice(0, sent.indexOf('\x07')), 'base64').toString();
    expect(text).toBe('01 00 5e 00 00 01 02 00 0a 00 00 fe 08 00');
    await tui.type(`Y/${join(home, 'filter.txt')}\r`);
    await tui.until('Wrote the filter');
    expect(readFileSync(join(home, 'filter.txt'), 'utf8')).toBe('eth\n');
  });
});

describe('history', () => {
  test('filters are remembered from one session to the next', async () => {
    const home = makeHome();
    const first = await start(DEMO, { home });
    await first.type('/igmp.type == 0x16\r');
    await first.until('Displayed');
    await first.keys('q');
    await first.ended;
    const second = await start(DEMO, { home });
    await second.keys('/', 'up');
    expect(second.text()).toContain('igmp.type == 0x16');
  });
});

describe('the config file', () => {
  test('columns, colour rules, keys, time and theme hold', async () => {
    const home = homeWith(`
theme: light
time: e
columns:
  - {title: No., show: number}
  - {title: Group, show: igmp.maddr, width: 16}
  - {title: Info, show: info}
colours:
  - {filter: frame.number == 2, ink: 15, paper: "#ff0000"}
keys:
  move.down: [x, down]
`);
    const tui = await start(DEMO, { home });
    expect(tui.lines()[1]).toMatch(/^ No\. Group +Info/);
    expect(tui.lines()[4]).toContain('239.255.255.250');
    expect(tui.looks(3)[0]).toMatchObject({ ink: 15, paper: 196 });
    await tui.keys('j');
    expect(tui.text()).toMatch(/ 1 · Packets/);
    await tui.keys('x');
    expect(tui.text()).toMatch(/ 2 · Packets/);
  });

  test('columns chosen in the TUI are kept there, and the rest of the file stays as it is', async () => {
    const home = homeWith('# mine\ntheme: dark\n');
    const tui = await start(DEMO, { home });
    await tui.keys('C', 'space', 'enter');
    await tui.untilGone(' No.');
    const text = readFileSync(join(home, 'config/gmpshark/config.yaml'), 'utf8');
    expect(text).toContain('# mine');
    expect(parseConfig(text, 'x')).toMatchObject({
      ok: true,
      value: { columns: DEFAULT_SETTINGS.columns.slice(1) },
    });
  });

  test('time format, theme and arrangement are kept too, and hold the next time', async () => {
    const home = homeWith('# mine\n');
    const first = await start(DEMO, { home });
    await first.keys('t', '|', 'f9');
    await first.type(':time e\r');
    await first.keys('q');
    await first.ended;
    const text = readFileSync(join(home, 'config/gmpshark/config.yaml'), 'utf8');
    expect(text).toContain('# mine');
    expect(parseConfig(text, 'x')).toMatchObject({
      ok: true,
      value: { time: 'e', theme: 'light', layout: 'below' },
    });
    const second = await start(DEMO, { home });
    expect(second.text()).toMatch(/ Details +Octets/);
    expect(second.lines()[2]).toMatch(/^ +1 \d{9,10}\.\d+ /);
  });

  test('where nothing can be written, that is told once', async () => {
    const home = homeWith('');
    // A folder in the way of the new file.
    mkdirSync(join(home, 'config/gmpshark/config.yaml.new'));
    const tui = await start(DEMO, { home });
    await tui.keys('t');
    await tui.until('The config file was not changed');
    await tui.keys('t');
    await tui.until('Time: seconds since the previous displayed packet');
  });

  test.each([
    ['layout: wide', '1:9', 'an arrangement is one of stacked below beside'],
    ['theme: lihgt', '1:8', 'a theme is dark or light'],
    ['columns:\n  - {title: a, show: ip.srcc}', '2:22', 'there is no field "ip.srcc"; nearest: ip.src'],
    ['colours:\n  - {filter: "ip.srcc"}', '2:14', 'there is no field'],
    ['colours:\n  - {filter: ip, ink: redd}', '2:23', '"redd" is no colour; nearest: red'],
    ['keys: {move.dwn: j}', '1', 'there is no action "move.dwn"; nearest: move.down'],
    ['keys: {move.down: ctrl-j}', '1:19', 'there is no key "ctrl-j"; nearest: C-j'],
    ['keys:\n  move.down: [j, pgdn]', '2:18', 'there is no key "pgdn"; nearest: pagedown'],
    ['keys:\n  theme: [g]', '2:11', '"g" hides "g t" (view.next)'],
    ['keys:\n  theme: [j x]', '2:11', '"j x" is never reached: "j" is move.down'],
    ['keys:\n  theme: [f9]\n  help: [f9]', '3:10', '"f9" is chosen for theme too'],
    ['keys: {theme: 3}', '1', 'keys are a text'],
    ['keys: {theme: "3"}', '1:15', '"3" begins a number'],
    ['keys: {edit.accept: x}', '1:21', '"x" could not be typed any more'],
    ['keys: {mark.set: x}', '1:18', 'the letter of the mark is typed last'],
    ['keys: {theme: "x <letter>"}', '1:15', 'only where a mark is named'],
    ['themes: dark', '1:1', 'there is no key "themes"'],
    ['theme: [', '1', ''],
  ])('%s: refused with its place, before the terminal is taken', async (config, place, message) => {
    const home = homeWith(config);
    const tui = await start(DEMO, { home, cols: 200, args: ['view', DEMO] });
    expect((await tui.ended).exitCode).toBe(2);
    await tui.settle();
    expect(tui.text()).toContain(`config.yaml:${place}`);
    expect(tui.text()).toContain(message);
    expect(tui.isAlternate()).toBe(false);
  });

  test('folders on the way to the file are made', async () => {
    const home = makeHome();
    const below = join(home, 'not', 'yet', 'there');
    const tui = await start(DEMO, { home, env: { XDG_CONFIG_HOME: below, XDG_STATE_HOME: below } });
    await tui.keys('t');
    await tui.type('/igmp\r');
    expect(readFileSync(join(below, 'gmpshark/config.yaml'), 'utf8')).toContain('time:');
    expect(readFileSync(join(below, 'gmpshark/history.json'), 'utf8')).toContain('igmp');
  });

  test.each(['/proc/nope', '/proc/nope/deeper'])('no folder can be made in %s: told', async (path) => {
    const tui = await start(DEMO, { cols: 120, env: { XDG_CONFIG_HOME: path, XDG_STATE_HOME: path } });
    await tui.keys('t');
    await tui.until(/The config file was not changed: E/);
    await tui.type('/igmp\r');
    await tui.until(/The history was not kept: E/);
    await tui.keys('g', 'l');
    await tui.until(/ Ladder/);
  });

  test('a state folder that cannot be written is told, and nothing else happens', async () => {
    const home = makeHome();
    writeFileSync(join(home, 'state'), 'a file');
    const tui = await start(DEMO, { home });
    await tui.type('/igmp\r');
    await tui.until('The history was not kept');
    expect(existsSync(join(home, 'state/gmpshark'))).toBe(false);
  });
});

test('the config file of docs/tui.md is one', async () => {
  const page = readFileSync(join(ROOT, 'docs/tui.md'), 'utf8');
  const [, config = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const home = homeWith(config);
  const tui = await start(DEMO, { home });
  expect(tui.lines()[1]).toMatch(/^ No\. Group {6}Info/);
  await tui.keys('g', '2');
  expect(tui.text()).toContain('Ladder');
});
