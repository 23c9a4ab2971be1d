/**
 * The table of views. A view is added with one file in model/ (its state, its line in ViewStates and ViewName), one in
 * update/ (what it does), one in view/ (what it draws), one in keys/ (its keys, if it has some of its own), and its row here.
 */
import type { ViewName } from './model/model.js';
import type { View } from './model/view-contract.js';
import { actClassic, pointClassic, settleClassic } from './update/classic.js';
import { classicPanes } from './view/classic.js';

/** The views, in the order in which one goes through them. */
export const VIEWS: readonly View[] = [
  {
    name: 'classic',
    title: 'Packets',
    places: ({ views }) => [views.classic.focus],
    act: actClassic,
    point: pointClassic,
    settle: settleClassic,
    panes: classicPanes,
  },
];

/** A view by its name. */
export function viewOf(name: ViewName): View {
  return VIEWS.find((view) => view.name === name) ?? VIEWS[0];
}
