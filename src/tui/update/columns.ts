/**
 * The choice of columns: shown or not, their order, fields as columns. What is chosen is kept in the config file.
 */
import { type ColumnChoice, DEFAULT_SETTINGS } from '../config/settings.js';
import type { Action } from '../keys/table.js';
import type { ColumnItem, ColumnsDialog } from '../model/dialog.js';
import { selectedLine } from '../model/looking.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';

/** Opens the choice: the columns that there are, and those of the usual ones that are not shown. */
export function openColumns(model: Model): Step {
  const { columns } = model.settings;
  const shown = columns.map((column) => ({ ...column, shown: true }));
  const hidden = DEFAULT_SETTINGS.columns
    .filter(({ show }) => !columns.some((column) => column.show === show))
    .map((column) => ({ ...column, shown: false }));
  return still({ ...model, dialog: { kind: 'columns', items: [...shown, ...hidden], at: 0 } });
}

/** Does an action in the choice. */
export function actColumns(model: Model, dialog: ColumnsDialog, action: Action): Step {
  const { items, at } = dialog;
  const step = (next: Partial<ColumnsDialog>): Step => still({ ...model, dialog: { ...dialog, ...next } });
  switch (action) {
    case 'move.down':
      return step({ at: Math.min(items.length - 1, at + 1) });
    case 'move.up':
      return step({ at: Math.max(0, at - 1) });
    case 'move.first':
      return step({ at: 0 });
    case 'move.last':
      return step({ at: items.length - 1 });
    case 'columns.toggle':
      return step({ items: items.map((item, i) => (i === at ? { ...item, shown: !item.shown } : item)) });
    case 'columns.down':
      return step(swapped(items, at, at + 1));
    case 'columns.up':
      return step(swapped(items, at, at - 1));
    case 'columns.remove':
      return step({
        items: items.filter((_, i) => i !== at),
        at: Math.max(0, Math.min(at, items.length - 2)),
      });
    case 'columns.accept':
      return takeOver(model, items);
    default:
      return still(model);
  }
}

function swapped(items: readonly ColumnItem[], at: number, to: number): Partial<ColumnsDialog> {
  if (to < 0 || to >= items.length) return {};
  const moved = items.slice();
  [moved[at], moved[to]] = [moved[to], moved[at]];
  return { items: moved, at: to };
}

function takeOver(model: Model, items: readonly ColumnItem[]): Step {
  const chosen = items.filter(({ shown }) => shown);
  if (chosen.length === 0) return told(model, 'One column at least must be shown.', 'bad');
  return withColumns(
    { ...model, dialog: undefined },
    chosen.map(({ title, show, width }) => (width === undefined ? { title, show } : { title, show, width })),
  );
}

function withColumns(model: Model, columns: readonly ColumnChoice[]): Step {
  const next = { ...model, settings: { ...model.settings, columns } };
  return [next, [{ kind: 'look' }, { kind: 'configure', changes: { columns } }]];
}

/** A field that was typed: into the open choice, else before the last column. */
export function addColumn(model: Model, name: string): Step {
  const { dialog } = model;
  if (dialog?.kind === 'columns') {
    const added = { title: name, show: name, shown: true };
    const items = dialog.items.toSpliced(dialog.at + 1, 0, added);
    return still({ ...model, dialog: { ...dialog, items, at: Math.min(items.length - 1, dialog.at + 1) } });
  }
  const { columns } = model.settings;
  return withColumns(model, columns.toSpliced(columns.length - 1, 0, { title: name, show: name }));
}

/** The selected field as a column. */
export function columnOfSelected(model: Model, world: World): Step {
  const name = selectedLine(model, world)?.node.field?.name;
  if (name === undefined || !world.store.catalogue.byName.has(name))
    return told(model, 'This line is no field.', 'bad');
  if (model.settings.columns.some(({ show }) => show === name))
    return told(model, `${name} is a column already.`);
  return addColumn(model, name);
}
