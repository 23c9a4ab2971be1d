/**
 * What editors and readers are told of scenario files is what the reader takes
 * (`npx vitest run --config test/vitest.config.ts --root . test/scenario/docs.test.ts -u` writes the page and the schema anew).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SCENARIO } from '../../src/scenario/schema.js';
import { PARTS, withParts } from './forms-text.js';
import { scenarioOf } from './read-one.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/scenarios.md`, 'utf8');

describe('docs/scenarios.md', () => {
  test('lists every form of sentences as the reader has it', async () => {
    await expect(withParts(PAGE)).toMatchFileSnapshot('../../docs/scenarios.md');
    for (const name of Object.keys(PARTS)) expect(PAGE).toContain(`<!-- ${name} -->`);
  });

  test('its examples can be read', () => {
    const examples = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map((found) => found[1]);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(scenarioOf(example).timeline.length).toBeGreaterThan(0);
  });
});

describe('scenarios/scenario.schema.json', () => {
  /** `io: 'input'`: what a file may say, not what the reader makes of it. */
  const schema = {
    ...z.toJSONSchema(SCENARIO, { target: 'draft-7', io: 'input' }),
    title: 'A gmpshark scenario',
  };

  /** The formatter's layout: lists of words that fit stand on one line. */
  function layOut(value: unknown): string {
    const text = JSON.stringify(value, undefined, 2).replace(/^.*\[\n[^[\]{}]*\]/gm, (list) => {
      const line = list.replace(/\n\s*/g, ' ').replace('[ ', '[').replace(' ]', ']').replace(/^ */, '');
      const indent = /^ */.exec(list)?.[0] ?? '';
      return indent.length + line.length <= 109 ? indent + line : list;
    });
    return `${text}\n`;
  }

  test('is what the reader takes', async () => {
    await expect(layOut(schema)).toMatchFileSnapshot('../../scenarios/scenario.schema.json');
  });

  test('lets a parameter stand for anything, and knows the keys of lines', () => {
    const text = JSON.stringify(schema);
    expect(text).toContain('^(at|expect|never)');
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.properties ?? {})).toContain('timeline');
  });
});
