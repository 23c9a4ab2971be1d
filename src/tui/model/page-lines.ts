/**
 * What stands on the pages: the help, what is wrong with the capture, the colour rules.
 */
import { colourRules, colourStyles } from '../view/colouring.js';
import type { Style } from '../view/segment.js';
import { errorLines } from './capture-error.js';
import type { PageName } from './dialog.js';
import { helpLines, keyText } from './help-lines.js';
import type { Model, World } from './model.js';

/** A line of a page: keys and what they do, a title, or text in a look of its own. */
export interface PageLine {
  readonly kind: 'title' | 'key' | 'blank' | 'text';
  readonly keys: string;
  readonly what: string;
  readonly style?: Style;
}

/** What pages are called. */
export const PAGE_TITLES: Readonly<Record<PageName, string>> = {
  help: 'Help',
  actions: 'Actions, as the config file names them',
  error: 'The capture',
  colours: 'Colour rules',
};

/** The lines of a page that is `width` columns wide. */
export function pageLines(model: Model, world: World, page: PageName, width: number): readonly PageLine[] {
  switch (page) {
    case 'help':
      return helpLines(model.keymap);
    case 'actions':
      return model.keymap.rows.map(({ action, keys, where, what }) =>
        textLine(
          `${action.padEnd(20)} ${where.padEnd(11)} ${keys.map(keyText).join('  ').padEnd(20)} ${what}`,
        ),
      );
    case 'error':
      return errorLines(world).flatMap((text) =>
        wrapped(text, Math.max(1, width - 2)).map((part) => textLine(part)),
      );
    case 'colours':
      return ruleLines(model);
  }
}

const textLine = (what: string, style: Style = {}): PageLine => ({ kind: 'text', keys: '', what, style });

function ruleLines({ settings, theme }: Model): readonly PageLine[] {
  const styles = colourStyles(settings, theme.depth);
  const own = settings.colours.length;
  return colourRules(settings).map(({ name, filter }, i) =>
    textLine(`${i < own ? 'own' : '   '} ${name.padEnd(28)} ${filter}`, styles[i]),
  );
}

/** A text in lines of at most so many characters, broken between words where it can be. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
