/**
 * The display filter language as the views know it, over src/filter.
 */
import { type Catalogue, createCatalogue } from '../../../dissectors/catalogue.js';
import type { Registry } from '../../../dissectors/registry.js';
import { createFilter, type Macros } from '../../filter/filter.js';
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
      return made.ok ? made.value.test : () => false;
    },
  };
}
