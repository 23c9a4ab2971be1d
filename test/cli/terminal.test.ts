/**
 * What a capture holds does not act on the terminal: in JSON, controls and marks of direction are escapes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putJsonString } from '../../src/base/json-text.js';
import { makeText } from '../../src/base/text.js';
import { folder, run } from './run.js';
import { namedCapture } from './small-capture.js';

function written(text: string): string {
  const out = makeText();
  putJsonString(out, text);
  return new TextDecoder().decode(out.bytes.subarray(0, out.length));
}

const hex = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

test('every character below U+3000: the same text, and controls and marks of direction as escapes', () => {
  for (let code = 0; code < 0x3000; code += 1) {
    const text = String.fromCharCode(code);
    const json = written(`a${text}b→`);
    expect(JSON.parse(json)).toBe(`a${text}b→`);
    const acts =
      (code >= 0x7f && code <= 0x9f) ||
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069);
    if (acts) expect(json).toBe(`"a${hex(code)}b→"`);
    else if (code >= 0x20) expect(json.includes('\\u'), hex(code)).toBe(false);
  }
});

test('beside characters that are escaped otherwise', () => {
  expect(written('"\u009b\u202e\\\u00e9\u{1f600}\u2066')).toBe(
    '"\\"\\u009b\\u202e\\\\\u00e9\u{1f600}\\u2066"',
  );
});

test.each([
  ['json', []],
  ['ek', []],
  ['ndjson', ['-e', 'frame.comment']],
])('-T %s %j: the comment of a packet', (form, flags) => {
  const path = join(folder(), 'comment.pcapng');
  const bytes = Buffer.from(namedCapture());
  const at = bytes.indexOf('the first');
  bytes.write('a\u009bb\u202ecd', at, 'utf8');
  writeFileSync(path, bytes);
  const { code, out } = run(['dissect', path, '-c', '1', '-T', form, ...flags]);
  expect(code).toBe(0);
  expect(out).toContain('a\\u009bb\\u202ecd');
  expect(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(out)).toBe(false);
});
