/**
 * The lines of the timeline: each session with its members beneath it, each network with its memberships. They are worked out
 * anew only where there are more subjects, or others are folded.
 */
import type { Story } from '../story/contract.js';

/** Subjects in the order of their lines. */
export interface TimelineLines {
  readonly count: number;
  /** The subject of a line; -1 where there is none. */
  readonly at: (line: number) => number;
  /** The line of a subject; where it is folded away that of what holds it; -1 where there is none. */
  readonly lineOf: (subject: number) => number;
}

interface Kept extends TimelineLines {
  readonly subjects: number;
  readonly closed: ReadonlySet<number>;
}

const kept = new WeakMap<Story, Kept>();

/** The lines that there are now. */
export function timelineLines(story: Story, closed: ReadonlySet<number>): TimelineLines {
  const had = kept.get(story);
  if (had !== undefined && had.subjects === story.subjects.count && had.closed === closed) return had;
  const made = { ...makeLines(story, closed), subjects: story.subjects.count, closed };
  kept.set(story, made);
  return made;
}

function makeLines({ subjects }: Story, closed: ReadonlySet<number>): TimelineLines {
  const children = new Map<number, number[]>();
  const { count, parentOf } = subjects;
  for (let number = 0; number < count; number += 1) {
    const parent = parentOf(number);
    if (parent < 0) continue;
    const beside = children.get(parent);
    if (beside === undefined) children.set(parent, [number]);
    else beside.push(number);
  }
  const order: number[] = [];
  const places = new Int32Array(count).fill(-1);
  for (let number = 0; number < count; number += 1) {
    if (parentOf(number) >= 0) continue;
    places[number] = order.length;
    order.push(number);
    for (const child of children.get(number) ?? []) {
      places[child] = closed.has(number) ? places[number] : order.length;
      if (!closed.has(number)) order.push(child);
    }
  }
  return {
    count: order.length,
    at: (line) => order[line] ?? -1,
    lineOf: (subject) => places[subject] ?? -1,
  };
}
