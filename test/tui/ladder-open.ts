/**
 * The ladder of a capture on a terminal, once everything is studied and worked out.
 */
import type { StartOptions, startTui, Tui } from './terminal.js';

/** Opens the ladder of a capture NAME.pcapng, with all that is to be known of it. */
export async function openLadder(start: typeof startTui, scene: string, options: StartOptions): Promise<Tui> {
  const tui = await start(`${scene}.pcapng`, options);
  await tui.keys('f3');
  // All is studied, and what happened has been worked out.
  await tui.until(/Ladder {2}\d+ messages(?!.*(studied|working out))/);
  await tui.settle();
  return tui;
}
