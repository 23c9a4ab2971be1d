/**
 * The display filter language as the views know it, over src/filter.
 */
import { type Catalogue, createCatalogue } from '../../../dissectors/catalogue.js';
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import { createFilter, type Macros } from '../../filter/filter.js';
import { createSift } from '../../filter/sift.js';
import type { FilterLanguage } from './filter-language.js';

/** Makes the language; `registry` is one of its own, to check filters with. */
export function createFilterLanguage(registry: Registry, macros: Macros): FilterLanguage {
  const catalogue: Catalogue = createCatalogue(registry.dissectors);
  return {
    check: (text) => {
      const made = createFilter(registry, catalogue, text, { macros });
      return made.ok ? undefined : made.error;
    },
    compile: (text) => (own, names) => {
      const made = createFilter(own, names, text, { macros });
      if (!made.ok) return () => false;
      const { test, program } = made.value;
      return Object.assign((w: Walk) => test(w), { sift: () => createSift(own, program) });
    },
  };
}
