/**
 * Playback: what moves it, wherever one looks meanwhile. The clock is an effect; it ticks while it plays.
 */
import { durationText, readDuration } from '../../scenario/quantities.js';
import type { FilterFault } from '../model/filter-language.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import {
  atTime,
  type Player,
  paused,
  playing,
  SPEEDS,
  speedText,
  ticked,
  withSpeed,
} from '../model/player.js';
import { linkedUp, playedIn, SCENARIO_START, withPlayer } from '../model/scenario.js';
import type { Played } from '../scenario/contract.js';

/** The model with another player, and the clock as it needs it. */
export function play(model: Model, played: Played, player: Player): Step {
  const was = model.views.scenario.player.playing;
  const next = withPlayer(model, played, player);
  return was === player.playing ? still(next) : [next, [{ kind: 'clock', on: player.playing }]];
}

/** The clock has ticked. */
export function tick(model: Model, world: World, at: number): Step {
  const played = playedIn(world);
  if (played === undefined || !model.views.scenario.player.playing) return still(model);
  const linked = linkedUp(model, played);
  const [next, effects] = play(linked, played, ticked(linked.views.scenario.player, played, at));
  return next.views.scenario.player.playing ? [next, effects] : [tellEnd(next, played), effects];
}

/** What came of the run, in one line. */
function tellEnd(model: Model, { run }: Played): Model {
  if (run.stopped !== undefined) return told(model, `The run was stopped: ${run.stopped}`, 'bad')[0];
  const failed = run.outcomes.filter(({ ok }) => !ok).length;
  const breaches = run.events.filter(({ kind }) => kind === 'breach').length;
  if (failed + breaches > 0) {
    const parts = [`expectations that do not hold: ${failed}`];
    if (breaches > 0) parts.push(`broken invariants: ${breaches}`);
    return told(model, `The end. ${parts.join(', ')}`, 'bad')[0];
  }
  const all = run.outcomes.length === 0 ? '' : ` All ${run.outcomes.length} expectations hold.`;
  return told(model, `The end.${all}`, 'good')[0];
}

/** Plays, or stands still. */
export function togglePlaying(model: Model, played: Played): Step {
  const { player } = model.views.scenario;
  return play(model, played, player.playing ? paused(player) : playing(player, played));
}

/** Another speed. */
export function changeSpeed(model: Model, played: Played, world: World, by: number): Step {
  const player = withSpeed(model.views.scenario.player, by);
  const [next, effects] = play(model, played, player);
  return [told(next, `Speed: ${speedText(player, world.unicode)}`)[0], effects];
}

/** As fast as possible, and back to the speed of life. */
export function toggleFastest(model: Model, played: Played, world: World): Step {
  const { speed } = model.views.scenario.player;
  const last = SPEEDS.length - 1;
  return changeSpeed(model, played, world, (speed === last ? SPEEDS.indexOf(1) : last) - speed);
}

/** What is wrong with an instant that was typed. */
export function checkInstant(text: string, world: World): FilterFault | undefined {
  const fault = (message: string): FilterFault => ({ message, from: 0, to: text.length });
  const played = playedIn(world);
  if (played === undefined) return fault('there is no run to be played');
  const time = readDuration(withUnit(text.trim()));
  if (!time.ok) return fault(time.error);
  return time.value > played.run.until
    ? fault(`the run ends at ${durationText(played.run.until)}`)
    : undefined;
}

/** A number alone is seconds. */
function withUnit(text: string): string {
  return /^\d+(\.\d+)?$/.test(text) ? `${text}s` : text;
}

/** Goes to an instant in which nothing is wrong; it stands still there. */
export function runTo(model: Model, world: World, text: string): Step {
  const played = playedIn(world);
  const time = readDuration(withUnit(text.trim()));
  if (played === undefined || !time.ok || text.trim() === '') return still(model);
  const [next, effects] = play(
    model,
    played,
    paused(atTime(model.views.scenario.player, played, time.value)),
  );
  return [{ ...next, view: 'scenario' }, effects];
}

/** Another run is there: what concerned packets of the one before is forgotten. */
export function anotherRun(model: Model): Model {
  const { player } = model.views.scenario;
  const scenario = { ...SCENARIO_START, player: { ...SCENARIO_START.player, speed: player.speed } };
  return {
    ...model,
    cursor: 1,
    before: 0,
    marks: new Map(),
    references: [],
    views: { ...model.views, scenario },
  };
}

/** Another run of the file; in a circle. */
export function otherRun(model: Model, { scenario }: World, by: number): Step {
  if (scenario === undefined) return still(model);
  const { runs, at } = scenario;
  if (runs.length < 2) return told(model, 'The file has one run.');
  return goToRun(model, { scenario }, (((at + by) % runs.length) + runs.length) % runs.length);
}

/** A run of the file, by its place. */
export function goToRun(model: Model, { scenario }: Pick<World, 'scenario'>, number: number): Step {
  if (scenario === undefined || number === scenario.at) return still(model);
  const state = model.views.scenario;
  const views = { ...model.views, scenario: { ...state, player: paused(state.player) } };
  return [
    { ...model, views },
    [
      { kind: 'clock', on: false },
      { kind: 'run', number },
    ],
  ];
}
