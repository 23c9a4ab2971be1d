/**
 * Draws the findings view: title with totals, headings, the lines; the selected one in full.
 */
import { totalsText, verdictsText } from '../../conform/printed.js';
import type { FindingsState } from '../model/findings.js';
import { findingsAreas } from '../model/findings-areas.js';
import { detailLines } from '../model/findings-detail.js';
import { type FindingsLine, type FindingsList, isAmong } from '../model/findings-list.js';
import { lookedFindings, lookedFrame } from '../model/findings-looking.js';
import { foundTime } from '../model/instants.js';
import type { Model, World } from '../model/model.js';
import type { View } from '../model/view-contract.js';
import type { Found } from '../story/contract.js';
import type { Theme } from '../theme/theme.js';
import { inWidth, type Pane, type Rect, type Row, type Style, segment, textWidth } from './segment.js';
import { titleRow } from './title-row.js';

/** The panes. */
export const findingsPanes: View['panes'] = (model, world, body) => {
  const { count } = lookedFindings(model, world).list;
  const { list, detail } = findingsAreas(model.views.findings, body, count);
  return [
    ...(list === undefined ? [] : [listPane(model, world, list)]),
    ...(detail === undefined ? [] : [detailPane(model, world, detail)]),
  ];
};

/** The status line. */
export const findingsStatus: NonNullable<View['status']> = (model, world) => {
  const { line } = lookedFindings(model, world);
  if (line === undefined) return undefined;
  switch (line.kind) {
    case 'finding': {
      const { frames, code } = world.story.findings.at(line.index);
      const { number, place } = lookedFrame(frames, model.views.findings.packet);
      if (number === 0) return `${code}: no packet shows it`;
      return `Enter: to packet ${number}${frames.length > 1 ? ` (${place + 1} of ${frames.length}: p, P)` : ''}`;
    }
    case 'verdict':
      return `Enter: to packet ${line.judged.matter.firstFrame}, its first`;
    default:
      return `Enter ${line.open ? 'folds' : 'unfolds'}`;
  }
};

interface Widths {
  readonly packet: number;
  readonly time: number;
  readonly by: number;
  readonly code: number;
}

function listPane(model: Model, world: World, area: Rect): Pane {
  const { theme, views } = model;
  const { findings } = views;
  const fill = theme.text;
  if (area.height < 1) return { id: 'findings', area, rows: [], fill };
  const { list, at } = lookedFindings(model, world);
  const lines: FindingsLine[] = [];
  for (let i = findings.top; lines.length < area.height - 2; i += 1) {
    const line = list.at(i);
    if (line === undefined) break;
    lines.push(line);
  }
  const widths = widthsOf(model, world, lines, area.width);
  const focused = findings.focus === 'list';
  const rows = lines.map((line, i) => {
    const selected = findings.top + i === at;
    const style = selected ? (focused ? theme.selected : theme.selectedAway) : styleOf(model, world, line);
    const sign = selected && theme.depth === 0 ? '>' : ' ';
    const text = sign + textOf(model, world, line, widths);
    return [segment(inWidth(text, area.width), style)];
  });
  const title = titleRow('Findings', titleText(world, findings, list), area.width, focused, theme);
  const empty = list.findings === 0 ? [[segment(` ${emptyText(world, findings)}`, theme.dim)]] : [];
  return {
    id: 'findings',
    area,
    rows: [title, headings(theme, widths, area.width), ...rows, ...empty],
    fill,
  };
}

function titleText({ story, store }: World, { choice }: FindingsState, list: FindingsList): string {
  const { totals, cut, count } = story.findings;
  const parts = [totalsText(totals)];
  if (cut) parts.push(`the first ${count} are kept`);
  if (list.findings < count) parts.push(`${list.findings} chosen`);
  if (choice.by !== 'all') parts.push(choice.by === 'check' ? "check's" : "the dissectors'");
  if (choice.least !== 'chat') parts.push(`${choice.least} or worse`);
  if (choice.text !== '') parts.push(`with "${choice.text}"`);
  if (choice.onlyShown) parts.push('at displayed packets');
  if (!story.complete) parts.push(`so far, at packet ${story.scanned} of ${store.count} …`);
  return parts.join('; ');
}

function emptyText({ story }: World, { choice }: FindingsState): string {
  if (story.findings.count > 0)
    return `None of the findings is chosen${choice.text === '' ? '' : ` (text: "${choice.text}")`}.`;
  return story.complete ? 'Nothing was found.' : 'Nothing was found so far …';
}

