/**
 * The selected finding in full: the rule in words, its clause, what else may explain it, every packet that shows it, and what
 * came of the session or network that it is about.
 */
import { extentText, NO_INK, reasonLines, totalsText, verdictsText } from '../../conform/printed.js';
import type { Findings, Found } from '../story/contract.js';
import { wrapText } from '../view/wrap.js';
import type { FindingsLine, FindingsList } from './findings-list.js';
import { foundTime } from './instants.js';
import type { Model, World } from './model.js';

/** A line, and how it looks. */
export interface DetailLine {
  /** "Rule", "Clause"; '' where the line goes on. */
  readonly label: string;
  readonly text: string;
  readonly look: 'text' | 'dim' | 'strong' | Found['severity'];
}

const LABEL = 9;
/** Packets that are listed. */
const LISTED = 200;

interface Part {
  readonly label: string;
  readonly text: string;
  readonly look?: DetailLine['look'];
}

/** The lines, none wider than `width`. */
export function detailLines(
  model: Model,
  world: World,
  list: FindingsList,
  line: FindingsLine | undefined,
  width: number,
): readonly DetailLine[] {
  const parts = line === undefined ? [] : partsOf(model, world, list, line);
  return parts.flatMap(({ label, text, look = 'text' }) =>
    wrapText(text, width - LABEL - 2).map((row, i) => ({
      label: (i === 0 ? label : '').padEnd(LABEL),
      text: row,
      look,
    })),
  );
}

function partsOf(model: Model, world: World, list: FindingsList, line: FindingsLine): readonly Part[] {
  const { findings } = world.story;
  switch (line.kind) {
    case 'finding':
      return findingParts(model, world, findings.at(line.index));
    case 'group': {
      const { severity, items } = line.group;
      const first = findings.at(items[0]);
      return [
        { label: '', text: headText(first), look: severity },
        ...ruleParts(first),
        {
          label: 'Found',
          text: `${items.length === 1 ? 'once' : `${items.length} times`}, ${spanOf(findings, items)}`,
        },
      ];
    }
    case 'verdict': {
      const { matter, verdict } = line.judged;
      return [
        { label: 'Verdict', text: `${findings.nameOf(matter.key)}: ${verdict}`, look: 'strong' },
        { label: 'Packets', text: extentText(line.judged) },
        ...reasonLines(line.judged, NO_INK).map((text, i) => ({ label: i === 0 ? 'Because' : '', text })),
      ];
    }
    case 'verdicts':
      return [
        { label: 'Verdicts', text: verdictsText(list.verdicts), look: 'strong' },
        { label: 'Findings', text: totalsText(findings.totals) },
      ];
  }
}

function spanOf(findings: Findings, items: readonly number[]): string {
  const [first, last] = [items[0], items[items.length - 1]].map((index) => findings.at(index).frames.at(-1));
  if (first === undefined || last === undefined) return 'at no packet';
  return first === last ? `packet ${first}` : `packets ${first} to ${last}`;
}

/** "warning  check.no-kares  by check". */
function headText({ severity, code, by }: Found): string {
  return `${severity}  ${code}  by ${by === 'check' ? 'check' : 'the dissector'}`;
}

function ruleParts({ rule, clause }: Found): readonly Part[] {
  return [
    ...(rule === '' ? [] : [{ label: 'Rule', text: rule }]),
    ...(clause === '' ? [] : [{ label: 'Clause', text: clause }]),
  ];
}

function findingParts(model: Model, world: World, found: Found): readonly Part[] {
  const { severity, certain, message, doubt, frames, matter, subject } = found;
  const { story } = world;
  const time = foundTime(model, world, found);
  const judged = story.findings.verdicts?.find((one) => one.matter.key === matter);
  const name = story.findings.nameOf(matter);
  const who = story.subjects.at(subject)?.name;
  return [
    { label: '', text: headText(found), look: severity },
    { label: '', text: message, look: 'strong' },
    ...(certain ? [] : [{ label: 'Unsure', text: doubt === '' ? 'packets may be missing' : doubt }]),
    ...ruleParts(found),
    ...(time === '' ? [] : [{ label: 'Time', text: time }]),
    { label: 'Packets', text: packetsOf(frames, model.views.findings.packet) },
    ...(matter === ''
      ? []
      : [{ label: 'Matter', text: judged === undefined ? name : `${name}: ${judged.verdict}` }]),
    ...(who === undefined || who === name ? [] : [{ label: 'Of', text: who }]),
  ];
}

/** "45, [52]": the one that is looked at stands in brackets where there are several. */
function packetsOf(frames: readonly number[], packet: number): string {
  if (frames.length === 0) return 'none shows it';
  const looked = packet < 0 ? frames.length - 1 : packet;
  const from = Math.max(0, Math.min(looked - LISTED / 2, frames.length - LISTED));
  const listed = frames.slice(from, from + LISTED).map((number, i) => {
    return frames.length > 1 && from + i === looked ? `[${number}]` : String(number);
  });
  const before = from > 0 ? ['…'] : [];
  const behind = from + LISTED < frames.length ? ['…'] : [];
  return [...before, ...listed, ...behind].join(', ');
}
