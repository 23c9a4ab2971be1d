/**
 * Runs effects: what update asks for is done to the store, the terminal and files, and how it went is told as an event.
 */
import { changeSettings, type Environment } from './files/config-file.js';
import { writeHistory } from './files/history-file.js';
import { savePackets, saveText, writeLines } from './files/saving.js';
import type { Effect, Extent } from './model/effects.js';
import type { FilterLanguage } from './model/filter-language.js';
import type { Message, Model, TuiEvent } from './model/model.js';
import { searchTest } from './model/searching.js';
import type { StoreControl, TestMaker } from './store/contract.js';
import { colourRules } from './view/colouring.js';
import type { Viewed } from './viewed.js';

/** What effects act on. */
export interface Runner {
  /** What is viewed now: the capture takes the place of the wait for it. */
  readonly viewed: () => Viewed;
  readonly input: string;
  readonly env: Environment;
  readonly model: () => Model;
  readonly dispatch: (event: TuiEvent) => void;
  readonly copy: (text: string) => void;
  readonly redraw: () => void;
  readonly quit: () => void;
  readonly suspend: () => void;
  readonly clock: (on: boolean) => void;
  /** Makes a run of the scenario; makes it no further. */
  readonly stage: (run: number) => void;
  readonly cut: () => void;
}

/** Makes what runs effects. */
export function createRunner(runner: Runner): (effect: Effect) => void {
  const { env, dispatch } = runner;
  let stopSaving = false;
  const tell = (text: string, level: Message['level']): void =>
    dispatch({ kind: 'told', message: { text, level } });
  const told = new Set<string>();
  /** Where nothing can be written that is told once, and not with every key. */
  const complain = (what: string, fault: string | undefined): void => {
    if (fault !== undefined && !told.has(what)) tell(`${what}: ${fault}`, 'bad');
    if (fault !== undefined) told.add(what);
  };
  return (effect) => {
    const { store, world } = runner.viewed();
    const { filters } = world;
    switch (effect.kind) {
      case 'quit':
        return runner.quit();
      case 'stopLoading':
        return runner.viewed().index?.stop();
      case 'suspend':
        return runner.suspend();
      case 'redraw':
        return runner.redraw();
      case 'filter':
        return store.filter(effect.text === '' ? undefined : filters.compile(effect.text));
      case 'search': {
        const made = searchTest(effect.search, filters);
        return store.search(made.ok ? made.value : undefined);
      }
      case 'follow':
        return store.follow(effect.number);
      case 'cancel':
        stopSaving = true;
        runner.cut();
        return store.cancel();
      case 'clock':
        return runner.clock(effect.on);
      case 'run':
        return runner.stage(effect.number);
      case 'look':
        return applyLook(store, filters, runner.model());
      case 'copy':
        return runner.copy(effect.text);
      case 'write': {
        const fault = saveText(effect.path, effect.over, runner.input, effect.text);
        return fault === undefined
          ? tell(`Wrote ${effect.what} to ${effect.path}`, 'good')
          : tell(`Not written: ${fault}`, 'bad');
      }
      case 'save':
        stopSaving = false;
        return void save(runner, effect, tell, () => stopSaving);
      case 'ladder':
        stopSaving = false;
        return void writeLadder(runner, effect, tell, () => stopSaving);
      case 'remember':
        return complain('The history was not kept', writeHistory(env, effect.history));
      case 'configure':
        return complain('The config file was not changed', changeSettings(env, effect.changes));
    }
  };
}

/** Tells the store what rows hold and how they are coloured. */
export function applyLook(store: StoreControl, filters: FilterLanguage, { settings }: Model): void {
  const tests: readonly TestMaker[] = colourRules(settings).map(({ filter }) => filters.compile(filter));
  store.look(
    settings.columns.map(({ show }) => show),
    tests,
  );
}

const SO_FAR: Readonly<Record<Extent, string>> = { all: '', stopped: '', soFar: ' so far' };
const STOPPED: Readonly<Record<Extent, string>> = {
  all: '',
  stopped: '; looking for more was stopped',
  soFar: '',
};

async function save(
  { viewed, input }: Runner,
  effect: Extract<Effect, { kind: 'save' }>,
  tell: (text: string, level: Message['level']) => void,
  stopped: () => boolean,
): Promise<void> {
  const { path, over, numbers, count, extent } = effect;
  const { index } = viewed();
  if (index === undefined) return tell('Not saved: there are no packets yet', 'bad');
  const saved = await savePackets({
    index,
    input,
    path,
    over,
    numbers,
    progress: (done) => {
      tell(
        `Saving: ${Math.floor((100 * done) / Math.max(1, count))}% of ${count} packets (Esc stops)`,
        'plain',
      );
      return !stopped();
    },
  });
  if (!saved.ok) return tell(`Not saved: ${saved.error}`, 'bad');
  const packets = `${saved.value} packet${saved.value === 1 ? '' : 's'}`;
  tell(`Saved ${packets}${SO_FAR[extent]} to ${path}${STOPPED[extent]}`, 'good');
}

async function writeLadder(
  { input }: Runner,
  { path, over, extent, lines, count, done }: Extract<Effect, { kind: 'ladder' }>,
  tell: (text: string, level: Message['level']) => void,
  stopped: () => boolean,
): Promise<void> {
  let last = -1;
  const progress = (): boolean => {
    const share = Math.floor((100 * done()) / Math.max(1, count));
    if (share !== last) tell(`Writing the ladder: ${share}% of ${count} messages (Esc stops)`, 'plain');
    last = share;
    return !stopped();
  };
  const written = await writeLines({ input, path, over, lines, progress });
  if (written.ok)
    tell(`Wrote the ladder${SO_FAR[extent]}, ${written.value} lines, to ${path}${STOPPED[extent]}`, 'good');
  else tell(`Not written: ${written.error}`, 'bad');
}