function widthsOf(model: Model, world: World, lines: readonly FindingsLine[], width: number): Widths {
  const found = lines.flatMap((line) =>
    line.kind === 'finding' ? [world.story.findings.at(line.index)] : [],
  );
  const widest = (least: number, most: number, text: (one: Found) => string): number =>
    Math.min(
      most,
      found.reduce((wide, one) => Math.max(wide, textWidth(text(one))), least),
    );
  return {
    packet: width < 40 ? 0 : widest(6, 10, ({ frames }) => String(frames.at(-1) ?? '')),
    time: width < 70 ? 0 : widest(9, 30, (one) => foundTime(model, world, one)),
    by: width < 100 ? 0 : 9,
    code: width < 56 ? 0 : widest(12, width < 100 ? 24 : 34, ({ code }) => code),
  };
}

const SEVERITY = 8;

function columns(
  severity: string,
  packet: string,
  time: string,
  by: string,
  code: string,
  widths: Widths,
): string {
  const cells = [
    inWidth(severity, SEVERITY),
    inWidth(packet, widths.packet, 'right'),
    inWidth(time, widths.time, 'right'),
    inWidth(by, widths.by),
    inWidth(code, widths.code),
  ];
  return `${cells.filter((cell) => cell !== '').join(' ')} `;
}

function headings(theme: Theme, widths: Widths, width: number): Row {
  const text = ` ${columns('Severity', 'Packet', 'Time', 'By', 'Code', widths)}Message`;
  return [segment(inWidth(text, width), theme.heading)];
}

function textOf(model: Model, world: World, line: FindingsLine, widths: Widths): string {
  const { unicode, story } = world;
  const signOf = (open: boolean): string => (unicode ? (open ? '▾' : '▸') : open ? 'v' : '>');
  switch (line.kind) {
    case 'verdicts':
      return `${signOf(line.open)} ${verdictsText(story.findings.verdicts ?? [])}`;
    case 'verdict': {
      const { matter, verdict, broken, doubts } = line.judged;
      const reasons = [
        ...broken.map(({ count, code }) => `${count} ${unicode ? '×' : 'x'} ${code}`),
        ...doubts,
      ];
      const name = story.findings.nameOf(matter.key);
      return `  ${verdict.padEnd(12)} ${name}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`;
    }
    case 'group': {
      const { severity, code, items } = line.group;
      const { rule, message } = story.findings.at(items[0]);
      return `${signOf(line.open)} ${inWidth(severity, SEVERITY)} ${String(items.length).padStart(6)} ${unicode ? '×' : 'x'} ${code}  ${rule === '' ? message : rule}`;
    }
    case 'finding': {
      const found = story.findings.at(line.index);
      const { severity, certain, frames, by, code, message } = found;
      return (
        (model.views.findings.choice.grouped ? '  ' : '') +
        columns(
          `${severity}${certain ? '' : '?'}`,
          String(frames.at(-1) ?? ''),
          foundTime(model, world, found),
          by,
          code,
          widths,
        ) +
        message
      );
    }
  }
}

const VERDICT_ROLES = { fail: 'error', inconclusive: 'warning', pass: 'text' } as const;

function styleOf({ theme }: Model, { story, store }: World, line: FindingsLine): Style {
  switch (line.kind) {
    case 'verdicts':
      return theme.layer;
    case 'verdict':
      return theme[VERDICT_ROLES[line.judged.verdict]];
    case 'group':
      return { ...severityStyle(theme, line.group.severity), bold: true };
    case 'finding': {
      const found = story.findings.at(line.index);
      return isAmong(store.shown, found) ? severityStyle(theme, found.severity) : theme.dim;
    }
  }
}

function severityStyle(theme: Theme, severity: Found['severity']): Style {
  return severity === 'chat' ? theme.text : theme[severity];
}

function detailPane(model: Model, world: World, area: Rect): Pane {
  const { theme, views } = model;
  const { focus, detailTop } = views.findings;
  const fill = theme.text;
  if (area.height < 1) return { id: 'finding', area, rows: [], fill };
  const { list, line } = lookedFindings(model, world);
  const lines = detailLines(model, world, list, line, area.width);
  const height = area.height - 1;
  const place =
    lines.length > height
      ? `${detailTop + 1}-${Math.min(lines.length, detailTop + height)} of ${lines.length}`
      : '';
  const looks = { text: theme.text, dim: theme.dim, strong: theme.layer };
  const rows = lines.slice(detailTop, detailTop + height).map(({ label, text, look }): Row => {
    const style =
      look === 'text' || look === 'dim' || look === 'strong' ? looks[look] : severityStyle(theme, look);
    return [segment(` ${label} `, theme.dim), segment(text, style)];
  });
  return {
    id: 'finding',
    area,
    rows: [titleRow('Finding', place, area.width, focus === 'detail', theme), ...rows],
    fill,
  };
}
