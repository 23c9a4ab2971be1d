/**
 * What a user may choose: the shape of the config file, with its defaults. There is one shape for all commands.
 *
 *   theme: light
 *   time: ad
 *   layout: beside
 *   columns: [{title: No., show: number}, {title: Group, show: igmp.maddr}, {title: Info, show: info}]
 *   colours: [{name: mine, filter: gmp.type == SCREQ, ink: black, paper: "#ffd700"}]
 *   keys: {search.next: [f3, n]}
 *   macros: {from: ip.src == $1}
 */
import { z } from 'zod';
import { TIME_FORMATS, type TimeFormat } from '../../packet/clock.js';
import { keyFault } from '../keys/choices.js';
import { isAction, nearestAction } from '../keys/table.js';
import { LAYOUTS, type Layout } from '../model/classic.js';
import { parseColour } from '../theme/palette.js';
import { THEME_NAMES, type ThemeName } from '../theme/theme.js';

/** A column of the packet list. */
export interface ColumnChoice {
  readonly title: string;
  /** One of Wireshark's columns, or a field's name. */
  readonly show: string;
  /** Columns of the terminal; absent: as wide as it needs. */
  readonly width?: number | undefined;
}

/** A colour rule: packets that pass the filter look so; the first that takes a packet counts. */
export interface ColourRule {
  readonly name: string;
  readonly filter: string;
  readonly ink: number | undefined;
  readonly paper: number | undefined;
}

/** Everything that a user may choose. */
export interface Settings {
  readonly theme: ThemeName;
  readonly time: TimeFormat;
  /** How the panes of the packets are arranged. */
  readonly layout: Layout;
  readonly columns: readonly ColumnChoice[];
  /** Own rules, before the built-in ones. */
  readonly colours: readonly ColourRule[];
  /** Keys by action; they replace the built-in keys of that action. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly mouse: boolean;
  /** Texts that `${name;…}` in filters stands for. */
  readonly macros: Readonly<Record<string, string>>;
}

/** The columns that are no fields. */
export const PLAIN_COLUMNS = [
  'number',
  'time',
  'source',
  'destination',
  'protocol',
  'length',
  'info',
] as const;

/** The settings where the file says nothing. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'dark',
  time: 'r',
  layout: 'stacked',
  columns: [
    { title: 'No.', show: 'number' },
    { title: 'Time', show: 'time' },
    { title: 'Source', show: 'source' },
    { title: 'Destination', show: 'destination' },
    { title: 'Protocol', show: 'protocol' },
    { title: 'Length', show: 'length' },
    { title: 'Info', show: 'info' },
  ],
  colours: [],
  keys: {},
  mouse: true,
  macros: {},
};

const colour = z
  .union([z.string(), z.number()], 'a colour is a name, 0 to 255, or #rrggbb')
  .transform((value, context) => {
    const parsed = parseColour(String(value));
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.error });
    return z.NEVER;
  });

const column = z.strictObject({
  title: z.string('a title is a text').min(1, 'a title is a text'),
  show: z.string('a column shows a field, or one of the usual columns').min(1),
  width: z.number().int().min(1).max(1000).optional(),
});

const rule = z.strictObject({
  name: z.string().default(''),
  filter: z.string('a rule needs a filter').min(1, 'a rule needs a filter'),
  ink: colour.optional(),
  paper: colour.optional(),
});

const keyList = z.union(
  [z.string().transform((key) => [key]), z.array(z.string().min(1))],
  'keys are a text, or a list of texts',
);
const actionName = z.string().superRefine((name, context) => {
  if (!isAction(name))
    context.addIssue({ code: 'custom', message: `there is no action "${name}"${nearestAction(name)}` });
});

/** The shape of the config file. */
export const settingsShape = z.strictObject({
  theme: z.enum(THEME_NAMES, `a theme is ${THEME_NAMES.join(' or ')}`).optional(),
  time: z.enum(TIME_FORMATS, `a time format is one of ${TIME_FORMATS.join(' ')}`).optional(),
  layout: z.enum(LAYOUTS, `an arrangement is one of ${LAYOUTS.join(' ')}`).optional(),
  columns: z.array(column, 'columns are a list').min(1, 'one column at least').optional(),
  colours: z.array(rule, 'colours are a list of rules').optional(),
  keys: z
    .record(actionName, keyList)
    .superRefine((keys, context) => {
      const fault = keyFault(keys);
      if (fault === undefined) return;
      context.addIssue({ code: 'custom', path: [fault.action, fault.at], message: fault.message });
    })
    .optional(),
  mouse: z.boolean('mouse is true or false').optional(),
  macros: z
    .record(
      z.string().regex(/^[A-Za-z_]\w*$/, 'a name is of letters, digits and _'),
      z.string('a macro is a text'),
    )
    .optional(),
});

/** What the file held, with the defaults for what it did not say. */
export function withDefaults(chosen: z.infer<typeof settingsShape>): Settings {
  const { colours, ...rest } = chosen;
  const said = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...DEFAULT_SETTINGS,
    ...(Object.fromEntries(said) as Partial<Settings>),
    colours: (colours ?? []).map(({ name, filter, ink, paper }) => ({ name, filter, ink, paper })),
  };
}
