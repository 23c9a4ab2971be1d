/**
 * A world for tests of update and view without a terminal: a real capture in a real store, whose background work runs when
 * the test says so.
 */
import { indexCapture, openIndex } from '../../src/capture/capture-index.js';
import { DEFAULT_SETTINGS, type Settings } from '../../src/tui/config/settings.js';
import type { Effect } from '../../src/tui/model/effects.js';
import type { Model, TuiEvent, World } from '../../src/tui/model/model.js';
import { searchTest } from '../../src/tui/model/searching.js';
import { startModel } from '../../src/tui/model/start.js';
import type { Theatre } from '../../src/tui/scenario/contract.js';
import type { StoreControl } from '../../src/tui/store/contract.js';
import { createSlices } from '../../src/tui/store/slices.js';
import type { Story } from '../../src/tui/story/contract.js';
import { openStory } from '../../src/tui/story/open-story.js';
import type { Depth } from '../../src/tui/theme/palette.js';
import { update } from '../../src/tui/update/update.js';
import { colourRules } from '../../src/tui/view/colouring.js';
import type { Pane, Size } from '../../src/tui/view/segment.js';
import { viewScreen } from '../../src/tui/view/view.js';
import { languageOf } from '../../src/tui/viewed.js';

/** The TUI without a terminal. */
export interface Play {
  readonly model: () => Model;
  readonly world: World;
  readonly store: StoreControl;
  /** Effects since the last look, those of the store done already. */
  readonly effects: () => readonly Effect[];
  readonly take: (event: TuiEvent) => void;
  /** Keys by their names. */
  readonly keys: (...names: readonly string[]) => void;
  /** Each character as a key. */
  readonly type: (text: string) => void;
  /** Does all background work. */
  readonly work: () => void;
  /** Does one turn of it. */
  readonly turn: () => void;
  readonly panes: () => readonly Pane[];
  readonly text: () => string;
}

/** How it begins. */
export interface PlayOptions {
  readonly size?: Size;
  readonly settings?: Partial<Settings>;
  readonly depth?: Depth;
  /** Default: that of nothing. */
  readonly story?: Story;
  /** A scenario, whose view is looked at first. */
  readonly scenario?: Theatre;
  readonly unicode?: boolean;
  /** Steps of loading; default: all. */
  readonly advances?: number;
  /** As if more might come for as long as one watches. */
  readonly live?: boolean;
}

/** Opens a capture. */
export async function play(file: string, options: PlayOptions = {}): Promise<Play> {
  const indexed = await (options.advances === undefined ? indexCapture(file) : openIndex(file));
  if (!indexed.ok) throw new Error(indexed.error.message);
  for (let i = 0; i < (options.advances ?? 0); i += 1) await indexed.value.advance();
  const waiting: (() => void)[] = [];
  let clock = 0;
  // Two looks at the clock are a slice: a turn of the work is one step.
  const slices = createSlices({ later: (work) => waiting.push(work), milliseconds: () => (clock += 5) });
  const opened = openStory(indexed.value, { registry: {}, slices, live: options.live === true, names: true });
  const { store } = opened;
  const { filters } = languageOf({}, {});
  const { story = opened.story, unicode = true } = options;
  const base: World = { store, story, filters, title: file, unicode };
  const world: World = options.scenario === undefined ? base : { ...base, scenario: options.scenario };
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const { size = { width: 80, height: 24 }, depth = 256 } = options;
  const view = options.scenario === undefined ? 'classic' : 'scenario';
  let model = startModel({ size, settings, depth, history: {}, view });
  const seen: Effect[] = [];
  const look = (): void =>
    store.look(
      model.settings.columns.map(({ show }) => show),
      colourRules(model.settings).map(({ filter }) => filters.compile(filter)),
    );
  const run = (effect: Effect): void => {
    seen.push(effect);
    if (effect.kind === 'filter') store.filter(effect.text === '' ? undefined : filters.compile(effect.text));
    if (effect.kind === 'search') {
      const made = searchTest(effect.search, filters);
      store.search(made.ok ? made.value : undefined);
    }
    if (effect.kind === 'follow') store.follow(effect.number);
    if (effect.kind === 'cancel') store.cancel();
    if (effect.kind === 'look') look();
  };
  const take = (event: TuiEvent): void => {
    const [next, effects] = update(model, event, world);
    model = next;
    store.near(model.cursor);
    for (const effect of effects) run(effect);
  };
  const turn = (): void => {
    for (const work of waiting.splice(0)) work();
    take({ kind: 'store' });
  };
  look();
  store.grown();
  take({ kind: 'store' });
  const key = (name: string): void => {
    const text = name === 'space' ? ' ' : Array.from(name).length === 1 ? name : '';
    take({ kind: 'key', stroke: { key: name, text } });
  };
  return {
    model: () => model,
    world,
    store,
    effects: () => seen.splice(0),
    take,
    keys: (...names) => names.forEach(key),
    type: (text) => {
      for (const char of text) key(char === ' ' ? 'space' : char);
    },
    turn,
    work: () => {
      while (waiting.length > 0) turn();
    },
    panes: () => viewScreen(model, world),
    text: () => textOf(viewScreen(model, world), model.size),
  };
}

/** Panes as a screen of text. Everything must lie on the screen. */
export function textOf(panes: readonly Pane[], { width, height }: Size): string {
  const lines = Array.from({ length: height }, () => new Array<string>(width).fill(' '));
  for (const { area, rows } of panes) {
    for (let y = 0; y < area.height; y += 1) {
      const chars = Array.from((rows[y] ?? []).map(({ text }) => text).join('')).slice(0, area.width);
      for (let x = 0; x < area.width; x += 1) {
        const line = lines[area.y + y];
        if (line === undefined || area.x + x >= width)
          throw new Error(`drawn outside at ${area.x + x},${area.y + y}`);
        line[area.x + x] = chars[x] ?? ' ';
      }
    }
  }
  return lines.map((line) => line.join('').trimEnd()).join('\n');
}
