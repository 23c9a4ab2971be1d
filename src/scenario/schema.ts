/**
 * The shape of scenario files: keys, lists, maps. Editors use it as a JSON Schema (scenarios/scenario.schema.json); what the
 * texts themselves mean is for their readers.
 */
import { z } from 'zod';
import { DURATION_HINT, DURATION_PATTERN } from './quantities.js';
import { KINDS } from './vocabulary.js';

/** `${delay}` may stand anywhere. */
const PARAMETER = z.string().regex(/\$\{.*\}/);

const WORD = z.union([z.string(), z.number(), z.boolean()], { error: 'a single value is expected here' });
const TEXT = z.string({ error: 'a text is expected here' });
const NAMES = z.union([TEXT, z.array(TEXT)], { error: 'a name or a list of names is expected here' });
const DURATION = z.union([z.string().regex(new RegExp(DURATION_PATTERN)), z.literal(0), PARAMETER], {
  error: DURATION_HINT,
});
const RATIO = z.union([z.string().regex(/^\d+(\s?\/\s?\d+)?$/), z.literal(0), z.literal(1), PARAMETER], {
  error: 'a probability is 0, 1, or a ratio such as 1/100',
});

function oneOf(...words: readonly [string, ...string[]]): z.ZodUnion<readonly [z.ZodEnum, z.ZodString]> {
  return z.union([z.enum(words), PARAMETER], { error: `this is one of ${words.join(', ')}` });
}

const NETWORK = z.strictObject({
  delay: DURATION.optional().describe('From sender to receiver, each hop. Default 10ms'),
  jitter: DURATION.optional().describe('Added to each delay: 0 up to this'),
  loss: RATIO.optional().describe('Probability that a frame is lost: 1/100'),
  duplication: RATIO.optional().describe('Probability that a frame comes twice'),
  reordering: WORD.optional().describe('How often frames come late, and by how much: 1/50 by 20ms'),
});

const ACTOR = z.strictObject({
  kind: oneOf(...KINDS).optional(),
  subnet: TEXT.optional().describe('The network that it stands on'),
  subnets: NAMES.optional().describe('The networks of a router or multi-homed host'),
  drift: TEXT.optional().describe('How fast its clock runs: 50ppm'),
  secure: oneOf('yes', 'no').optional().describe('Server: whether it supports secure mode (7.3)'),
  sessions: WORD.optional().describe('Server: how many sessions it has room for (8.1 c)'),
  creators: NAMES.optional().describe('Server: who may create sessions (7.1.1)'),
  members: WORD.optional().describe('Server: how many members a session may have (D3)'),
  pending: WORD.optional().describe('Server: how many registrations may wait for its host program'),
  authorises: NAMES.optional().describe('Server: whom its host program lets register; default: all (D24)'),
  authorisation: z
    .union([DURATION, z.literal('by hand')], { error: `${DURATION_HINT}; or: by hand` })
    .optional()
    .describe('Server: how long its host program thinks; by hand: the timeline answers (7.1.3, D24)'),
});

const ACTORS_BY_NAME = z.record(
  z.string(),
  z.union([ACTOR, z.null(), z.literal('')], {
    error: 'details of an actor are a map, as in {drift: 50ppm}',
  }),
);

/** Parts that a file, an included file and a run may have. */
const PARTS = {
  parameters: z
    .record(z.string(), WORD)
    .optional()
    .describe('Values by name, put in where a dollar sign and the name in braces stand; --set changes them'),
  actors: z
    .union(
      [
        z.array(
          z.union([TEXT, ACTORS_BY_NAME], { error: 'an actor is a name, or a map of its name and details' }),
        ),
        ACTORS_BY_NAME,
      ],
      {
        error: 'actors are a list of names, or a map of names and details',
      },
    )
    .optional()
    .describe('Who takes part: server, creator, and others; a map gives details'),
  principals: NAMES.optional().describe('Actors that are listed principals'),
  routers: NAMES.optional().describe('Actors that are IGMP routers'),
  hosts: NAMES.optional().describe('Actors that speak IGMP alone'),
  subnets: NAMES.optional().describe('The networks; default: one, lan'),
  session: z
    .strictObject({
      mode: oneOf('open', 'closed').optional(),
      secure: oneOf('yes', 'no').optional(),
      period: DURATION.optional().describe('KA period (9.2 a)'),
      timeout: DURATION.optional().describe('Timeout value (9.2 b)'),
      termination: oneOf('any', 'all').optional().describe('Whose loss ends the session (7.2.1.1)'),
      members: NAMES.optional().describe('Participants on the list of members; principals are on it anyway'),
      name: WORD.optional(),
    })
    .optional()
    .describe('The session that the creator creates'),
  network: NETWORK.optional().describe('How links behave'),
  policies: z
    .record(z.string(), WORD)
    .optional()
    .describe('Decisions that are not at their defaults: {retry: off}'),
  transport: oneOf('udp', 'tcp').optional(),
  seed: WORD.optional().describe('Of all random choices'),
  timeline: z
    .array(
      z.union([z.record(z.string().regex(/^(at|expect|never)\b/), z.unknown()), z.string()], {
        error: 'a line is "at TIME: …", "expect …: …" or "never …: …"',
      }),
      {
        error: 'a timeline is a list: each line begins with "- "',
      },
    )
    .optional()
    .describe('at 2s: a leaves · expect: … · never until 5s: …'),
  findings: NAMES.optional().describe('Codes of findings that check must report'),
};

const PURPOSE = TEXT.describe('What the scenario shows, in a sentence');
const CLAUSE = WORD.describe('The clause that it executes: 7.1.3, figure 6');
const INCLUDE = NAMES.optional().describe('Files whose parts and timelines come first');

/** A run of a file: what differs in it; its timeline comes behind the file's. */
export const RUN = z.strictObject({ ...PARTS, purpose: PURPOSE.optional(), clause: CLAUSE.optional() });

/** A file that another includes. */
export const INCLUDED = z.strictObject({
  ...PARTS,
  purpose: PURPOSE.optional(),
  clause: CLAUSE.optional(),
  include: INCLUDE,
  runs: z.unknown().optional(),
});

/** A scenario file. */
export const SCENARIO = z.strictObject({
  purpose: PURPOSE,
  clause: CLAUSE,
  include: INCLUDE,
  ...PARTS,
  runs: z
    .record(
      z.string(),
      z.union([RUN, z.null(), z.literal('')], { error: 'a run is a map of what differs in it' }),
      {
        error: 'runs are a map: a name, and what differs',
      },
    )
    .optional()
    .describe('Several runs of one file, by name: what differs in each'),
});
