/**
 * `gmpshark fields`, the manual page and the completion scripts: all made from tables, so that they cannot go stale.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { createDeriving } from '../../src/cli/derive.js';
import { run } from './run.js';

const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;

describe('fields', () => {
  test('-T json has every field of the catalogue, with type, values and clause', () => {
    const list = JSON.parse(run(['fields', '-T', 'json']).out) as readonly Record<string, unknown>[];
    const { fields } = createCatalogue(createRegistry({ derived: createDeriving().derived }).dissectors);
    expect(list.map(({ name }) => name)).toEqual(fields.map(({ name }) => name));
    expect(list.find(({ name }) => name === 'igmp.type')).toMatchObject({
      type: 'FT_UINT8',
      title: 'Type',
      generated: false,
      protocol: 'igmp',
      values: expect.arrayContaining([{ from: 0x16, to: 0x16, name: 'Membership Report' }]),
    });
    expect(list.find(({ name }) => name === 'ip.addr')).toMatchObject({ members: ['ip.src', 'ip.dst'] });
  });

  test('a prefix narrows; text has a line a field, without blanks at its end', () => {
    const { code, out } = run(['fields', 'igmp.max']);
    expect(code).toBe(0);
    expect(out).toMatch(/^igmp: Internet Group Management Protocol/);
    expect(out).toMatch(/^ {2}igmp\.max_resp +FT_UINT8 +Max Resp Time/m);
    expect(out).not.toMatch(/ $/m);
    expect(out).not.toContain('igmp.type');
  });
});

describe('made from the definitions', () => {
  test('docs/gmpshark.1 is current (gmpshark manual > docs/gmpshark.1)', () => {
    const path = fileURLToPath(new URL('../../docs/gmpshark.1', import.meta.url));
    expect(readFileSync(path, 'utf8')).toBe(run(['manual']).out);
  });

  test('the manual page and the help name every flag', () => {
    const help = run(['dissect', '--help']).out;
    const manual = run(['manual']).out.replaceAll('\\-', '-');
    for (const [flag] of help.matchAll(/--[a-z-]+/g)) expect(manual).toContain(flag);
    expect(manual).toContain('ip.defragment');
  });

  test('the manual page and the help tell of every exit status', () => {
    const manual = run(['manual']).out;
    const [, help] = run(['dissect', '--help']).out.split('Exit status: ');
    for (const status of [0, 1, 2, 3, 130]) {
      expect(manual).toContain(`.TP\n.B ${status}\n`);
      expect(help).toMatch(new RegExp(`(^|;\\s)${status} `));
    }
    expect(help).toMatch(/copy \(-w\) or standard\soutput/);
  });

  test('every command has help with examples', () => {
    for (const command of [
      [],
      ['dissect'],
      ['view'],
      ['sim'],
      ['test'],
      ['fields'],
      ['completion'],
      ['manual'],
    ]) {
      const { code, out } = run([...command, '--help']);
      expect(code).toBe(0);
      expect(out).toMatch(/Examples:\n {2}gmpshark/);
    }
    expect(run(['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each(['bash', 'zsh', 'fish'])('%s: the script names every command and flag', (shell) => {
    const { code, out } = run(['completion', shell]);
    expect(code).toBe(0);
    for (const word of ['dissect', 'fields', 'completion', 'manual']) expect(out).toContain(word);
    expect(out).toContain(shell === 'fish' ? '-l follow' : '--follow');
    expect(out).toContain('ndjson');
  });

  test.skipIf(!has('bash'))('bash completes commands, flags and choices', () => {
    const script = run(['completion', 'bash']).out;
    const complete = (...words: readonly string[]): string => {
      const list = words.map((word) => `'${word}'`).join(' ');
      const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _gmpshark; echo "\${COMPREPLY[*]}"`;
      return spawnSync('bash', ['--norc', '-c', `${script}\n${ask}`], { cwd: '/' })
        .stdout.toString()
        .trim();
    };
    expect(complete('gmpshark', 'comp')).toBe('completion');
    expect(complete('gmpshark', 'dissect', '--fol')).toBe('--follow');
    expect(complete('gmpshark', 'dissect', '-T', 'nd')).toBe('ndjson');
    expect(complete('gmpshark', 'completion', 'z')).toBe('zsh');
  });
});
