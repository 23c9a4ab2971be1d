/**
 * What lies over the views: a line that is typed into, or a page (help, columns, runs, a stream).
 */
import type { FilterFault } from './filter-language.js';
import type { SearchKind, SearchPlace } from './searching.js';

/** What a typed line is for. */
export type PromptPurpose =
  | 'filter'
  | 'search'
  | 'command'
  | 'goto'
  | 'run'
  | 'save.shown'
  | 'save.marked'
  | 'write'
  | 'ladder'
  | 'column'
  | 'findings.text';

/** A line that is typed into. */
export interface Prompt {
  readonly kind: 'prompt';
  readonly purpose: PromptPurpose;
  readonly text: string;
  /** The character before which one types. */
  readonly at: number;
  /** What is wrong with it so far. */
  readonly fault: FilterFault | undefined;
  readonly search: SearchKind;
  readonly where: SearchPlace;
  /** Which line of the history is shown (counted back from the newest, 0: the line that is typed), and that line. */
  readonly older: number;
  readonly typed: string;
  readonly proposals: Proposals | undefined;
  /** What is written where the purpose is to write. */
  readonly content: { readonly text: string; readonly what: string } | undefined;
  /** The dialog to which one returns. */
  readonly under: Dialog | undefined;
}

/** Completions of the word from `from` to where one types. */
export interface Proposals {
  readonly from: number;
  readonly items: readonly Proposal[];
  /** The one that stands in the line now; -1: none yet. */
  readonly chosen: number;
}

/** One completion. */
export interface Proposal {
  readonly text: string;
  readonly what: string;
}

/** What one can scroll through: the keys, their actions' names, what is wrong with the capture, the colour rules. */
export type PageName = 'help' | 'actions' | 'error' | 'colours';

/** Text that one scrolls through. */
export interface Page {
  readonly kind: 'page';
  readonly what: PageName;
  readonly top: number;
}

/** The choice of columns. */
export interface ColumnsDialog {
  readonly kind: 'columns';
  readonly items: readonly ColumnItem[];
  readonly at: number;
}

/** A column that may be shown. */
export interface ColumnItem {
  readonly title: string;
  readonly show: string;
  readonly width?: number | undefined;
  readonly shown: boolean;
}

/** The runs of a scenario file, to choose one. */
export interface RunsDialog {
  readonly kind: 'runs';
  readonly at: number;
}

/** The payload of a conversation. */
export interface StreamDialog {
  readonly kind: 'stream';
  /** A packet of it. */
  readonly number: number;
  readonly top: number;
  readonly direction: 'both' | 'there' | 'back';
  readonly form: 'text' | 'hex';
}

/** What lies over the views. */
export type Dialog = Prompt | Page | ColumnsDialog | RunsDialog | StreamDialog;
