/**
 * The pass that finds out what packets owe to those before them: it runs in the background, and a little ahead at once
 * when somebody looks there.
 */
import { createRegistry, type RegistryOptions } from '../../../dissectors/registry.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { type Context, createContext } from './context.js';
import { type Reading, startReading } from './reading.js';
import { createRecall, type Recall } from './recall.js';
import type { Slices } from './slices.js';
import { createTimed } from './timed.js';

/** The context, and readings that use it. */
export interface ContextSource {
  readonly context: Context;
  /** Packets whose context is known. */
  readonly at: () => number;
  /** Begins a reading of single packets; `further`: how its dissectors differ. */
  readonly recall: (further?: RegistryOptions) => Recall;
  /** Goes on to a packet at once, if it is near. */
  readonly hurry: (number: number) => void;
  /** There are more packets: goes on in the background. */
  readonly grown: () => void;
  readonly onPassed: (listener: (at: number) => void) => void;
}

/** Packets that are passed at once, while somebody waits for a key to be answered. */
const AT_ONCE = 10_000;
const TURN = 1024;

/** Makes the pass over a capture; `grown` begins it. `shownBefore` tells which packet is displayed before another (0: none). */
export function createContextSource(
  index: CaptureIndex,
  options: RegistryOptions,
  slices: Slices,
  shownBefore: (number: number) => number,
): ContextSource {
  const { context, witness, begin } = createContext();
  let reading: Reading | undefined = startReading(index, createRegistry({ ...options, witness }), {
    before: begin,
  });
  let passed = 0;
  const listeners: ((at: number) => void)[] = [];
  const timed = createTimed(index);
  let running = false;
  const onTo = (number: number): boolean => {
    if (reading === undefined) return false;
    const went = reading.onTo(number);
    passed = reading.at();
    for (const listener of listeners) listener(passed);
    // What streams hold is not needed any more.
    if (index.complete && passed >= index.count) reading = undefined;
    return went;
  };
  return {
    context,
    at: () => passed,
    recall: (further = {}) =>
      createRecall(index, context, (teller) => createRegistry({ ...options, ...further, witness: teller }), {
        first: timed,
        shownBefore,
      }),
    hurry: (number) => {
      const ahead = number - passed;
      if (ahead > 0 && ahead <= AT_ONCE) onTo(number);
    },
    grown: () => {
      if (running || passed >= index.count) return;
      running = true;
      slices.runPatiently(() => {
        running = onTo(Math.min(index.count, passed + TURN)) && passed < index.count;
        return running;
      });
    },
    onPassed: (listener) => {
      listeners.push(listener);
    },
  };
}
