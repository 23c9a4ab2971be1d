/** docs/filters.md: what it shows can be typed. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry } from '../../dissectors/registry.js';
import { ok } from '../../src/base/result.js';
import { createFilter } from '../../src/filter/filter.js';
import { parseConfig } from '../../src/tui/files/config-file.js';

const page = readFileSync(new URL('../../docs/filters.md', import.meta.url), 'utf8');
const registry = createRegistry();
const catalogue = createCatalogue(registry.dissectors);

describe('docs/filters.md', () => {
  const config = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const parsed = parseConfig(config, 'config.yaml');
  const macros = parsed.ok ? ok(parsed.value.macros) : parsed;
  const shown = [...page.matchAll(/-Y '([^']*)'/g)].map(([, filter]) => filter);

  test('its configuration is one', () => {
    expect(macros.ok && Object.keys(macros.value)).toEqual(['lan', 'slow']);
  });

  test('it shows filters', () => {
    expect(shown.length).toBeGreaterThan(3);
  });

  test.each(shown)('%s is taken', (filter) => {
    const made = createFilter(registry, catalogue, filter, macros.ok ? { macros: macros.value } : {});
    expect(made.ok ? '' : made.error.message).toBe('');
  });
});
