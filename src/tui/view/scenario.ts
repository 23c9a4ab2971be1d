/**
 * Draws the scenario view: where playback is, and the panes of what happens, how everybody stands, and the script.
 *
 *   ▶ 1.740000 s of 6 s  ×1                              event 96 of 131  ✓ 14 of 24
 *   ━━━━┿━━━━━┿━━━━━━━━──────┼──────────────┼───────────────────────────────────
 */
import { durationText } from '../../scenario/quantities.js';
import { timeText } from '../../sim/output-words.js';
import type { Model, World } from '../model/model.js';
import { isOver, type Player, scriptDone, speedText } from '../model/player.js';
import { playedIn } from '../model/scenario.js';
import { paneAreas } from '../model/scenario-areas.js';
import { grownLadder } from '../model/scenario-ladder.js';
import type { View } from '../model/view-contract.js';
import type { Played } from '../scenario/contract.js';
import { countBelow } from '../scenario/places.js';
import { ladderPanes } from './ladder.js';
import { eventsPane, eventsTitle } from './scenario-events.js';
import { scriptPane } from './scenario-script.js';
import { standingsPane } from './scenario-standings.js';
import { type Pane, type Rect, type Row, type Segment, segment, spread } from './segment.js';
import { titleRow } from './title-row.js';

/** The panes. */
export const scenarioPanes: View['panes'] = (model, world, body) => {
  const played = playedIn(world);
  if (played === undefined) return [makingPane(model, world, body)];
  const areas = paneAreas(model.views.scenario, body, world);
  return [
    headPane(model, world, played, areas.head),
    ...(areas.events === undefined ? [] : [happeningPane(model, world, played, areas.events)]),
    ...(areas.state === undefined ? [] : [standingsPane(model, world, played, areas.state)]),
    ...(areas.script === undefined ? [] : [scriptPane(model, world, played, areas.script)]),
  ];
};

/** What happens: as a ladder, or as a list. */
function happeningPane(model: Model, world: World, played: Played, area: Rect): Pane {
  const { focus, form } = model.views.scenario;
  if (form === 'list') return eventsPane(model, world, played, area);
  const grown = grownLadder(model, world, played);
  if (grown.world.story.messages.count === 0) {
    const text =
      model.views.scenario.player.position === 0 ? 'Nothing has happened yet.' : 'Nothing has been sent yet.';
    const title = titleRow('Ladder', eventsTitle(model, played), area.width, focus === 'events', model.theme);
    const rows = [title, [segment(` ${text}`, model.theme.dim)]];
    return { id: 'ladder', area, rows, fill: model.theme.text };
  }
  const [pane] = ladderPanes(grown.model, grown.world, area);
  const title = titleRow('Ladder', eventsTitle(model, played), area.width, focus === 'events', model.theme);
  if (pane === undefined) return { id: 'ladder', area, rows: [title], fill: model.theme.text };
  return area.height < 4 ? pane : { ...pane, rows: [title, ...pane.rows.slice(1)] };
}

/** What the status line says: what happened last. */
export function scenarioStatus(model: Model, world: World): string {
  const played = playedIn(world);
  if (played === undefined)
    return world.scenario?.progress().what === 'running' ? 'Esc cuts the run off' : 'q leaves';
  const { position } = model.views.scenario.player;
  if (position === 0) return 'space: play  .: an event on  down: a message on  ?: help';
  const last = played.seen[countBelow(played.seen, position) - 1];
  if (last === undefined) return '? for help';
  const { place, text, why } = played.words(last);
  return `${place === '' ? '' : `${place}: `}${text}${why === '' ? '' : ` [${why}]`}`;
}

function makingText(scenario: World['scenario']): string {
  if (scenario === undefined) return '';
  const { what, part } = scenario.progress();
  const done = `${Math.floor(100 * part)}%`;
  return what === 'running' ? `running … ${done} of its time  (Esc cuts it off)` : `${what} … ${done}`;
}

/** While the run is made. */
function makingPane({ theme }: Model, { scenario }: World, area: Rect): Pane {
  const name = scenario?.runs[scenario.at] ?? '';
  return {
    id: 'scenario',
    area,
    rows: [
      titleRow('Scenario', name, area.width, true, theme),
      [],
      [segment(` ${makingText(scenario)}`, theme.text)],
    ],
    fill: theme.text,
  };
}

function headPane(model: Model, world: World, played: Played, area: Rect): Pane {
  const { theme } = model;
  const rows = [clockRow(model, world, played, area.width), barRow(model, world, played, area.width)];
  return { id: 'scenario', area, rows, fill: theme.text };
}

/** Whether it plays, what time it is, how fast it goes, how far it is, what came of the expectations so far. */
function clockRow({ views, theme }: Model, world: World, played: Played, width: number): Row {
  const { player } = views.scenario;
  const { unicode, scenario } = world;
  const { run, places, script } = played;
  const done = script.slice(0, scriptDone(player, played)).filter(({ kind }) => kind === 'expectation');
  const failed = done.filter(({ ok }) => !ok).length;
  const style = theme.heading;
  const runs = scenario !== undefined && scenario.runs.length > 1;
  const left = [
    segment(` ${signOf(player, played, unicode)} `, { ...style, bold: true }),
    segment(`${timeText(player.t)} s`, { ...style, bold: true }),
    segment(` of ${durationText(run.until).replace(/s$/, ' s')}  ${speedText(player, unicode)}`, style),
    segment(runs ? `  run ${scenario.at + 1} of ${scenario.runs.length}` : '', style),
  ];
  const packet = places.packetAt(player.position);
  const counts = width >= 70 ? `packet ${packet} of ${places.count}  ` : '';
  const right: Segment[] = [segment(counts, style)];
  if (run.outcomes.length > 0) {
    right.push(segment(`${unicode ? '✓' : 'ok'} ${done.length - failed} of ${run.outcomes.length} `, style));
    if (failed > 0) right.push(segment(` ${unicode ? '✗' : 'FAIL'} ${failed} `, theme.bad));
  }
  return spread(left, right, width, style);
}

function signOf(player: Player, played: Played, unicode: boolean): string {
  if (player.playing) return unicode ? '▶ playing' : '> playing';
  if (isOver(player, played)) return unicode ? '■ ended' : '# ended';
  return unicode ? '‖ paused' : '= paused';
}

/** The run's time from its beginning to its end, with the timeline's actions, as far as it is played. */
function barRow({ views, theme }: Model, { unicode }: World, { run, script }: Played, width: number): Row {
  const { t } = views.scenario.player;
  const { until } = run;
  const columnOf = (at: number): number =>
    until === 0 ? 0 : Math.min(width - 1, Math.floor((at / until) * width));
  const acts = new Set(script.filter(({ kind }) => kind === 'action').map((line) => columnOf(line.t)));
  const failed = new Set(script.filter(({ ok }) => !ok).map((line) => columnOf(line.t)));
  const now = t >= until ? width : columnOf(t);
  const [past, pastAct, open, openAct] = unicode ? ['━', '┿', '─', '┼'] : ['=', '#', '-', '+'];
  const row: Segment[] = [];
  for (let x = 0; x < width; x += 1) {
    const over = x < now;
    const char = acts.has(x) ? (over ? pastAct : openAct) : over ? past : open;
    const style = over && failed.has(x) ? theme.error : over ? theme.note : theme.dim;
    row.push(x === now ? segment(unicode ? '╋' : '|', theme.key) : segment(char, style));
  }
  return row;
}
