/**
 * The tables of docs/scenarios.md, from the forms of sentences themselves.
 */
import { ACTION_FORMS } from '../../src/scenario/action-forms.js';
import { FACT_FORMS } from '../../src/scenario/fact-forms.js';
import { FINDING_CODES } from '../../src/scenario/finding-codes.js';
import { LINE_FORMS } from '../../src/scenario/line-keys.js';
import { MESSAGE_FORMS } from '../../src/scenario/message-patterns.js';
import type { Form } from '../../src/scenario/phrase.js';
import { GROUP_WORDS, PHASE_WORDS, STATE_WORDS, TIMER_WORDS } from '../../src/scenario/vocabulary.js';

/** What stands in a slot, as the tables show it. */
const SHOWN: Readonly<Record<string, string>> = {
  who: 'ACTORS',
  actors: 'ACTORS',
  whom: 'ACTORS',
  left: 'ACTORS',
  right: 'ACTORS',
  from: 'ACTORS',
  to: 'ACTORS',
  actor: 'ACTOR',
  server: 'ACTOR',
  type: 'MESSAGE',
  instant: 'T',
  fields: 'FIELDS',
  ttl: 'N',
  process: 'N',
};

/** "ACTORS leave(s) [the GROUP group]": one way to say it, without slots' names. */
function formOf({ pattern }: Form): string {
  return pattern
    .replace(/<([a-z]+)(?::[a-z]+)?>/g, (_, name: string) => SHOWN[name] ?? name.toUpperCase())
    .replace(/(\S+)\|(\S+)/g, '$1');
}

function table(forms: readonly Form[]): string {
  const rows = forms.map((form) => `| ${formOf(form)} | \`${form.example}\` | ${form.means} |`);
  return ['| sentence | example | what it says |', '|---|---|---|', ...rows].join('\n');
}

function words(list: readonly string[]): string {
  return list.map((word) => `\`${word}\``).join(', ');
}

/** The generated parts of the page, by name. */
export const PARTS: Readonly<Record<string, string>> = {
  lines: table(LINE_FORMS),
  actions: table(ACTION_FORMS),
  messages: table(MESSAGE_FORMS),
  facts: table(FACT_FORMS),
  findings: [
    '| code | what it says |',
    '|---|---|',
    ...FINDING_CODES.map(([code, means]) => `| \`${code}\` | ${means} |`),
  ].join('\n'),
  words: [
    `- GROUP: ${words(GROUP_WORDS)}`,
    `- PHASE: ${words(PHASE_WORDS)}`,
    `- STATE: ${words(STATE_WORDS)}`,
    `- TIMER: ${words(TIMER_WORDS)}`,
  ].join('\n'),
};

/** The page with its generated parts as they are now: each stands between `<!-- name -->` and `<!-- end -->`. */
export function withParts(page: string): string {
  return page.replace(/<!-- (\w+) -->\n[\s\S]*?<!-- end -->/g, (old, name: string) =>
    PARTS[name] === undefined ? old : `<!-- ${name} -->\n\n${PARTS[name]}\n\n<!-- end -->`,
  );
}
