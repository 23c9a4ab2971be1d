/**
 * What is viewed now, and what takes its place: the capture that has been opened takes that of the wait for it, another run of a
 * scenario that of the run before.
 */
import { err, type Result } from '../base/result.js';
import type { CaptureError } from '../capture/types.js';
import type { Source, Staging } from './files/staging.js';
import type { Effect } from './model/effects.js';
import type { Model, TuiEvent } from './model/model.js';
import { applyLook } from './runner.js';
import { indexAll } from './store/capture-store.js';
import { type Viewed, type ViewedOptions, viewedOf, waitingFor } from './viewed.js';

/** What is shown, how. */
export interface ShowingOptions {
  readonly how: ViewedOptions;
  /** What was opened at once. */
  readonly soon: Source | undefined;
  /** The making of a scenario's runs. */
  readonly staging: Staging | undefined;
  /** Lets others have a turn. */
  readonly pause: () => Promise<void>;
  readonly face: Face;
}

/** Who is told. */
export interface Face {
  readonly model: () => Model;
  readonly dispatch: (event: TuiEvent) => void;
  readonly run: (effect: Effect) => void;
  /** The store has more. */
  readonly changed: () => void;
  /** The index has more packets; it is told in a moment. */
  readonly grows: () => void;
  readonly finish: (ended: Result<number, CaptureError>) => void;
  /** One has left. */
  readonly isOver: () => boolean;
}

/** What is viewed. */
export interface Showing {
  readonly viewed: () => Viewed;
  /** Begins to work with what there is, or waits for what is being opened. */
  readonly begin: (opening: Promise<Result<Source, CaptureError>>) => void;
  /** Makes another run of the scenario, and shows it. */
  readonly stage: (run: number) => void;
}

/** Makes it. */
export function createShowing({ how, soon, staging, pause, face }: ShowingOptions): Showing {
  const waiting = (): Viewed =>
    waitingFor(staging === undefined ? how : { ...how, theatre: staging.theatre() });
  let viewed = soon === undefined ? waiting() : viewedOf(soon, how);
  let asked = 0;
  staging?.watch(face.changed);
  const work = (source: Source): void => {
    const model = face.model();
    applyLook(viewed.store, viewed.world.filters, model);
    // What was chosen while there was nothing yet.
    if (model.filter !== '') face.run({ kind: 'filter', text: model.filter });
    if (model.search !== undefined) face.run({ kind: 'search', search: model.search });
    viewed.store.onChange(face.changed);
    void indexAll(source.index, { pause, grown: viewed.grown, later: face.grows });
    face.dispatch({ kind: 'store' });
  };
  const waitFor = (opening: Promise<Result<Source, CaptureError>>): void => {
    asked += 1;
    const mine = asked;
    face.dispatch({ kind: 'store' });
    void opening.then((opened) => {
      if (mine !== asked && opened.ok) return opened.value.index.close();
      if (!opened.ok) return face.finish(err(opened.error));
      if (face.isOver()) return opened.value.index.close();
      viewed = viewedOf(opened.value, how);
      return work(opened.value);
    });
  };
  return {
    viewed: () => viewed,
    begin: (opening) => {
      if (soon !== undefined) work(soon);
      else waitFor(opening);
    },
    stage: (run) => {
      if (staging === undefined) return;
      void viewed.store.close();
      const opening = staging.open(run);
      viewed = waiting();
      face.dispatch({ kind: 'run' });
      waitFor(opening);
    },
  };
}
