/**
 * Ends that nobody typed: signals and mistakes of our own. The terminal is given back first, whatever happens.
 */
import { constants } from 'node:os';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/** Watches for them; `restore` gives the terminal back, `finish` ends in order. Gives what ends the watching. */
export function endings(restore: () => void, finish: (status: number) => void): () => void {
  const onSignal = (signal: (typeof SIGNALS)[number]): void => finish(128 + constants.signals[signal]);
  const onFault = (cause: unknown): void => {
    restore();
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    process.stderr.write(`gmpshark: a mistake of our own: ${text}\n`);
    process.exit(70);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);
  process.on('exit', restore);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', onFault);
    process.off('unhandledRejection', onFault);
    process.off('exit', restore);
  };
}
