/**
 * Sessions and networks, a line each; under the chosen one what else is known of it.
 */
import type { Model, World } from '../model/model.js';
import { shownFacts } from '../model/state-areas.js';
import { type Fact, factsOf, phaseCell } from '../model/state-facts.js';
import type { StateSight } from '../model/state-looking.js';
import { type Matter, matterAt, matterCount } from '../model/state-matters.js';
import {
  inWidth,
  type Pane,
  type Rect,
  type Row,
  rowWidth,
  type Segment,
  segment,
  textWidth,
} from './segment.js';
import { shownText } from './state-signs.js';
import { titleRow } from './title-row.js';

/** The pane. */
export function mattersPane(model: Model, world: World, sight: StateSight, area: Rect): Pane {
  const { theme, views } = model;
  const { situation } = sight;
  const focused = views.state.focus === 'matters';
  const head = titleRow(titleText(sight), holdText(model, world), area.width, focused, theme);
  const lines = shownFacts(model, sight, area.width);
  const top = views.state.mattersTop;
  const count = situation === undefined ? 0 : matterCount(situation);
  const rows: Row[] = [];
  const last = Math.min(count + lines.length, top + Math.max(0, area.height - 1));
  // Lines of what is known of the chosen one stand behind its own line.
  const open = sight.matterAt < 0 ? count : sight.matterAt;
  for (let line = top; situation !== undefined && line < last; line += 1) {
    if (line > open && line <= open + lines.length) {
      rows.push(factRow(model, lines[line - open - 1], world));
      continue;
    }
    const at = line <= open ? line : line - lines.length;
    const matter = matterAt(situation, at);
    if (matter !== undefined) rows.push(matterRow(model, world, sight, matter, at === open, area.width));
  }
  if (count === 0) rows.push([segment('   No session or network is known yet.', theme.dim)]);
  return { id: 'state-matters', area, rows: [head, ...rows], fill: theme.text };
}

function titleText({ situation }: StateSight): string {
  const sessions = situation?.sessions.length ?? 0;
  const networks = situation?.networks.length ?? 0;
  const parts = [
    ...(sessions > 0 || networks === 0 ? [`Sessions (${sessions})`] : []),
    ...(networks > 0 ? [`Networks (${networks})`] : []),
  ];
  return parts.join(', ');
}

function holdText({ views }: Model, { story }: World): string {
  const { matter, row } = views.state;
  const name = story.subjects.at(row >= 0 ? row : matter)?.name;
  return name === undefined ? '' : `held: ${name}; F lets go`;
}

function matterRow(
  { theme, views }: Model,
  { unicode }: World,
  { fresh }: StateSight,
  matter: Matter,
  chosen: boolean,
  width: number,
): Row {
  const { focus, folded, fact } = views.state;
  const phase = phaseCell(matter, fresh);
  const here = chosen && focus === 'matters' && fact === 0;
  const base = chosen && theme.depth !== 0 ? theme.selectedAway : theme.text;
  const known = factsOf(matter, 0, fresh).length > 0;
  const fold = chosen && known ? (folded ? (unicode ? '▸' : '+') : unicode ? '▾' : '-') : ' ';
  const sign = here && theme.depth === 0 ? '>' : phase.fresh ? '*' : ' ';
  const row: Segment[] = [
    segment(`${sign}${fold} ${matter.name}  `, chosen ? { ...base, bold: true } : base),
  ];
  const cell = phase.fresh ? theme.changed : base;
  if (matter.phase !== undefined) {
    const by = matter.phase.by;
    row.push(segment(`${phase.text}${phase.fresh ? '*' : ''}`, here ? theme.selected : cell));
    if (by !== undefined)
      row.push(
        segment(`  ${by.frame === 0 ? 'by time' : `by ${by.frame}`}, ${by.why}`, chosen ? base : theme.dim),
      );
  } else row.push(segment(phase.text, here ? theme.selected : base));
  const counts = matter.phase === undefined ? '' : shownText(matter.counts, unicode);
  const left = width - rowWidth(row) - 2;
  const digits = counts.replaceAll(/[a-z]+ /g, '');
  const text = textWidth(counts) <= left ? counts : textWidth(digits) <= left ? digits : '';
  row.push(segment(inWidth(text, Math.max(0, left + 1), 'right'), base), segment(' ', base));
  return row;
}

function factRow({ theme, views }: Model, facts: readonly Fact[], { unicode }: World): Row {
  const { focus, fact } = views.state;
  const row: Segment[] = [];
  let x = 0;
  for (const one of facts) {
    row.push(segment(' '.repeat(one.x - x)));
    const here = focus === 'matters' && one.number === fact;
    const text = `${shownText(one.text, unicode)}${one.fresh ? '*' : ''}`;
    row.push(
      segment(`${one.title} `, theme.dim),
      segment(text, here ? theme.selected : one.fresh ? theme.changed : theme.text),
    );
    x = rowWidth(row);
  }
  return row;
}
