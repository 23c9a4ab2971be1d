/**
 * The model as it begins.
 */
import type { Settings } from '../config/settings.js';
import { createKeymap } from '../keys/keymap.js';
import type { Depth } from '../theme/palette.js';
import { createTheme } from '../theme/theme.js';
import type { Size } from '../view/segment.js';
import { CLASSIC_START } from './classic.js';
import { FINDINGS_START } from './findings.js';
import { LADDER_START } from './ladder.js';
import { LIVE_START } from './live.js';
import type { Model, ViewName } from './model.js';
import { SCENARIO_START } from './scenario.js';
import { STATE_START } from './state.js';
import { TIMELINE_START } from './timeline.js';

/** What is known before the first event. */
export interface Start {
  readonly size: Size;
  readonly settings: Settings;
  readonly depth: Depth;
  readonly history: Readonly<Record<string, readonly string[]>>;
  readonly view?: ViewName;
}

/** Makes the first model. */
export function startModel({ size, settings, depth, history, view = 'classic' }: Start): Model {
  return {
    size,
    view,
    views: {
      scenario: SCENARIO_START,
      classic: { ...CLASSIC_START, layout: settings.layout },
      ladder: LADDER_START,
      state: STATE_START,
      timeline: TIMELINE_START,
      findings: FINDINGS_START,
    },
    settings,
    keymap: createKeymap(settings.keys),
    theme: createTheme(settings.theme, depth),
    cursor: 1,
    before: 0,
    held: 0,
    live: LIVE_START,
    marks: new Map(),
    references: [],
    filter: '',
    search: undefined,
    history,
    dialog: undefined,
    pending: { keys: [], count: '' },
    message: undefined,
    errorTold: false,
  };
}
