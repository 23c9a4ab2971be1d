/**
 * A capture's store and its story together: they share what packets owe to earlier ones, grow together, and have one listener.
 */
import type { CaptureIndex } from '../../capture/capture-index.js';
import type { Doubt } from '../../conform/check.js';
import { createStore, type StoreOptions } from '../store/capture-store.js';
import type { StoreControl } from '../store/contract.js';
import { createCaptureStory } from './capture-story.js';
import type { Story } from './contract.js';

/** Makes both. `losses`: packets that were lost, where the capture's end says so and it is known already. */
export function openStory(
  index: CaptureIndex,
  options: StoreOptions & { readonly losses?: Doubt | undefined },
): { readonly store: StoreControl; readonly story: Story } {
  const { registry, slices, losses } = options;
  const own = createStore(index, options);
  let changed = (): void => undefined;
  const { story, grown } = createCaptureStory({
    index,
    source: own.source,
    registry,
    slices,
    losses,
    changed: () => changed(),
  });
  // The store is a record with getters: what is not said here is its own.
  const store: StoreControl = Object.create(own, {
    onChange: {
      value: (listener: () => void) => {
        changed = listener;
        own.onChange(listener);
      },
    },
    grown: {
      value: () => {
        own.grown();
        grown();
      },
    },
  });
  return { store, story };
}
