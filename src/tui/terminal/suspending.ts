/**
 * Ctrl-Z, and stops that come from outside: the terminal is given back, the job is stopped, and when the shell goes on with it
 * the terminal is taken over again.
 */

/** What is done on the way out and on the way back. */
export interface Suspended {
  readonly leave: () => void;
  readonly back: () => void;
}

/** Stops the job; `release` ends the watching for signals. */
export interface Suspending {
  readonly suspend: () => void;
  readonly release: () => void;
}

/** A stop takes effect before this; where nobody can be stopped (a session of its own) one is back after it. */
const STOPPED_MS = 60;

/** Watches for stops and for going on. */
export function createSuspending({ leave, back }: Suspended): Suspending {
  let timer: NodeJS.Timeout | undefined;
  const suspend = (): void => {
    leave();
    // Whoever shares the pipe with us is stopped with us, as the terminal itself would have done.
    process.off('SIGTSTP', suspend);
    process.kill(0, 'SIGTSTP');
    timer = setTimeout(goOn, STOPPED_MS);
  };
  const goOn = (): void => {
    clearTimeout(timer);
    process.off('SIGTSTP', suspend);
    process.on('SIGTSTP', suspend);
    back();
  };
  process.on('SIGTSTP', suspend);
  process.on('SIGCONT', goOn);
  return {
    suspend,
    release: () => {
      clearTimeout(timer);
      process.off('SIGTSTP', suspend);
      process.off('SIGCONT', goOn);
    },
  };
}
