/**
 * What keeps a capture from being read to its end, in words.
 */
import type { CaptureError } from '../../capture/types.js';
import type { World } from './model.js';

/** In one line, with its place. */
export function errorText({ message, offset }: CaptureError): string {
  return `${message.replace(/\.$/, '')} (at octet ${offset})`;
}

/** As a page. */
export function errorLines({ store, title }: Pick<World, 'store' | 'title'>): readonly string[] {
  const { error, count } = store;
  if (error === null)
    return [title, '', store.complete ? 'It was read to its end.' : 'Nothing is wrong with it so far.'];
  return [
    title,
    '',
    `${error.message.replace(/\.$/, '')}.`,
    `Place: octet ${error.offset}.`,
    '',
    count === 0
      ? 'No packet could be read before it.'
      : `What could be read before it is shown: ${count} packet${count === 1 ? '' : 's'}.`,
  ];
}
