/**
 * The classic view: packet list, detail tree, octets. Which pane has the focus, how they are arranged, what is unfolded
 * and selected. The packet itself is the model's cursor, which all views share.
 */

/** The panes. */
export type PaneName = 'packets' | 'tree' | 'hex';

/** Arrangements of the panes: one above the other; tree and octets beside each other; list beside tree over octets. */
export const LAYOUTS = ['stacked', 'below', 'beside'] as const;

/** One of the arrangements. */
export type Layout = (typeof LAYOUTS)[number];

/** The state of the classic view. */
export interface ClassicState {
  readonly focus: PaneName;
  readonly zoomed: boolean;
  readonly layout: Layout;
  /** Row of the list (among the shown packets) at the top of its pane. */
  readonly top: number;
  /** Columns by which the list is scrolled to the right. */
  readonly shift: number;
  /** Lines that are unfolded, by kind: the same ones are unfolded in every packet. */
  readonly open: ReadonlySet<string>;
  /** The selected line of the tree, by its place; it stays selected from packet to packet. '' : none yet. */
  readonly selected: string;
  readonly treeTop: number;
  readonly treeShift: number;
  /** The octet under the cursor of the hex pane, in the selected line's octets. */
  readonly octet: number;
  readonly hexTop: number;
}

/** The view as it begins. */
export const CLASSIC_START: ClassicState = {
  focus: 'packets',
  zoomed: false,
  layout: 'stacked',
  top: 0,
  shift: 0,
  open: new Set(['gmp', 'igmp']),
  selected: '',
  treeTop: 0,
  treeShift: 0,
  octet: 0,
  hexTop: 0,
};
