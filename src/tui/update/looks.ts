/**
 * Themes and time formats. What is chosen is kept in the config file.
 */
import type { TimeFormat } from '../../packet/clock.js';
import { type Model, type Step, told } from '../model/model.js';
import { TIME_TITLES } from '../model/times.js';
import { createTheme, type ThemeName } from '../theme/theme.js';

/** Takes another theme, and keeps it in the config file. */
export function withTheme(model: Model, name: ThemeName): Step {
  const settings = { ...model.settings, theme: name };
  const next = { ...model, settings, theme: createTheme(name, model.theme.depth) };
  return [next, [{ kind: 'configure', changes: { theme: name } }]];
}

/** Takes another time format, and keeps it in the config file. */
export function withTime(model: Model, time: TimeFormat): Step {
  const [next] = told(model, `Time: ${TIME_TITLES[time]}`);
  return [{ ...next, settings: { ...model.settings, time } }, [{ kind: 'configure', changes: { time } }]];
}
