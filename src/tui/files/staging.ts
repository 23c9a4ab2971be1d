/**
 * Runs of a scenario, made to be viewed: each is made at once, in slices, and its frames become a capture like any other.
 *
 *   scenario ──slices──► run ──► pcapng ──► a file that is nowhere ──► index
 *                         └────► telling ──► played, story
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { err, ok, type Result } from '../../base/result.js';
import { type CaptureIndex, openIndex } from '../../capture/capture-index.js';
import { createPcapngEncoder } from '../../capture/encoder.js';
import { lastStatistics } from '../../capture/last-statistics.js';
import type { CaptureError } from '../../capture/types.js';
import { type Doubt, doubtOf } from '../../conform/check.js';
import type { Scenario } from '../../scenario/scenario.js';
import { framesOf, type SentFrame } from '../../sim/frames.js';
import { captureOf } from '../../sim/output-pcapng.js';
import { beginRun } from '../../sim/run.js';
import type { Run } from '../../sim/trace.js';
import type { Budget } from '../../sim/world.js';
import type { Making, Theatre } from '../scenario/contract.js';
import { createPlayed } from '../scenario/played.js';
import { createScenarioStory } from '../scenario/story.js';
import { createTelling } from '../scenario/telling.js';
import type { Findings, Story } from '../story/contract.js';

/** What is to be played: the runs of a file, and what one may use at most. */
export interface Programme {
  readonly runs: readonly Scenario[];
  readonly budget: Budget;
}

/** A scenario on stage: what the views may know of it, and its story; `ofCapture` are the findings in its capture. */
export interface Staged {
  readonly theatre: Theatre;
  readonly story: (ofCapture?: () => Findings) => Story;
}

/** A capture that was opened, of a scenario with its run. */
export interface Source {
  readonly index: CaptureIndex;
  readonly staged?: Staged;
  /** Packets that its end says were lost. */
  readonly losses?: Doubt | undefined;
}

/** The making of runs. */
export interface Staging {
  /** The scenario while a run is made. */
  readonly theatre: () => Theatre;
  /** Makes a run; one that is being made is given up. */
  readonly open: (number: number) => Promise<Result<Source, CaptureError>>;
  /** The run that is being made goes no further: it is viewed as far as it is. */
  readonly cut: () => void;
  /** Nothing more is wanted. */
  readonly leave: () => void;
  /** Who is told now and then that the making goes on. */
  readonly watch: (listener: () => void) => void;
}

/** Events, and frames, between two breaths. */
const SLICE = 2_000;

/** Makes the making of runs. */
export function createStaging({ runs, budget }: Programme): Staging {
  const names = runs.map(({ name }) => name);
  let at = 0;
  let making: Making = { what: 'running', part: 0 };
  let cut = false;
  let told = (): void => undefined;
  const theatre = (played?: Theatre['played']): Theatre => ({
    runs: names,
    at,
    played,
    progress: () => making,
  });
  // Which making is wanted: one that is given up, or left, does not come back from its breath.
  let wanted = 0;
  const goOf = (mine: number): Go => {
    return async (what, part) => {
      making = { what, part };
      told();
      await turn();
      if (mine !== wanted) await new Promise(() => undefined);
    };
  };
  return {
    theatre: () => theatre(),
    cut: () => {
      cut = true;
    },
    leave: () => {
      wanted = 0;
    },
    watch: (listener) => {
      told = listener;
    },
    open: async (number) => {
      at = number;
      cut = false;
      wanted += 1;
      const go = goOf(wanted);
      making = { what: 'running', part: 0 };
      const begun = beginRun(runs[number], budget);
      if (!begun.ok) return err(refused(begun.error.map(({ message }) => message).join('; ')));
      while (begun.value.go(SLICE) && !cut) await go('running', begun.value.progress());
      const run = begun.value.result();
      const frames = await framesIn(run, go);
      const opened = await openRun(await captureOctets(run, frames, go));
      if (!opened.ok) return opened;
      // The story knows all packets at once: so all of them must be there.
      const { index } = opened.value;
      while (await index.advance()) await go('putting it in order', index.count / frames.length);
      const telling = createTelling(runs[number], run, frames);
      const staged: Staged = {
        theatre: theatre(createPlayed(telling)),
        story: (ofCapture) => createScenarioStory(telling, ofCapture),
      };
      return ok({ ...opened.value, staged });
    },
  };
}

/** Tells how far it is, and lets others have a turn. */
type Go = (what: Making['what'], part: number) => Promise<void>;

function refused(message: string): CaptureError {
  return { code: 'io', message, offset: 0 };
}

/** The frames of a run. */
async function framesIn(run: Run, go: Go): Promise<readonly SentFrame[]> {
  const frames: SentFrame[] = [];
  for (const frame of framesOf(run)) {
    frames.push(frame);
    if (frames.length % SLICE === 0) await go('making its frames', frame.at / run.events.length);
  }
  return frames;
}

/** The pcapng file of a run, in pieces. */
async function captureOctets(run: Run, frames: readonly SentFrame[], go: Go): Promise<readonly Uint8Array[]> {
  const { source, packets } = captureOf(run, frames);
  const { out, packet, finish } = createPcapngEncoder(source, 'gmpshark');
  const pieces: Uint8Array[] = [];
  const take = (): void => {
    pieces.push(out.bytes.slice(0, out.length));
    out.length = 0;
  };
  let count = 0;
  for (const each of packets) {
    const fault = packet(each);
    if (fault !== null) throw new Error(`a frame ${fault}`);
    count += 1;
    if (count % SLICE !== 0) continue;
    take();
    await go('writing its capture', count / frames.length);
  }
  finish();
  take();
  return pieces;
}

/** The capture of a run. Its file has no name any more once it is open: whatever happens, nothing is left behind. */
async function openRun(pieces: readonly Uint8Array[]): Promise<Result<Source, CaptureError>> {
  let folder = '';
  try {
    folder = mkdtempSync(join(tmpdir(), 'gmpshark-'));
    const path = join(folder, 'run.pcapng');
    for (const piece of pieces) appendFileSync(path, piece);
    const opened = await openIndex(path);
    return opened.ok ? ok({ index: opened.value, losses: doubtOf(lastStatistics(path)) }) : opened;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(refused(`The frames of the run could not be kept in ${tmpdir()}: ${reason}`));
  } finally {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  }
}
