/**
 * What each line may say, but not all of them together: facts of one list that exclude each other, and requests to a server
 * where there is none.
 *
 *   expect: [a is registered, a is enrolled]     one instant, one actor, two groups
 */
import type { Cast } from './cast.js';
import type { Expected } from './expectations.js';
import type { Window } from './line-keys.js';
import type { Action, Fact, Step } from './scenario.js';
import type { Note } from './source.js';

/** Notes facts of one list that cannot hold at one instant. In a range each may have an instant of its own. */
export function checkFacts(expected: readonly Expected[], window: Window, note: Note): void {
  const instant = window.form === 'next' || window.form === 'at';
  const before: { readonly about: string; readonly is: string; readonly always: boolean; text: string }[] =
    [];
  for (const { said, text, place } of expected) {
    if (said.what !== 'fact' && said.what !== 'always') continue;
    const always = said.what === 'always';
    for (const { about, is } of claimsOf(said.fact)) {
      const other = before.find((one) => one.about === about && one.is !== is);
      if (other !== undefined && (instant || always || other.always))
        note(place, `"${text}" contradicts "${other.text}" in this list: both cannot hold at one time`);
      before.push({ about, is, always, text });
    }
  }
}

/** Of what a fact says something that excludes all else: an actor's group, its state, the session's phase. */
function claimsOf(fact: Fact): readonly { readonly about: string; readonly is: string }[] {
  switch (fact.about) {
    case 'group':
      return fact.actors.map((actor) => ({ about: `group of ${actor}`, is: fact.group }));
    case 'state':
      return fact.actors.map((actor) => ({ about: `state of ${actor}`, is: fact.state }));
    case 'phase':
      return [{ about: 'phase', is: fact.phase }];
    default:
      return [];
  }
}

const TO_SERVER: ReadonlySet<Action['verb']> = new Set([
  'create',
  'register',
  'enrol',
  'activate',
  'ask-users',
  'terminate',
  'delete',
  'leave',
  'send',
]);

/** Notes the first line in which somebody asks a server that does not exist. */
export function checkServer({ actors }: Cast, steps: readonly Step[], note: Note): void {
  const [first, second] = actors.filter(({ kind }) => kind === 'server');
  if (second !== undefined)
    note(second.place, `a scenario has one server, and ${first.name} is it; ${second.name} is a second one`);
  if (first !== undefined) return;
  const asks = steps.find((step) => step.kind === 'action' && TO_SERVER.has(step.action.verb));
  if (asks === undefined) return;
  note(asks.place, `"${asks.text}" needs a server, and no actor is one; name it among the actors: server`);
}
