/**
 * The terminal behind blessed: alternate screen, cells, and putting everything back. Panes are blessed boxes that write
 * their rows of segments into blessed's cells; blessed sends what has changed. Input does not go through blessed: its
 * decoder loses what arrives in pieces, or together.
 */
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import blessed from 'blessed';
import type { TuiEvent } from '../model/model.js';
import type { Pane, Size } from '../view/segment.js';
import { cellsOf, type Screen } from './cells.js';
import type { Keyboard } from './keyboard.js';
import { createDecoder } from './keystrokes.js';

/** The terminal at work. */
export interface Terminal {
  readonly size: () => Size;
  readonly draw: (panes: readonly Pane[]) => void;
  /** Draws everything, whatever the terminal shows now. */
  readonly redraw: (panes: readonly Pane[]) => void;
  /** Puts text into the terminal's clipboard (OSC 52). */
  readonly copy: (text: string) => void;
  /** Gives the terminal back for a while; the other takes it over again, as it is then. Both are safe to call twice. */
  readonly leave: () => void;
  readonly enter: () => void;
  /** Gives the terminal back as it was. Safe to call twice. */
  readonly close: () => void;
}

/** How to use the terminal. */
export interface TerminalOptions {
  readonly keyboard: Keyboard;
  readonly unicode: boolean;
  readonly mouse: boolean;
  readonly onEvent: (event: TuiEvent) => void;
  /** The terminal has gone. */
  readonly onGone: () => void;
}

/** Time that is waited for what follows an escape. */
const ESCAPE_MS = 40;
const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l';
const PASTE_ON = '\x1b[?2004h';
const PASTE_OFF = '\x1b[?2004l';

/** Takes the terminal over. */
export function openTerminal(options: TerminalOptions): Terminal {
  const { input } = options.keyboard;
  const screen = blessed.screen({
    input: new PassThrough(),
    output: process.stdout,
    forceUnicode: options.unicode,
    warnings: false,
  }) as Screen;
  // Lines as what they are, not as letters of an alternate set: recordings and copies of the screen keep them.
  if (options.unicode) screen.program.tput.brokenACS = true;
  const write = (text: string): boolean => process.stdout.write(text);
  const modes = (on: boolean): void => {
    if (on) input.setRawMode(true);
    const mouse = on ? MOUSE_ON : MOUSE_OFF;
    write((on ? PASTE_ON : PASTE_OFF) + (options.mouse ? mouse : ''));
  };
  modes(true);
  const stopListening = listen(input, options);
  const size = (): Size => ({ width: screen.width, height: screen.height });
  screen.on('resize', () => options.onEvent({ kind: 'resize', size: size() }));
  process.stdout.on('error', options.onGone);
  let open = true;
  let away = false;
  const draw = (panes: readonly Pane[]): void => {
    if (!open || away) return;
    cellsOf(screen, panes, options.unicode);
    screen.draw(0, screen.lines.length - 1);
    screen.program.flush();
  };
  return {
    size,
    draw,
    redraw: (panes) => {
      if (!open || away) return;
      screen.alloc();
      draw(panes);
    },
    copy: (text) => write(`\x1b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\x07`),
    leave: () => {
      if (!open || away) return;
      away = true;
      modes(false);
      screen.leave();
      input.setRawMode(false);
      input.pause();
    },
    enter: () => {
      if (!open) return;
      // Whoever had the terminal meanwhile may have left it in any state: nothing is believed.
      input.setRawMode(false);
      screen.program.isAlt = false;
      screen.enter();
      modes(true);
      input.resume();
      away = false;
      // It may have another size by now; of that nobody was told.
      process.emit('SIGWINCH', 'SIGWINCH');
    },
    close: () => {
      if (!open) return;
      open = false;
      stopListening();
      modes(false);
      screen.destroy();
      input.setRawMode(false);
      options.keyboard.close();
    },
  };
}

function listen(input: ReadStream, { onEvent, onGone }: TerminalOptions): () => void {
  const decoder = createDecoder();
  const utf8 = new TextDecoder();
  let timer: NodeJS.Timeout | undefined;
  const onData = (bytes: Uint8Array): void => {
    clearTimeout(timer);
    for (const event of decoder.take(utf8.decode(bytes, { stream: true }))) onEvent(event);
    if (!decoder.waiting()) return;
    timer = setTimeout(() => {
      for (const event of decoder.flush()) onEvent(event);
    }, ESCAPE_MS);
  };
  input.on('data', onData);
  input.on('end', onGone);
  input.on('error', onGone);
  input.resume();
  return () => {
    clearTimeout(timer);
    input.off('data', onData);
    input.off('end', onGone);
  };
}
