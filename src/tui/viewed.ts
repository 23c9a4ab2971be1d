/**
 * What the TUI shows: a capture, or (as long as nothing has come) the place of one.
 */
import { createCatalogue } from '../../dissectors/catalogue.js';
import type { RegistryOptions } from '../../dissectors/options.js';
import { createRegistry } from '../../dissectors/registry.js';
import type { CaptureIndex } from '../capture/capture-index.js';
import type { Source } from './files/staging.js';
import { createFilterLanguage } from './model/filters.js';
import type { World } from './model/model.js';
import type { Theatre } from './scenario/contract.js';
import { createStore } from './store/capture-store.js';
import type { StoreControl } from './store/contract.js';
import type { Slices } from './store/slices.js';
import { createWaitingStore } from './store/waiting-store.js';
import { NO_STORY } from './story/no-story.js';

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
  /** Of a scenario: its runs, of which none is made yet. */
  readonly theatre?: Theatre;
}

/** A capture that has been opened; `grown` is to be called as it is indexed. */
export function viewedOf(
  { index, staged }: Source,
  { title, registry, macros, unicode, slices }: ViewedOptions,
): Viewed {
  const store = createStore(index, { registry, slices, live: index.live, names: true });
  const filters = createFilterLanguage(createRegistry(registry), macros);
  const of = { store, filters, title, unicode };
  const world: World =
    staged === undefined
      ? { ...of, story: NO_STORY }
      : { ...of, story: staged.story(), scenario: staged.theatre };
  return { index, store, world, grown: store.grown };
}

/** One of which nothing has come yet. */
export function waitingFor({ title, registry, macros, unicode, theatre }: ViewedOptions): Viewed {
  const made = createRegistry(registry);
  const store = createWaitingStore(createCatalogue(made.dissectors), theatre === undefined);
  const filters = createFilterLanguage(made, macros);
  const of = { store, story: NO_STORY, filters, title, unicode };
  const world: World = theatre === undefined ? of : { ...of, scenario: theatre };
  return { index: undefined, store, world, grown: store.grown };
}
