/**
 * What the selected line of the timeline is in at the cursor, in words: state, since when, by which packet, why, and how long
 * its timers have still to run.
 */
import {
  type Cause,
  type Change,
  type MemberSight,
  type SessionSight,
  type Situation,
  STATES,
  type Subject,
  type TimerSight,
} from '../story/contract.js';
import type { Copy } from './copies.js';
import { instantText, microsOf } from './instants.js';
import { lookedAt } from './looking.js';
import type { Model, World } from './model.js';
import { spanText } from './spans.js';

/** The last change of a subject that shows at a packet or before it. */
function changeAt({ story }: World, subject: number, number: number): Change | undefined {
  const { changes } = story;
  const own = changes.of(subject);
  let low = 0;
  let high = own.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { shown } = changes.at(own[middle]);
    if (shown !== 0 && shown <= number) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : changes.at(own[low - 1]);
}

/** "user 3: enrolled; KA 120 ms left; since 2.330000 (packet 33, 7.2.1 D8)". */
export function subjectText(model: Model, world: World): string | undefined {
  const { selected, waiting } = model.views.timeline;
  const subject = world.story.subjects.at(selected);
  if (subject === undefined) return undefined;
  const { number } = lookedAt(model, world);
  if (waiting !== undefined)
    return `${subject.name}: looking for its next message, at packet ${waiting.from} …`;
  const change = changeAt(world, selected, number);
  if (change === undefined) return `${subject.name}: ${unchangedText(world, subject, number)}`;
  const state = STATES[subject.kind][change.to];
  const since = instantText(
    world.store,
    model.settings.time,
    model.references,
    change.by.at,
    Math.min(number, change.by.frame || number),
  );
  const timers = timersText(world, subject, number);
  const so = `since ${since} (${causeText(change.by)})`;
  return `${subject.name}: ${state}${timers === '' ? ` ${so}` : `${timers}; ${so}`}`;
}

/** Of a subject without a change so far: what a member has asked for that is in no group yet. */
function unchangedText(world: World, subject: Subject, number: number): string {
  const { story } = world;
  if (subject.kind === 'network') return factsOf(world, subject, number);
  const situation = subject.kind === 'member' ? story.situation(number) : undefined;
  const session = situation?.sessions.find((one) => one.subject === subject.parent);
  const member = session === undefined ? undefined : memberIn(session, subject);
  if (situation === undefined || member === undefined) return 'nothing is known of it yet';
  const request = member.cells[situation.memberColumns.indexOf('Last request')];
  const by = request?.by === undefined ? '' : ` (${causeText(request.by)})`;
  return `in no group yet${by === '' ? '' : `; last request ${request.text}${by}`}`;
}

/** What is known of a network that was never asked, or is never said to be: "groups 3, queries 0, version 2". */
function factsOf({ story }: World, { number: subject }: Subject, number: number): string {
  const network = story.situation(number)?.networks.find((one) => one.subject === subject);
  const facts = (network?.facts ?? []).filter(({ cell }) => cell.text !== '-' && cell.text !== '');
  return facts.length === 0
    ? 'nothing is known of it yet'
    : facts.map(({ title, cell }) => `${title.toLowerCase()} ${cell.text}`).join(', ');
}

/** A member, also as one who asks and has no user ID yet: those stand behind the others. */
function memberIn(session: SessionSight, { number, actor }: Subject): MemberSight | undefined {
  const at = session.memberOf(number);
  if (at >= 0) return session.memberAt(at);
  for (let i = session.memberCount - 1; i >= Math.max(0, session.memberCount - MOST_ASKING); i -= 1) {
    const member = session.memberAt(i);
    if (member.user !== 0) return undefined;
    if (member.actor === actor) return member;
  }
  return undefined;
}

/** Of those who ask, so many are looked at. */
const MOST_ASKING = 200;

function causeText({ frame, why }: Cause): string {
  const by = frame === 0 ? 'by time' : `packet ${frame}`;
  return why === '' ? by : `${by}, ${why}`;
}

function timersText({ story, store }: World, subject: Subject, number: number): string {
  const situation = story.situation(number);
  if (situation === undefined) return '; timers …';
  const timers = timersOf(situation, subject);
  const now = microsOf(store, number);
  return timers.map(({ name, expires }) => `; ${name} ${spanText(Math.max(0, expires - now))} left`).join('');
}

function timersOf(
  { sessions, networks }: Situation,
  { number, parent, kind }: Subject,
): readonly TimerSight[] {
  switch (kind) {
    case 'session':
      return sessions.find((one) => one.subject === number)?.timers ?? [];
    case 'network':
      return networks.find((one) => one.subject === number)?.timers ?? [];
    case 'member': {
      const session = sessions.find((one) => one.subject === parent);
      const at = session?.memberOf(number) ?? -1;
      return session === undefined || at < 0 ? [] : session.memberAt(at).timers;
    }
    case 'membership': {
      const network = networks.find((one) => one.subject === parent);
      const at = network?.membershipOf(number) ?? -1;
      return network === undefined || at < 0 ? [] : network.membershipAt(at).timers;
    }
  }
}

/** The selected line for the clipboard. */
export function copyOfSubject(model: Model, world: World): Copy | undefined {
  const text = subjectText(model, world);
  return text === undefined ? undefined : { text, what: 'the line' };
}
