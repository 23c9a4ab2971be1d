/**
 * Runs of a scenario, made to be viewed: each is made at once, in slices, and its frames become a capture like any other.
 *
 *   scenario ──slices──► run ──► pcapng ──► a file that is nowhere ──► index
 *                         └────► telling ──► played, story
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { err, ok, type Result } from '../../base/result.js';
import { type CaptureIndex, openIndex } from '../../capture/capture-index.js';
import { lastStatistics } from '../../capture/last-statistics.js';
import type { CaptureError } from '../../capture/types.js';
import { type Doubt, doubtOf } from '../../conform/check.js';
import type { Scenario } from '../../scenario/scenario.js';
import { encodeRun } from '../../sim/output-pcapng.js';
import { beginRun } from '../../sim/run.js';
import type { Run } from '../../sim/trace.js';
import type { Budget } from '../../sim/world.js';
import type { Theatre } from '../scenario/contract.js';
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
}

/** Events between two breaths. */
const SLICE = 5_000;

/** Makes the making of runs. */
export function createStaging({ runs, budget }: Programme): Staging {
  const names = runs.map(({ name }) => name);
  let at = 0;
  let progress = 0;
  let cut = false;
  const theatre = (played?: Theatre['played']): Theatre => ({
    runs: names,
    at,
    played,
    progress: () => progress,
  });
  return {
    theatre: () => theatre(),
    cut: () => {
      cut = true;
    },
    open: async (number) => {
      at = number;
      progress = 0;
      cut = false;
      const begun = beginRun(runs[number], budget);
      if (!begun.ok) return err(refused(begun.error.map(({ message }) => message).join('; ')));
      while (begun.value.go(SLICE) && !cut) {
        progress = begun.value.progress();
        await turn();
      }
      const run = begun.value.result();
      const opened = await indexRun(run);
      if (!opened.ok) return opened;
      const telling = createTelling(runs[number], run);
      const played = createPlayed(telling);
      const staged: Staged = {
        theatre: theatre(played),
        story: (ofCapture) => createScenarioStory(telling, ofCapture),
      };
      return ok({ ...opened.value, staged });
    },
  };
}

function refused(message: string): CaptureError {
  return { code: 'io', message, offset: 0 };
}

/** The capture of a run. Its file has no name any more once it is open: whatever happens, nothing is left behind. */
async function indexRun(run: Run): Promise<Result<Source, CaptureError>> {
  let folder = '';
  try {
    folder = mkdtempSync(join(tmpdir(), 'gmpshark-'));
    const path = join(folder, 'run.pcapng');
    writeFileSync(path, encodeRun(run));
    const opened = await openIndex(path);
    return opened.ok ? ok({ index: opened.value, losses: doubtOf(lastStatistics(path)) }) : opened;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(refused(`The frames of the run could not be kept in ${tmpdir()}: ${reason}`));
  } finally {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  }
}
