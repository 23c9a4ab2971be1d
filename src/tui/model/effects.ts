/**
 * What update asks for: everything that is not just another screen. Whoever runs them answers with events.
 */
import type { Settings } from '../config/settings.js';
import type { SearchState } from './searching.js';

/** What is written of what is displayed: all; what a filter had found when it was stopped; what there was of what still grows. */
export type Extent = 'all' | 'stopped' | 'soFar';

/** Something to be done. */
export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'redraw' }
  /** Load no more of the capture. */
  | { readonly kind: 'stopLoading' }
  /** Stop the job, as Ctrl-Z does everywhere. */
  | { readonly kind: 'suspend' }
  /** The clock that ticks while a run is played. */
  | { readonly kind: 'clock'; readonly on: boolean }
  /** Make another run of the scenario, by its place in the file. */
  | { readonly kind: 'run'; readonly number: number }
  /** Show only what passes ('' for all). */
  | { readonly kind: 'filter'; readonly text: string }
  | { readonly kind: 'search'; readonly search: SearchState }
  /** End the filter's and the search's scans. */
  | { readonly kind: 'cancel' }
  /** Gather the payload of a packet's stream; 0: no more of it. */
  | { readonly kind: 'follow'; readonly number: number }
  /** Rows hold other columns now, or have other colours. */
  | { readonly kind: 'look' }
  /** Into the clipboard. `what` is told to the user. */
  | { readonly kind: 'copy'; readonly text: string; readonly what: string }
  /** Into a file that is not there yet, unless `over`. */
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly text: string;
      readonly what: string;
      readonly over: boolean;
    }
  /** Packets into a capture file. */
  | {
      readonly kind: 'save';
      readonly path: string;
      readonly numbers: Iterable<number>;
      readonly count: number;
      readonly extent: Extent;
      readonly over: boolean;
    }
  /** The ladder into a text file, a line after the other; undefined: the next one is not at hand yet. */
  | {
      readonly kind: 'ladder';
      readonly path: string;
      readonly over: boolean;
      readonly extent: Extent;
      readonly lines: Iterable<string | undefined>;
      /** Messages there are, and how many have been told. */
      readonly count: number;
      readonly done: () => number;
    }
  /** What was typed, for the next time. */
  | { readonly kind: 'remember'; readonly history: Readonly<Record<string, readonly string[]>> }
  /** These settings into the config file. */
  | { readonly kind: 'configure'; readonly changes: Partial<Settings> };
