/**
 * A packet on one line: number, time, protocol and what its row says of it.
 */
import type { Model, World } from '../model/model.js';
import { timeText } from '../model/times.js';

/** Time, protocol and Info of a packet, as far as its row has them. */
export function packetText(model: Model, world: World, number: number): string {
  const { store } = world;
  if (number < 1 || number > store.count) return '';
  const { columns, time } = model.settings;
  const instant = timeText(store, time, model.references, number, store.shown.rowOf(number));
  const row = store.row(number);
  const cell = (show: string): string => row?.cells[columns.findIndex((one) => one.show === show)] ?? '';
  const ends = [cell('source'), cell('destination')].filter((text) => text !== '').join(' → ');
  const parts = [instant, cell('protocol'), cell('info'), ends].filter((text) => text !== '');
  return (row === undefined ? [instant, '…'] : parts).join('  ');
}
