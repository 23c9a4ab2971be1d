/**
 * `gmpshark view FILE`, which is also `gmpshark FILE`: the TUI on a terminal; elsewhere the same as `dissect FILE`.
 */
import { isatty } from 'node:tty';
import { EXIT } from './exit.js';
import { NO_FLAGS } from './flags.js';
import { arrowOf, colourDepth, type Environment, hasUtf8 } from './locale.js';
import { complain } from './output.js';

/** Runs `view` and gives the exit status. */
export async function view(file: string, env: Environment): Promise<number> {
  if (!isatty(1) || env.TERM === 'dumb') {
    const { dissect } = await import('./dissect.js');
    return dissect(file, NO_FLAGS, env);
  }
  const { runTui } = await import('../tui/run.js');
  const ended = await runTui({
    input: file,
    registry: { arrow: arrowOf(env) },
    unicode: hasUtf8(env),
    depth: colourDepth(env),
    follow: false,
  });
  if (ended.ok) return ended.value;
  complain(`gmpshark: ${file === '-' ? 'standard input' : file}: ${ended.error.message}\n`);
  return EXIT.input;
}
