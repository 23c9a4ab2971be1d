/**
 * The display filter language as the views know it, over src/filter.
 */
import { type Catalogue, createCatalogue } from '../../../dissectors/catalogue.js';
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import { createFilter, type Macros } from '../../filter/filter.js';
import { createFrameLane } from '../../filter/frame-lane.js';
import { createSift } from '../../filter/sift.js';
import { FORWARD_FIELDS } from '../../track/derived.js';
import type { PacketTest, TestMaker } from '../store/contract.js';
import { isDerived } from '../store/unfollowed.js';
import type { FilterLanguage } from './filter-language.js';

/** Makes the language; `registry` is one of its own, to check filters with. It has the derived fields, if there are any. */
export function createFilterLanguage(registry: Registry, macros: Macros): FilterLanguage {
  const catalogue: Catalogue = createCatalogue(registry.dissectors);
  const followed = (text: string): TestMaker['follows'] => {
    const made = createFilter(registry, catalogue, text, { macros });
    if (!made.ok || !made.value.fields.some(isDerived)) return undefined;
    return made.value.fields.some((name) => FORWARD_FIELDS.has(name)) ? 'ahead' : 'past';
  };
  return {
    check: (text) => {
      const made = createFilter(registry, catalogue, text, { macros });
      return made.ok ? undefined : made.error;
    },
    compile: (text) => {
      const maker = (own: Registry, names: Catalogue): PacketTest => {
        const made = createFilter(own, names, text, { macros });
        if (!made.ok) return () => false;
        const { test, program } = made.value;
        return Object.assign((w: Walk) => test(w), {
          sift: () => createSift(own, program),
          alone: () => createSift(own, program, { alone: true }),
          lane: () => createFrameLane(own, program),
        });
      };
      return Object.assign(maker, { follows: followed(text) });
    },
  };
}
