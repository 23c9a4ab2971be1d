/**
 * The script of a run: what the timeline has done and will do, what it expects, and what came of that.
 */
import { timeText } from '../../sim/output-words.js';
import type { Model, World } from '../model/model.js';
import { scriptDone } from '../model/player.js';
import type { Played } from '../scenario/contract.js';
import type { ScriptLine } from '../scenario/script.js';
import { inWidth, type Pane, type Rect, type Row, type Style, segment } from './segment.js';
import { titleRow } from './title-row.js';

/** The pane: what comes next is in its middle. */
export function scriptPane(model: Model, world: World, played: Played, area: Rect): Pane {
  const { theme, views } = model;
  const { focus, player, scroll } = views.scenario;
  const { script } = played;
  const done = scriptDone(player, played);
  const rows = linesOf(script, done);
  const height = Math.max(0, area.height - 1);
  // The line that comes next, among those with the reasons of what did not hold.
  const next = script.slice(0, done).reduce((sum, { lines }) => sum + 1 + lines.length, 0);
  const middle = Math.max(0, Math.min(next - Math.floor(height / 2), rows.length - height));
  const top = Math.max(0, Math.min(middle + scroll.script, rows.length - height));
  const shown = rows.slice(top, top + height).map(({ line, reason, at }) => {
    if (reason !== undefined) return [segment(`     ${reason}`, theme.error)];
    return lineRow(line, at);
  });
  return {
    id: 'script',
    area,
    rows: [titleRow('Script', summary(), area.width, focus === 'script', theme), ...shown],
    fill: theme.text,
  };

  function lineRow({ kind, t, text, ok }: ScriptLine, at: number): Row {
    const past = at < done;
    const words = world.unicode ? text : text.replaceAll('→', '->');
    const sign = kind === 'action' ? (at === done ? '>' : ' ') : signOf(past, ok);
    const style = kind === 'action' ? actionStyle(past, at === done) : outcomeStyle(past, ok);
    const time = timeText(t).replace(/0{1,3}$/, '');
    return [
      segment(` ${sign} `, style),
      segment(`${time.padStart(8)} `, theme.dim),
      segment(inWidth(words, Math.max(0, area.width - 13)), style),
    ];
  }

  function signOf(past: boolean, ok: boolean): string {
    if (!past) return world.unicode ? '·' : '.';
    return ok ? (world.unicode ? '✓' : '+') : world.unicode ? '✗' : 'X';
  }

  function actionStyle(past: boolean, isNext: boolean): Style {
    return past ? theme.text : isNext ? theme.key : theme.dim;
  }

  function outcomeStyle(past: boolean, ok: boolean): Style {
    return past ? (ok ? theme.note : theme.error) : theme.dim;
  }

  function summary(): string {
    const action = script.slice(done).find(({ kind }) => kind === 'action');
    if (action === undefined) return '';
    return `next in ${timeText(Math.max(0, action.t - player.t) as typeof player.t)} s`;
  }
}

interface Line {
  readonly line: ScriptLine;
  /** A line of why it does not hold. */
  readonly reason: string | undefined;
  /** The line's place in the script. */
  readonly at: number;
}

/** Reasons are told once an outcome is clear. */
function linesOf(script: readonly ScriptLine[], done: number): readonly Line[] {
  return script.flatMap((line, at) => [
    { line, reason: undefined, at },
    ...(at < done ? line.lines : []).map((reason) => ({ line, reason, at })),
  ]);
}
