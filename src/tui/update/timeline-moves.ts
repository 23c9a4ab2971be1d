/**
 * Moving in time along a line: to the next message of its subject, to its next change, to an instant. Which messages are a
 * subject's is looked up packet by packet; what is not at hand yet is waited for.
 */
import type { Micros } from '../../base/micros.js';
import { microsOf } from '../model/instants.js';
import { lookedAt } from '../model/looking.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import type { TimelineState } from '../model/timeline.js';
import type { NumberList } from '../store/contract.js';
import type { Arrow, Subject } from '../story/contract.js';
import { atDisplayed, changeBeside } from './change-moves.js';
import { jumpTo, lookAt } from './jumps.js';

/** The model with changes to the timeline. */
export function withTimeline(model: Model, changes: Partial<TimelineState>): Model {
  return { ...model, views: { ...model.views, timeline: { ...model.views.timeline, ...changes } } };
}

/** Messages that are looked at for one move: further away one goes by time. */
const FARTHEST = 5_000;
/** Messages that are looked at between two events. */
const AT_ONCE = 500;

/** To a further message of the selected line. */
export function moveAlong(model: Model, world: World, by: number): Step {
  const subject = world.story.subjects.at(model.views.timeline.selected);
  let next = model;
  for (let i = 0; i < Math.min(Math.abs(by), 1000); i += 1) {
    const from = lookedAt(next, world).number;
    if (subject === undefined || from === 0) return still(next);
    const waiting = { subject: subject.number, from, by: by < 0 ? -1 : 1, tried: 0 } as const;
    next = goOnAlong(withTimeline(next, { waiting }), world);
    if (next.views.timeline.waiting !== undefined || next.message !== undefined) break;
  }
  return still(next);
}

/** Goes on with a move that waits. */
export function goOnAlong(model: Model, world: World): Model {
  const { waiting } = model.views.timeline;
  const subject = waiting === undefined ? undefined : world.story.subjects.at(waiting.subject);
  if (waiting === undefined || subject === undefined) return model;
  const { by } = waiting;
  let { from, tried } = waiting;
  const idle = withTimeline(model, { waiting: undefined });
  for (let i = 0; i < AT_ONCE; i += 1) {
    const number = messageBeside(world, from, by);
    if (number === 0) {
      const far = by > 0 && !world.story.complete ? ' so far' : '';
      return told(idle, `No ${by > 0 ? 'later' : 'earlier'} message of ${subject.name}${far}.`)[0];
    }
    const arrows = world.story.arrows(number);
    if (arrows === undefined) return withTimeline(model, { waiting: { ...waiting, from, tried } });
    if (arrows.some((arrow) => isOf(arrow, subject))) return lookAt(idle, number);
    from = number;
    tried += 1;
    if (tried >= FARTHEST) {
      const told5000 = `No message of ${subject.name} among the ${FARTHEST} that are next: ] c goes to its changes.`;
      return told(lookAt(idle, number), told5000)[0];
    }
  }
  return withTimeline(model, { waiting: { ...waiting, from, tried } });
}

/** Whether a message is about a subject. */
function isOf({ subject, from, to }: Arrow, { number, parent, actor }: Subject): boolean {
  if (parent < 0) return subject === number;
  return (subject < 0 || subject === parent) && (from === actor || to === actor);
}

/** The next displayed message behind a packet, or before it; 0 where there is none. */
export function messageBeside({ story, store }: World, from: number, by: 1 | -1): number {
  let number = from;
  for (;;) {
    const message = beside(story.messages, number, by);
    if (message === 0) return 0;
    // The nearest displayed one from there on; where it is no message itself, one looks on from it.
    const displayed = beside(store.shown, message - by, by);
    if (displayed === message || displayed === 0) return displayed;
    number = displayed - by;
  }
}

function beside(list: NumberList, from: number, by: 1 | -1): number {
  const row = by > 0 ? list.rowOf(from) + 1 : list.rowOf(from - 1);
  return row < 0 || row >= list.count ? 0 : list.at(row);
}

/** The displayed message nearest to an instant: the last one up to it, else the first one behind; 0 where there is none. */
export function messageNear(world: World, at: Micros): number {
  const { messages } = world.story;
  let low = 0;
  let high = messages.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (microsOf(world.store, messages.at(middle)) <= at) low = middle + 1;
    else high = middle;
  }
  const before = low === 0 ? 0 : messages.at(low - 1);
  const last = before === 0 ? 0 : messageBeside(world, before + 1, -1);
  return last !== 0 ? last : messageBeside(world, before, 1);
}

/** To the next change of the selected line. */
export function moveToChange(model: Model, world: World, by: number): Step {
  const { changes, subjects, complete } = world.story;
  const { selected } = model.views.timeline;
  const name = subjects.at(selected)?.name;
  if (name === undefined) return still(model);
  const { number } = lookedAt(model, world);
  const to = number === 0 ? 0 : changeBeside(world, changes.of(selected), number, by);
  if (to !== 0) return still(jumpTo(model, world, to));
  const so = by > 0 && (!complete || changes.cut) ? ' that is known' : '';
  return told(model, `No ${by > 0 ? 'later' : 'earlier'} change of ${name}${atDisplayed(model)}${so}.`);
}
