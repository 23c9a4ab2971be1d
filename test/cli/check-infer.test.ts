/**
 * The policies that were inferred, as a person reads them: what is only doubtful is not hidden.
 */
import { expect, test } from 'vitest';
import { makeText } from '../../src/base/text.js';
import { putPolicies } from '../../src/cli/check-infer.js';
import type { ValueTold } from '../../src/conform/infer.js';

function lineOf(...told: readonly ValueTold['told'][]): string {
  const names = ['reject', 'ignore'];
  const values = told.map((how, i) => ({ value: names[i], told: how, by: undefined, count: 0 }));
  const out = makeText();
  putPolicies([{ name: 'refusal', decision: 'D3', values, measured: undefined, tells: true }], 0, out);
  return new TextDecoder().decode(out.bytes.subarray(0, out.length)).trim();
}

test('a value that is doubtful stands in parentheses behind one that is not', () => {
  expect(lineOf('doubtful', 'consistent')).toBe('refusal  ignore (or reject)  D3');
  expect(lineOf('contradicted', 'consistent')).toBe('refusal  ignore  D3');
  expect(lineOf('doubtful', 'doubtful')).toBe('refusal  reject or ignore  D3');
  expect(lineOf('contradicted', 'contradicted')).toBe('refusal  none fits  D3');
});
