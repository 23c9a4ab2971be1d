/**
 * The findings view: what `check` and the dissectors found, in a list by severity (or in groups by what was found), with the
 * selected one in full beneath it. Above the findings stand the verdicts on sessions and networks.
 */
import type { Found } from '../story/contract.js';

/** Severities, the gravest first. */
export const SEVERITIES = [
  'error',
  'warning',
  'note',
  'chat',
] as const satisfies readonly Found['severity'][];

/** Whose findings are shown. */
export const FINDERS = ['all', 'check', 'dissector'] as const;

/** One of them. */
export type Finder = (typeof FINDERS)[number];

/** What is chosen of all findings. */
export interface FindingsChoice {
  /** Those of a kind under one line, which folds. */
  readonly grouped: boolean;
  readonly by: Finder;
  /** Findings that are less severe are left out. */
  readonly least: Found['severity'];
  /** Only findings that hold this text; '' for all. */
  readonly text: string;
  /** True where findings at packets that the display filter hides are left out, not only dimmed. */
  readonly onlyShown: boolean;
  /** Groups that are unfolded. */
  readonly open: ReadonlySet<string>;
  /** Whether the verdicts are unfolded; undefined: where they are few. */
  readonly verdictsOpen: boolean | undefined;
}

/** The state of the view. */
export interface FindingsState {
  readonly choice: FindingsChoice;
  /** The selected line, by its key; '': none yet. It stays selected while the list grows. */
  readonly selected: string;
  /** Where it stood last. */
  readonly at: number;
  /** The line at the top. */
  readonly top: number;
  /** Which packet of the selected finding is looked at; -1: the one where it shows. */
  readonly packet: number;
  /** The model's cursor as this view left it: where it is another, one has moved elsewhere. */
  readonly cursor: number;
  /** Where one was when one came here. */
  readonly from: number;
  readonly focus: 'list' | 'detail';
  readonly zoomed: boolean;
  readonly layout: 'below' | 'beside';
  readonly detailTop: number;
}

/** The view as it begins. */
export const FINDINGS_START: FindingsState = {
  choice: {
    grouped: false,
    by: 'all',
    least: 'chat',
    text: '',
    onlyShown: false,
    open: new Set(),
    verdictsOpen: undefined,
  },
  selected: '',
  at: 0,
  top: 0,
  packet: -1,
  cursor: 0,
  from: 0,
  focus: 'list',
  zoomed: false,
  layout: 'below',
  detailTop: 0,
};
