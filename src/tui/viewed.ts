/**
 * What the TUI shows: a capture, or (as long as nothing has come) the place of one.
 */
import { type Catalogue, createCatalogue } from '../../dissectors/catalogue.js';
import type { RegistryOptions } from '../../dissectors/options.js';
import { createRegistry } from '../../dissectors/registry.js';
import type { CaptureIndex } from '../capture/capture-index.js';
import type { Doubt } from '../conform/check.js';
import type { Source } from './files/staging.js';
import type { FilterLanguage } from './model/filter-language.js';
import { createFilterLanguage } from './model/filters.js';
import type { World } from './model/model.js';
import type { Theatre } from './scenario/contract.js';
import type { StoreControl } from './store/contract.js';
import type { Slices } from './store/slices.js';
import { UNFOLLOWED } from './store/unfollowed.js';
import { createWaitingStore } from './store/waiting-store.js';
import { NO_STORY } from './story/no-story.js';
import { openStory } from './story/open-story.js';

/** A capture and what is known of it. */
export interface Viewed {
  /** Undefined until something has come. */
  readonly index: CaptureIndex | undefined;
  readonly store: StoreControl;
  readonly world: World;
  /** The index has more packets, or has come to its end. */
  readonly grown: () => void;
}

/** How it is viewed. */
export interface ViewedOptions {
  readonly title: string;
  readonly registry: RegistryOptions;
  readonly macros: Readonly<Record<string, string>>;
  readonly unicode: boolean;
  readonly slices: Slices;
  /** Packets that the capture says at its end were lost. */
  readonly losses?: Doubt | undefined;
  /** Of a scenario: its runs, of which none is made yet. */
  readonly theatre?: Theatre;
}

/** A capture that has been opened; `grown` is to be called as it is indexed. */
export function viewedOf(
  { index, staged, losses }: Source,
  { title, registry, macros, unicode, slices, losses: known }: ViewedOptions,
): Viewed {
  const how = { registry, slices, live: index.live, names: true, losses: losses ?? known };
  const { store, story } = openStory(index, how);
  const { filters } = languageOf(registry, macros);
  const of = { store, filters, title, unicode };
  // A run's machines tell its story; what is found in its capture is found as in any.
  const world: World =
    staged === undefined
      ? { ...of, story }
      : { ...of, story: staged.story(() => story.findings), scenario: staged.theatre };
  return { index, store, world, grown: store.grown };
}

/** One of which nothing has come yet. */
export function waitingFor({ title, registry, macros, unicode, theatre }: ViewedOptions): Viewed {
  const { filters, catalogue } = languageOf(registry, macros);
  const store = createWaitingStore(catalogue, theatre === undefined);
  const of = { store, story: NO_STORY, filters, title, unicode };
  const world: World = theatre === undefined ? of : { ...of, scenario: theatre };
  return { index: undefined, store, world, grown: store.grown };
}

/** The filters and fields of a capture, derived ones among them. */
export function languageOf(
  registry: RegistryOptions,
  macros: ViewedOptions['macros'],
): { readonly filters: FilterLanguage; readonly catalogue: Catalogue } {
  const made = createRegistry({ ...registry, derived: UNFOLLOWED });
  const filters = createFilterLanguage(made, macros);
  return { filters, catalogue: createCatalogue(made.dissectors) };
}
