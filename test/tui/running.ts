/**
 * Programs in terminals that a test file has started: ended after each test.
 */
import { afterEach } from 'vitest';
import { startTui, type Tui } from './terminal.js';

/** Starts programs that end with their test. */
export function starter(): typeof startTui {
  const running: Tui[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((tui) => tui.stop()));
  });
  return async (...args) => {
    const tui = await startTui(...args);
    running.push(tui);
    return tui;
  };
}
