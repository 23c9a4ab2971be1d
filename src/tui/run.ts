/**
 * The TUI at work: the terminal's and the store's events go through `update`, the effects are run, the screen is drawn.
 *
 *   terminal, store, effects ──► event ──► update ──► model ──► view ──► terminal
 *                                            └──► effects
 *
 * What comes bit by bit may take its time before it begins: until then a store without packets is shown.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { RegistryOptions } from '../../dissectors/options.js';
import { err, ok, type Result } from '../base/result.js';
import { type CaptureIndex, openIndex } from '../capture/capture-index.js';
import type { CaptureError } from '../capture/types.js';
import type { Settings } from './config/settings.js';
import type { Environment } from './files/config-file.js';
import { readHistory } from './files/history-file.js';
import type { Model, TuiEvent } from './model/model.js';
import { startModel } from './model/start.js';
import { applyLook, createRunner } from './runner.js';
import { indexAll } from './store/capture-store.js';
import { createSlices, type Turns } from './store/slices.js';
import { createDrawing } from './terminal/drawing.js';
import { endings } from './terminal/endings.js';
import { type Keyboard, openKeyboard } from './terminal/keyboard.js';
import { openTerminal, type Terminal } from './terminal/screen.js';
import { createSuspending, type Suspending } from './terminal/suspending.js';
import type { Depth } from './theme/palette.js';
import { update } from './update/update.js';
import { viewScreen } from './view/view.js';
import { type Viewed, viewedOf, waitingFor } from './viewed.js';

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

/** Why there is nothing to view: the capture, or the terminal's keyboard. */
export type ViewFault =
  | { readonly kind: 'input'; readonly error: CaptureError }
  | { readonly kind: 'keyboard'; readonly reason: string };

type Opened = Result<CaptureIndex, CaptureError>;

const TURNS: Turns = {
  later: (work) => setImmediate(work),
  milliseconds: () => performance.now(),
};

/** So long is waited for an input to begin before the screen is there without it. */
const PATIENCE_MS = 150;

/** Runs the TUI until one leaves it; gives the exit status, or why there is nothing to view. */
export async function runTui(options: ViewOptions): Promise<Result<number, ViewFault>> {
  const { input, follow } = options;
  const keyboard = openKeyboard();
  if (!keyboard.ok) return err({ kind: 'keyboard', reason: keyboard.error });
  const stop = new AbortController();
  const opening = openIndex(input, { follow, signal: stop.signal });
  const soon = await Promise.race([opening, sleep(PATIENCE_MS, undefined)]);
  if (soon !== undefined && !soon.ok) {
    keyboard.value.close();
    return err({ kind: 'input', error: soon.error });
  }
  const ended = await view(opening, soon?.value, keyboard.value, options, stop);
  return ended.ok ? ended : err({ kind: 'input', error: ended.error });
}

function view(
  opening: Promise<Opened>,
  soon: CaptureIndex | undefined,
  keyboard: Keyboard,
  options: ViewOptions,
  stop: AbortController,
): Promise<Result<number, CaptureError>> {
  return new Promise((resolve) => {
    const { input, registry, unicode, depth, settings, env } = options;
    const how = { title: input, registry, macros: settings.macros, unicode, slices: createSlices(TURNS) };
    let viewed: Viewed = soon === undefined ? waitingFor(how) : viewedOf(soon, how);
    const terminal: Terminal = openTerminal({
      keyboard,
      unicode,
      mouse: settings.mouse,
      onEvent: (event) => dispatch(event),
      onGone: () => finish(ok(0)),
    });
    let model: Model = startModel({ size: terminal.size(), settings, depth, history: readHistory(env) });
    const drawing = createDrawing(() => terminal.draw(viewScreen(model, viewed.world)));
    const redraw = (): void => terminal.redraw(viewScreen(model, viewed.world));
    // The store changes with every few packets; it is looked at now and then.
    const changes = createDrawing(() => dispatch({ kind: 'store' }));
    const growth = createDrawing(() => viewed.grown());
    const finish = (ended: Result<number, CaptureError>): void => {
      for (const one of [changes, growth]) one.stop();
      drawing.stop();
      signals.release();
      terminal.close();
      stop.abort();
      void viewed.store.close().then(() => resolve(ended));
    };
    const dispatch = (event: TuiEvent): void => {
      const [next, effects] = update(model, event, viewed.world);
      model = next;
      for (const effect of effects) run(effect);
      drawing.soon();
    };
    const run = createRunner({
      viewed: () => viewed,
      input,
      env,
      model: () => model,
      dispatch,
      copy: terminal.copy,
      redraw,
      quit: () => finish(ok(0)),
      suspend: () => signals.suspend(),
    });
    const signals = watchSignals(terminal, redraw, (status) => finish(ok(status)));
    const begin = (index: CaptureIndex): void => {
      applyLook(viewed.store, viewed.world.filters, model);
      // What was chosen while there was nothing yet.
      if (model.filter !== '') run({ kind: 'filter', text: model.filter });
      if (model.search !== undefined) run({ kind: 'search', search: model.search });
      viewed.store.onChange(changes.later);
      void indexAll(index, { pause: () => turn(), grown: viewed.grown, later: growth.later });
      dispatch({ kind: 'store' });
    };
    if (soon !== undefined) return begin(soon);
    dispatch({ kind: 'store' });
    void opening.then((opened) => {
      if (!opened.ok) return finish(err(opened.error));
      if (stop.signal.aborted) return opened.value.close();
      viewed = viewedOf(opened.value, how);
      return begin(opened.value);
    });
  });
}

/** Signals end the program, or stop it for a while. */
function watchSignals(terminal: Terminal, redraw: () => void, finish: (status: number) => void): Suspending {
  const stops = createSuspending({
    leave: terminal.leave,
    back: () => {
      terminal.enter();
      redraw();
    },
  });
  const release = endings(terminal.close, finish);
  return {
    suspend: stops.suspend,
    release: () => {
      stops.release();
      release();
    },
  };
}
