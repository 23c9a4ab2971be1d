/**
 * The TUI at work: the terminal's and the store's events go through `update`, the effects are run, the screen is drawn.
 *
 *   terminal, store, effects ──► event ──► update ──► model ──► view ──► terminal
 *                                            └──► effects
 */
import { performance } from 'node:perf_hooks';
import type { RegistryOptions } from '../../dissectors/options.js';
import { createRegistry } from '../../dissectors/registry.js';
import { err, ok, type Result } from '../base/result.js';
import { type CaptureIndex, openIndex } from '../capture/capture-index.js';
import type { CaptureError } from '../capture/types.js';
import type { Settings } from './config/settings.js';
import type { Environment } from './files/config-file.js';
import { readHistory } from './files/history-file.js';
import type { FilterLanguage } from './model/filter-language.js';
import { createFilterLanguage } from './model/filters.js';
import type { Model, TuiEvent, World } from './model/model.js';
import { startModel } from './model/start.js';
import { applyLook, createRunner } from './runner.js';
import { createStore, indexAll } from './store/capture-store.js';
import type { StoreControl } from './store/contract.js';
import { createSlices } from './store/slices.js';
import { NO_STORY } from './story/no-story.js';
import { createDrawing } from './terminal/drawing.js';
import { endings } from './terminal/endings.js';
import { openTerminal, type Terminal } from './terminal/screen.js';
import { createSuspending } from './terminal/suspending.js';
import type { Depth } from './theme/palette.js';
import { update } from './update/update.js';
import { viewScreen } from './view/view.js';

/** What to view, and how. */
export interface ViewOptions {
  /** A path, or `-`. */
  readonly input: string;
  readonly registry: RegistryOptions;
  readonly settings: Settings;
  readonly unicode: boolean;
  readonly depth: Depth;
  readonly follow: boolean;
  readonly env: Environment;
}

/** Runs the TUI until one leaves it; gives the exit status, or why there is nothing to view. */
export async function runTui(options: ViewOptions): Promise<Result<number, CaptureError>> {
  const stop = new AbortController();
  const opened = await openIndex(options.input, { follow: options.follow, signal: stop.signal });
  if (!opened.ok) return err(opened.error);
  const index = opened.value;
  const slices = createSlices({ later: (work) => setImmediate(work), milliseconds: () => performance.now() });
  const { registry, settings, follow } = options;
  const store = createStore(index, { registry, slices, live: follow, names: true });
  const filters = createFilterLanguage(createRegistry(registry), settings.macros);
  return ok(await view(index, store, filters, options, stop));
}

function view(
  index: CaptureIndex,
  store: StoreControl,
  filters: FilterLanguage,
  options: ViewOptions,
  stop: AbortController,
): Promise<number> {
  return new Promise((resolve) => {
    const { input, unicode, depth, settings, env } = options;
    const world: World = { store, story: NO_STORY, filters, title: input, unicode };
    const terminal: Terminal = openTerminal({
      unicode,
      mouse: settings.mouse,
      onEvent: (event) => dispatch(event),
      onGone: () => finish(0),
    });
    let model: Model = startModel({ size: terminal.size(), settings, depth, history: readHistory(env) });
    const drawing = createDrawing(() => terminal.draw(viewScreen(model, world)));
    // The store changes with every few packets; it is looked at now and then.
    const changes = createDrawing(() => dispatch({ kind: 'store' }));
    const finish = (status: number): void => {
      changes.stop();
      drawing.stop();
      release();
      suspending.release();
      terminal.close();
      stop.abort();
      void store.close().then(() => resolve(status));
    };
    const dispatch = (event: TuiEvent): void => {
      const [next, effects] = update(model, event, world);
      model = next;
      for (const effect of effects) run(effect);
      drawing.soon();
    };
    const run = createRunner({
      index,
      input,
      store,
      filters,
      env,
      model: () => model,
      dispatch,
      copy: terminal.copy,
      redraw: () => terminal.redraw(viewScreen(model, world)),
      quit: () => finish(0),
      suspend: () => suspending.suspend(),
    });
    const suspending = createSuspending({
      leave: terminal.leave,
      back: () => {
        terminal.enter();
        terminal.redraw(viewScreen(model, world));
      },
    });
    const release = endings(terminal.close, finish);
    applyLook(store, filters, model);
    store.onChange(changes.later);
    void indexAll(index, () => new Promise((done) => setImmediate(done)), store.grown);
    dispatch({ kind: 'store' });
  });
}
