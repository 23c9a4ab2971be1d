/**
 * Everything that the screen shows, as one readonly record, and the world that it is a view of. `update` makes the next
 * model of an event; `view` makes panes of the model. Both are pure: what they may look up is in the world.
 *
 *   key, mouse, resize, store ──► update(model, event, world) ──► [model, effects] ──► view(model, world) ──► panes
 *
 * A view (classic, ladder, …) is one file here with its state and what it does, one file in view/ with what it draws, one
 * row in views.ts, and, where it has keys of its own, one file in keys/.
 */

import type { Settings } from '../config/settings.js';
import type { Keystroke } from '../keys/contract.js';
import type { Keymap } from '../keys/keymap.js';
import type { Theatre } from '../scenario/contract.js';
import type { PacketStore } from '../store/contract.js';
import type { Story } from '../story/contract.js';
import type { Theme } from '../theme/theme.js';
import type { Size } from '../view/segment.js';
import type { ClassicState } from './classic.js';
import type { Dialog } from './dialog.js';
import type { Effect } from './effects.js';
import type { FilterLanguage } from './filter-language.js';
import type { FindingsState } from './findings.js';
import type { LadderState } from './ladder.js';
import type { LiveState } from './live.js';
import type { ScenarioState } from './scenario.js';
import type { SearchState } from './searching.js';
import type { StateState } from './state.js';
import type { TimelineState } from './timeline.js';

/** Names of the views. */
export type ViewName = 'scenario' | 'classic' | 'ladder' | 'state' | 'timeline' | 'findings';

/** The states of the views, by name. */
export interface ViewStates {
  readonly scenario: ScenarioState;
  readonly classic: ClassicState;
  readonly ladder: LadderState;
  readonly state: StateState;
  readonly timeline: TimelineState;
  readonly findings: FindingsState;
}

/** A line for the user, until the next key. */
export interface Message {
  readonly text: string;
  readonly level: 'plain' | 'good' | 'bad';
}

/** The keys typed so far of an action that takes several. */
export interface Pending {
  readonly keys: readonly string[];
  /** The number before them ('' where there is none). */
  readonly count: string;
}

/** Everything that the screen shows. */
export interface Model {
  readonly size: Size;
  readonly view: ViewName;
  readonly views: ViewStates;
  readonly settings: Settings;
  readonly keymap: Keymap;
  readonly theme: Theme;
  /** Number of the packet that one wants to look at; where the filter hides it, the nearest shown one is looked at. */
  readonly cursor: number;
  /** Where one was before the last jump; 0: nowhere. */
  readonly before: number;
  /** Rows that one has moved while a filter had found nothing yet: moved as soon as it has. */
  readonly held: number;
  /** Of a capture that grows: whether the cursor goes along. */
  readonly live: LiveState;
  /** Marked packets, with the letter of each ('' without one). */
  readonly marks: ReadonlyMap<number, string>;
  /** Packets from which times are counted. */
  readonly references: readonly number[];
  /** The display filter at work, '' for none. */
  readonly filter: string;
  readonly search: SearchState | undefined;
  /** What was typed before, by what it was typed into; the newest last. */
  readonly history: Readonly<Record<string, readonly string[]>>;
  readonly dialog: Dialog | undefined;
  readonly pending: Pending;
  readonly message: Message | undefined;
  /** What is wrong with the capture has been told. */
  readonly errorTold: boolean;
}

/** What update and view may look up. */
export interface World {
  readonly store: PacketStore;
  /** What went on between the actors; it grows as the capture is studied. */
  readonly story: Story;
  /** Where a scenario is played, and not a capture looked at. */
  readonly scenario?: Theatre;
  readonly filters: FilterLanguage;
  /** The capture's name, as it is shown. */
  readonly title: string;
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
}

/** Something that happened. */
export type TuiEvent =
  | { readonly kind: 'key'; readonly stroke: Keystroke }
  /** Text that was pasted. */
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'pointer'; readonly pointer: Pointer }
  | { readonly kind: 'resize'; readonly size: Size }
  /** The store has more, or knows more. */
  | { readonly kind: 'store' }
  /** The clock, in milliseconds: it ticks while a run is played. */
  | { readonly kind: 'tick'; readonly at: number }
  /** Another run of the scenario is there. */
  | { readonly kind: 'run' }
  /** An effect tells how it went. */
  | { readonly kind: 'told'; readonly message: Message };

/** What the mouse did, and where on the screen. */
export interface Pointer {
  readonly act: 'press' | 'wheelUp' | 'wheelDown';
  readonly x: number;
  readonly y: number;
}

/** The next model, and what is to be done. */
export type Step = readonly [Model, readonly Effect[]];

const NONE: readonly Effect[] = [];

/** A step without effects. */
export function still(model: Model): Step {
  return [model, NONE];
}

/** The model with a line for the user. */
export function told(model: Model, text: string, level: Message['level'] = 'plain'): Step {
  return still({ ...model, message: { text, level } });
}
