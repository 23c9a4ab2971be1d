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
import { openIndex } from '../capture/capture-index.js';
import { lastStatistics } from '../capture/last-statistics.js';
import type { CaptureError } from '../capture/types.js';
import { doubtOf } from '../conform/check.js';
import type { Settings } from './config/settings.js';
import type { Environment } from './files/config-file.js';
import { readHistory } from './files/history-file.js';
import type { Programme, Source, Staging } from './files/staging.js';
import type { Model, TuiEvent } from './model/model.js';
import { startModel } from './model/start.js';
import { createRunner } from './runner.js';
import { createShowing, type Face } from './showing.js';
import type { PacketStore } from './store/contract.js';
import { createSlices, type Turns } from './store/slices.js';
import { createClock } from './terminal/clock.js';
import { createDrawing } from './terminal/drawing.js';
import { endings } from './terminal/endings.js';
import { keepHeapSmall } from './terminal/heap.js';
import { type Keyboard, openKeyboard } from './terminal/keyboard.js';
import { openTerminal, type Terminal } from './terminal/screen.js';
import { createSuspending, type Suspending } from './terminal/suspending.js';
import type { Depth } from './theme/palette.js';
import { update } from './update/update.js';
import type { Pane } from './view/segment.js';
import { viewScreen } from './view/view.js';
import type { ViewedOptions } from './viewed.js';

/** What to view, and how. */
export interface ViewOptions {
  /** A path, or `-`. */
  readonly input: string;
  readonly registry: RegistryOptions;
  readonly settings: Settings;
  readonly unicode: boolean;
  readonly depth: Depth;
  readonly follow: boolean;
  /** Of a scenario: its runs, which are viewed instead of a capture. */
  readonly programme?: Programme;
  readonly env: Environment;
}

/** Why there is nothing to view, or not the whole of it: the capture, or the terminal's keyboard. */
export type ViewFault =
  | { readonly kind: 'input'; readonly error: CaptureError }
  | { readonly kind: 'keyboard'; readonly reason: string };

type Opened = Result<Source, CaptureError>;

const TURNS: Turns = {
  later: (work) => setImmediate(work),
  milliseconds: () => performance.now(),
};

/** So long is waited for an input to begin before the screen is there without it. */
const PATIENCE_MS = 150;

/** Runs the TUI until one leaves it; gives the exit status, or why there was nothing to view, or not the whole capture. */
export async function runTui(options: ViewOptions): Promise<Result<number, ViewFault>> {
  const { programme } = options;
  keepHeapSmall();
  const keyboard = openKeyboard();
  if (!keyboard.ok) return err({ kind: 'keyboard', reason: keyboard.error });
  const stop = new AbortController();
  const staging =
    programme === undefined ? undefined : (await import('./files/staging.js')).createStaging(programme);
  const opening = staging === undefined ? openCapture(options, stop.signal) : staging.open(0);
  const soon = await Promise.race([opening, sleep(PATIENCE_MS, undefined)]);
  if (soon !== undefined && !soon.ok) {
    keyboard.value.close();
    return err({ kind: 'input', error: soon.error });
  }
  const ended = await view({ opening, soon: soon?.value, staging, stop }, keyboard.value, options);
  return ended.ok ? ended : err({ kind: 'input', error: ended.error });
}

async function openCapture({ input, follow }: ViewOptions, signal: AbortSignal): Promise<Opened> {
  const opened = await openIndex(input, { follow, signal });
  return opened.ok ? ok({ index: opened.value }) : opened;
}

/** What is under way as the screen opens. */
interface Begun {
  readonly opening: Promise<Opened>;
  /** What was opened at once. */
  readonly soon: Source | undefined;
  readonly staging: Staging | undefined;
  readonly stop: AbortController;
}

/** How it is viewed; packets that were lost, where the capture's end tells. */
function howOf({ input, follow, registry, settings, unicode }: ViewOptions): ViewedOptions {
  const losses = follow || input === '-' ? undefined : doubtOf(lastStatistics(input));
  const slices = createSlices(TURNS);
  const title = input === '-' ? 'standard input' : input;
  return { title, registry, macros: settings.macros, unicode, slices, losses };
}

/** How it ends when one leaves: it matters whether what was viewed broke off, and not what is still to be read. */
function endOf({ error }: PacketStore): Result<number, CaptureError> {
  return error === null ? ok(0) : err(error);
}

function view(
  { opening, soon, staging, stop }: Begun,
  keyboard: Keyboard,
  options: ViewOptions,
): Promise<Result<number, CaptureError>> {
  return new Promise((resolve) => {
    const { input, unicode, depth, settings, env } = options;
    const how = howOf(options);
    const terminal: Terminal = openTerminal({
      keyboard,
      unicode,
      mouse: settings.mouse,
      onEvent: (event) => dispatch(event),
      onGone: () => finish(endOf(showing.viewed().store)),
    });
    const start = { size: terminal.size(), settings, depth, history: readHistory(env) };
    let model: Model = startModel(staging === undefined ? start : { ...start, view: 'scenario' });
    const screen = (): readonly Pane[] => viewScreen(model, showing.viewed().world);
    const redraw = (): void => terminal.redraw(screen());
    const drawing = createDrawing(() => terminal.draw(screen()));
    // The store changes with every few packets; it is looked at now and then.
    const changes = createDrawing(() => dispatch({ kind: 'store' }));
    const growth = createDrawing(() => showing.viewed().grown());
    const clock = createClock((at) => dispatch({ kind: 'tick', at }));
    const finish = (ended: Result<number, CaptureError>): void => {
      for (const one of [changes, growth, drawing, clock]) one.stop();
      signals.release();
      terminal.close();
      stop.abort();
      staging?.leave();
      void showing
        .viewed()
        .store.close()
        .then(() => resolve(ended));
    };
    const dispatch = (event: TuiEvent): void => {
      const [next, effects] = update(model, event, showing.viewed().world);
      model = next;
      showing.viewed().store.near(model.cursor);
      for (const effect of effects) run(effect);
      drawing.soon();
    };
    const face: Face = {
      model: () => model,
      dispatch,
      run: (effect) => run(effect),
      changed: changes.later,
      grows: growth.later,
      finish,
      isOver: () => stop.signal.aborted,
    };
    const showing = createShowing({ how, soon, staging, pause: () => turn(), face });
    const run = createRunner({
      viewed: showing.viewed,
      input,
      env,
      model: () => model,
      dispatch,
      copy: terminal.copy,
      redraw,
      quit: () => finish(endOf(showing.viewed().store)),
      suspend: () => signals.suspend(),
      clock: clock.set,
      stage: showing.stage,
      cut: () => staging?.cut(),
    });
    const signals = watchSignals(terminal, redraw, (status) => finish(ok(status)));
    showing.begin(opening);
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
