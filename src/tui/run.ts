/**
 * The TUI at work: the terminal's and the store's events go through `update`, the effects are run, the screen is drawn.
 *
 *   terminal, store, effects ──► event ──► update ──► model ──► view ──► terminal
 *                                            └──► effects
 */
import { performance } from 'node:perf_hooks';
import type { RegistryOptions } from '../../dissectors/options.js';
import { err, ok, type Result } from '../base/result.js';
import { type CaptureIndex, openIndex } from '../capture/capture-index.js';
import type { CaptureError } from '../capture/types.js';
import { DEFAULT_SETTINGS } from './config/settings.js';
import type { Effect } from './model/effects.js';
import type { Model, TuiEvent, World } from './model/model.js';
import { startModel } from './model/start.js';
import { createStore, indexAll } from './store/capture-store.js';
import type { StoreControl } from './store/contract.js';
import { createSlices } from './store/slices.js';
import { createDrawing } from './terminal/drawing.js';
import { endings } from './terminal/endings.js';
import { openTerminal, type Terminal } from './terminal/screen.js';
import type { Depth } from './theme/palette.js';
import { update } from './update/update.js';
import { viewScreen } from './view/view.js';

/** What to view, and how. */
export interface ViewOptions {
  /** A path, or `-`. */
  readonly input: string;
  readonly registry: RegistryOptions;
  readonly unicode: boolean;
  readonly depth: Depth;
  readonly follow: boolean;
}

/** Runs the TUI until one leaves it; gives the exit status of the program's end, or why there is nothing to view. */
export async function runTui(options: ViewOptions): Promise<Result<number, CaptureError>> {
  const opened = await openIndex(options.input, { follow: options.follow });
  if (!opened.ok) return err(opened.error);
  const index = opened.value;
  const slices = createSlices({ later: (work) => setImmediate(work), milliseconds: () => performance.now() });
  const store = createStore(index, {
    registry: options.registry,
    slices,
    live: options.follow,
    names: true,
  });
  return ok(await view(index, store, options));
}

function view(index: CaptureIndex, store: StoreControl, options: ViewOptions): Promise<number> {
  return new Promise((resolve) => {
    const world: World = {
      store,
      filters: { check: () => undefined, compile: () => () => () => true },
      title: options.input,
      unicode: options.unicode,
    };
    const terminal: Terminal = openTerminal({
      unicode: options.unicode,
      mouse: true,
      onEvent: (event) => dispatch(event),
      onGone: () => finish(0),
    });
    let model: Model = startModel({
      size: terminal.size(),
      settings: DEFAULT_SETTINGS,
      depth: options.depth,
      history: {},
    });
    const drawing = createDrawing(() => terminal.draw(viewScreen(model, world)));
    const finish = (status: number): void => {
      drawing.stop();
      release();
      terminal.close();
      void store.close().then(() => resolve(status));
    };
    const run = (effect: Effect): void => {
      switch (effect.kind) {
        case 'quit':
          finish(0);
          return;
        case 'redraw':
          terminal.redraw(viewScreen(model, world));
          return;
        case 'cancel':
          store.cancel();
          return;
      }
    };
    const dispatch = (event: TuiEvent): void => {
      const [next, effects] = update(model, event, world);
      model = next;
      for (const effect of effects) run(effect);
      if (event.kind === 'store') drawing.later();
      else drawing.soon();
    };
    const release = endings(terminal.close, finish);
    store.look(
      model.settings.columns.map(({ show }) => show as never),
      [],
    );
    store.onChange(() => dispatch({ kind: 'store' }));
    void indexAll(
      index,
      () => new Promise((done) => setImmediate(done)),
      () => dispatch({ kind: 'store' }),
    );
    dispatch({ kind: 'resize', size: terminal.size() });
  });
}
