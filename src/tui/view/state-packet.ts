/**
 * A packet on one line: number, time, protocol and what its row says of it.
 */
import { messageText, ownMessageText } from '../model/message-text.js';
import type { Model, World } from '../model/model.js';
import { timeText } from '../model/times.js';

/** Time, ends, protocol and Info of a packet, as far as its row has them: who sent it to whom is not what is cut first. */
export function packetText(model: Model, world: World, number: number): string {
  const { store } = world;
  if (number < 1 || number > store.count) return '';
  const { columns, time } = model.settings;
  const instant = timeText(store, time, model.references, number, store.shown.rowOf(number));
  const row = store.row(number);
  const cell = (show: string): string => row?.cells[columns.findIndex((one) => one.show === show)] ?? '';
  const ends = [cell('source'), cell('destination')].filter((text) => text !== '').join(' → ');
  const parts = [instant, ends, cell('protocol'), cell('info')].filter((text) => text !== '');
  return (row === undefined ? [instant, '…'] : parts).join('  ');
}

/** What a packet says by itself, while nothing more is known: its row, and its messages. */
export function packetLines(model: Model, world: World, number: number): readonly string[] {
  const { story } = world;
  const arrows = story.arrows(number);
  const messages = arrows?.map((arrow) => messageText(story, arrow)) ?? [];
  const none = arrows?.length === 0 ? [`${ownMessageText(story, number)}.`] : [];
  return [packetText(model, world, number), ...messages, ...none];
}
