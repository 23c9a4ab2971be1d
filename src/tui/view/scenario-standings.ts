/**
 * How everybody stands now: sessions, the server's word and the clients' own, timers with the time that is left.
 */
import type { Micros } from '../../base/micros.js';
import { EPOCH } from '../../sim/output-pcapng.js';
import type { Model, World } from '../model/model.js';
import type { Played } from '../scenario/contract.js';
import type { Standing, Word } from '../scenario/standings.js';
import { type SessionSight, STATES, type TimerSight } from '../story/contract.js';
import {
  cutRow,
  inWidth,
  type Pane,
  type Rect,
  type Row,
  rowWidth,
  type Segment,
  type Style,
  segment,
} from './segment.js';
import { shownText } from './state-signs.js';
import { titleRow } from './title-row.js';

/** The pane. */
export function standingsPane(model: Model, world: World, played: Played, area: Rect): Pane {
  const { theme, views } = model;
  const { focus, player, scroll } = views.scenario;
  const { position, t } = player;
  const { cast } = played.run;
  const situation = played.situation(position);
  const head = situation.sessions.flatMap((session) => sessionRows(model, world, session, area.width));
  const widths = widthsOf(played, area.width);
  const height = Math.max(0, area.height - 1);
  const count = head.length + cast.length;
  const top = Math.max(0, Math.min(scroll.state, count - height));
  const rows: Row[] = [];
  for (let i = top; i < Math.min(count, top + height); i += 1) {
    const at = i - head.length;
    rows.push(at < 0 ? head[i] : cutRow(standingRow(played.standing(at, position)), area.width));
  }
  const more = count > height ? `  ${top + 1}-${Math.min(count, top + height)} of ${count}` : '';
  return {
    id: 'standings',
    area,
    rows: [
      titleRow(
        'State now',
        `${widths.group > 0 ? "server's word, own word" : 'own word'}, timers${more}`,
        area.width,
        focus === 'state',
        theme,
      ),
      ...rows,
    ],
    fill: theme.text,
  };

  function standingRow({ name, kind, group, own, timers }: Standing): Row {
    const style = kind === 'server' || kind === 'router' ? theme.server : theme.client;
    return [
      segment(` ${inWidth(name, widths.name)} `, style),
      word(group, widths.group),
      word(own, widths.own),
      ...timerSegments(timers, t, theme).flat(),
    ];
  }

  /** What has just changed has a star before it. */
  function word({ text, fresh }: Word, width: number): Segment {
    if (width === 0) return segment('');
    const shown = text === '' ? '' : `${fresh ? '*' : ' '}${text}`;
    const style = fresh ? { ...theme.warning, bold: true } : theme.text;
    return segment(`${inWidth(shownText(shown, world.unicode), width)} `, style);
  }
}

interface Widths {
  readonly name: number;
  readonly group: number;
  readonly own: number;
}

/** The columns: where nobody is in a session there is no word of a server. */
function widthsOf({ run }: Played, width: number): Widths {
  const longest = Math.max(...run.cast.slice(0, 200).map(({ name }) => name.length));
  const name = Math.min(longest, Math.max(4, Math.floor(width / 5)));
  const ofGmp = run.cast.some(({ kind }) => kind === 'server');
  return { name, group: ofGmp ? 11 : 0, own: ofGmp ? 12 : Math.min(24, Math.floor(width / 2)) };
}

/** A session: phase and timers, then counts and what has become of it; a part that has no room goes on a further line. */
function sessionRows(model: Model, { unicode }: World, session: SessionSight, width: number): readonly Row[] {
  const { theme, views } = model;
  const { name, phase, registered, enrolled, active, timers, facts } = session;
  const said = facts
    .filter(({ title, cell }) => TOLD.includes(title) && (title === 'gate' || cell.by !== undefined))
    .sort((a, b) => TOLD.indexOf(a.title) - TOLD.indexOf(b.title))
    .map(({ title, cell }, i, { length }) =>
      segment(` ${title} ${cell.text.replace('generation ', '')}${i < length - 1 ? ',' : ''}`, theme.dim),
    );
  const counts = [
    `registered ${registered}, enrolled ${enrolled}, active ${active}`,
    shownText(`${registered} ⊇ ${enrolled} ⊇ ${active}`, unicode),
  ].map((text) => segment(` ${text} `, theme.text));
  const counted = counts.find((one) => rowWidth([one, ...said]) <= width) ?? counts[1];
  const running = timerSegments(timers, views.scenario.player.t, theme);
  return [
    ...wrapped(
      [
        [segment(` ${name} `, { ...theme.server, bold: true })],
        [segment(`${STATES.session[phase]} `, { ...theme.text, bold: true })],
        ...running,
      ],
      width,
    ),
    ...wrapped([[counted], ...said.map((one) => [one])], width),
  ];
}

/** Parts on as many lines as they need, none of them in two; those behind the first are indented. */
function wrapped(parts: readonly Row[], width: number): readonly Row[] {
  const rows: Row[] = [];
  let row: Row = [];
  for (const part of parts) {
    if (row.length > 0 && rowWidth(row) + rowWidth(part) > width) {
      rows.push(row);
      row = [segment('  ')];
    }
    row = [...row, ...part];
  }
  return [...rows, row].map((one) => cutRow(one, width));
}

/** Facts of a session that change as it goes on. */
const TOLD: readonly string[] = ['rounds', 'key', 'gate'];

/** "KA 0.290": what is nearest first. */
function timerSegments(timers: readonly TimerSight[], t: Micros, theme: Model['theme']): readonly Row[] {
  const left = timers
    .map(({ name, expires }) => ({ name, left: expires - EPOCH * 1_000_000 - t }))
    .sort((a, b) => a.left - b.left);
  return left.map(({ name, left: time }, i) => [
    segment(` ${name} `, theme.dim),
    segment(leftText(time), styleOf(time, theme)),
    segment(i < left.length - 1 ? ',' : '', theme.dim),
  ]);
}

const SOON = 100_000;

function styleOf(left: number, theme: Model['theme']): Style {
  return left <= SOON ? theme.warning : theme.text;
}

/** "0.290", "2.3": seconds, to the millisecond where there are few; never below nothing. */
function leftText(left: number): string {
  const seconds = Math.max(0, left) / 1_000_000;
  return seconds < 1 ? seconds.toFixed(3) : (Math.floor(seconds * 10) / 10).toFixed(1);
}
