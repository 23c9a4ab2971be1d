/**
 * Themes.
 */
import type { Model, Step } from '../model/model.js';
import { createTheme, type ThemeName } from '../theme/theme.js';

/** Takes another theme, and keeps it in the config file. */
export function withTheme(model: Model, name: ThemeName): Step {
  const settings = { ...model.settings, theme: name };
  const next = { ...model, settings, theme: createTheme(name, model.theme.depth) };
  return [next, [{ kind: 'configure', changes: { theme: name } }]];
}
