/**
 * What a user may choose: the schema of the config file, with its defaults. The file is
 * `$XDG_CONFIG_HOME/gmpshark/config.yaml`; keys that mean something to other commands are let through.
 */
import { z } from 'zod';
import { TIME_FORMATS, type TimeFormat } from '../../packet/clock.js';
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
  readonly columns: readonly ColumnChoice[];
  /** Own rules, before the built-in ones. */
  readonly colours: readonly ColourRule[];
  /** Keys by action; they replace the built-in keys of that action. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly mouse: boolean;
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

const DEFAULT_COLUMNS: readonly ColumnChoice[] = [
  { title: 'No.', show: 'number' },
  { title: 'Time', show: 'time' },
  { title: 'Source', show: 'source' },
  { title: 'Destination', show: 'destination' },
  { title: 'Protocol', show: 'protocol' },
  { title: 'Length', show: 'length' },
  { title: 'Info', show: 'info' },
];

/** The settings where the file says nothing. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'dark',
  time: 'r',
  columns: DEFAULT_COLUMNS,
  colours: [],
  keys: {},
  mouse: true,
};

const colour = z.union([z.string(), z.number()]).transform((value, context) => {
  const parsed = parseColour(String(value));
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: parsed.error });
  return z.NEVER;
});

const column = z.strictObject({
  title: z.string().min(1),
  show: z.string().min(1),
  width: z.number().int().min(1).max(1000).optional(),
});

const rule = z.strictObject({
  name: z.string().default(''),
  filter: z.string().min(1),
  ink: colour.optional(),
  paper: colour.optional(),
});

const keyList = z.union([z.string().transform((key) => [key]), z.array(z.string().min(1))]);

/** The shape of the config file, as far as it is ours. */
export const settingsSchema = z.looseObject({
  theme: z.enum(THEME_NAMES).optional(),
  time: z.enum(TIME_FORMATS).optional(),
  columns: z.array(column).min(1).optional(),
  colours: z.array(rule).optional(),
  keys: z.record(z.string(), keyList).optional(),
  mouse: z.boolean().optional(),
});

/** Something in the config file that cannot be meant. */
export interface SettingsFault {
  /** Where: keys and numbers from the outermost inwards. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Settings from what the file holds; what is wrong is left at its default and told. */
export function settingsFrom(value: unknown): { settings: Settings; faults: readonly SettingsFault[] } {
  const parsed = settingsSchema.safeParse(value ?? {});
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({
      path: path.map((part) => (typeof part === 'number' ? part : String(part))),
      message,
    }));
    const rest = withoutFaulty(value, faults);
    return { settings: rest === undefined ? DEFAULT_SETTINGS : settingsFrom(rest).settings, faults };
  }
  const { theme, time, columns, colours, keys, mouse } = parsed.data;
  return {
    settings: {
      theme: theme ?? DEFAULT_SETTINGS.theme,
      time: time ?? DEFAULT_SETTINGS.time,
      columns: columns ?? DEFAULT_SETTINGS.columns,
      colours: (colours ?? []).map(({ name, filter, ink, paper }) => ({ name, filter, ink, paper })),
      keys: keys ?? {},
      mouse: mouse ?? true,
    },
    faults: [],
  };
}

/** The same without the parts in which something is wrong; undefined where nothing is left to read. */
function withoutFaulty(
  value: unknown,
  faults: readonly SettingsFault[],
): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const bad = new Set(faults.map(({ path }) => String(path[0])));
  const rest = Object.entries(value).filter(([key]) => !bad.has(key));
  return rest.length === Object.keys(value).length ? undefined : Object.fromEntries(rest);
}
