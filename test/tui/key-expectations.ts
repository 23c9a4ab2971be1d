/**
 * What each key of the table is expected to show: for the test that presses all of them on a real terminal. A key that is
 * added to the table and not told of here does not compile.
 */
import type { Action } from '../../src/tui/keys/table.js';

/** What is pressed before a key, what it then shows, and what makes it undone. */
export interface Expectation {
  readonly before?: readonly string[];
  /** Text that the screen then shows, or (with `gone`) no longer shows. */
  readonly shows?: string | RegExp;
  readonly gone?: string | RegExp;
  /** What is sent to the terminal beside the screen. */
  readonly sends?: string;
  /** The program ends. */
  readonly ends?: true;
  readonly after?: readonly string[];
}

const at = (number: number): RegExp => new RegExp(` ${number} · Packets`);
const close = { after: ['esc'] } as const;

const EVERYWHERE: Partial<Record<Action, Expectation>> = {
  quit: { ends: true },
  help: { shows: 'Help  1-', ...close },
  cancel: { before: ['4'], shows: '? for help', gone: '4 …' },
  // Here nobody could be stopped: one is back at once. How a shell stops it is told in endings.test.ts.
  suspend: { before: ['7', 'G'], shows: at(7), after: ['g', 'g'] },
  redraw: { shows: 'Packets: 80' },
  'view.next': { shows: 'Ladder', after: ['g', 'p'] },
  'view.previous': { shows: 'Findings', after: ['g', 'p'] },
  'view.scenario': { shows: 'There is no scenario here' },
  'view.classic': { before: ['g', 'l'], shows: 'Details' },
  'view.ladder': { shows: 'Ladder', after: ['g', 'p'] },
  'view.state': { shows: 'State', after: ['g', 'p'] },
  'view.timeline': { shows: 'Timeline', after: ['g', 'p'] },
  'view.findings': { shows: 'Findings', after: ['g', 'p'] },
  'move.down': { shows: at(2), after: ['g', 'g'] },
  'move.up': { before: ['5', 'j'], shows: at(5), after: ['g', 'g'] },
  'move.left': { before: ['l'], shows: /^ No\./m },
  'move.right': { gone: / No\./, after: ['h'] },
  'move.pageDown': { shows: at(9), after: ['g', 'g'] },
  'move.pageUp': { before: ['2', '0', 'j'], shows: at(13), after: ['g', 'g'] },
  'move.halfDown': { shows: at(5), after: ['g', 'g'] },
  'move.halfUp': { before: ['8', 'j'], shows: at(5), after: ['g', 'g'] },
  'move.first': { before: ['8', 'j'], shows: at(1) },
  'move.last': { shows: at(80), after: ['g', 'g'] },
  'live.follow': { shows: 'Nothing to follow: no more packets will come' },
  enter: { shows: '? for help', after: ['S-tab'] },
  'packet.next': { before: ['tab'], shows: at(2), after: ['S-tab', 'g', 'g'] },
  'packet.previous': { before: ['3', 'j', 'tab'], shows: at(3), after: ['S-tab', 'g', 'g'] },
  'pane.next': { shows: 'Details', after: ['S-tab'] },
  'pane.previous': { shows: 'Octets', after: ['tab'] },
  'pane.zoom': { gone: 'Details', after: ['\\'] },
  'pane.layout': { shows: / Details +Octets/, after: ['|', '|'] },
  filter: { shows: / Filter:$/m, ...close },
  'filter.clear': { before: ['/', 'a', 'r', 'p', 'enter'], gone: 'Displayed' },
  'filter.selected': { before: ['tab', '2', 'j'], shows: ' eth ', after: ['f', 'x', '2', 'k', 'S-tab'] },
  'filter.not': { before: ['tab', '2', 'j'], shows: '!(eth)', after: ['f', 'x', '2', 'k', 'S-tab'] },
  'filter.and': {
    before: ['/', 'i', 'p', 'enter', 'tab', '2', 'j'],
    shows: 'ip && eth',
    after: ['f', 'x', '2', 'k', 'S-tab'],
  },
  'filter.or': {
    before: ['/', 'i', 'p', 'enter', 'tab', '2', 'j'],
    shows: 'ip || eth',
    after: ['f', 'x', '2', 'k', 'S-tab'],
  },
  'filter.prepare': { before: ['tab', '2', 'j'], shows: 'Filter: eth', after: ['esc', '2', 'k', 'S-tab'] },
  'column.selected': {
    before: ['tab', '2', 'j'],
    shows: 'Length eth ',
    after: ['2', 'k', 'S-tab', 'C', 'j', 'j', 'j', 'j', 'j', 'j', 'd', 'enter'],
  },
  search: { shows: 'Search text:', ...close },
  'search.next': { before: ['C-f', 'S', 'C', 'R', 'E', 'Q', 'enter'], shows: at(9), after: ['g', 'g'] },
  'search.previous': { before: ['C-f', 'S', 'C', 'R', 'E', 'J', 'enter'], shows: at(10), after: ['g', 'g'] },
  command: { shows: /^:$/m, ...close },
  goto: { shows: 'Go to packet:', ...close },
  'goto.back': { before: ['7', 'G', '9', 'G'], shows: at(7), after: ['g', 'g'] },
  'mark.toggle': { shows: 'Marked: 1', after: ['M'] },
  'mark.set': { shows: 'Marked a.', after: ['m', 'a'] },
  'mark.goto': { before: ['7', 'G', 'm', 'a', 'g', 'g'], shows: at(7), after: ['m', 'a', 'g', 'g'] },
  'mark.next': { before: ['7', 'G', 'M', 'g', 'g'], shows: at(7), after: ['M', 'g', 'g'] },
  'mark.previous': { before: ['7', 'G', 'M', 'G'], shows: at(7), after: ['M', 'g', 'g'] },
  'finding.next': { shows: /Nothing was found|(?:[2-9]|\d\d) · Packets/, after: ['g', 'g'] },
  'finding.previous': { before: ['G'], shows: /Nothing was found|[1-7]\d? · Packets/, after: ['g', 'g'] },
  'time.reference': { shows: '*REF*', after: ['C-t'] },
  'time.format': {
    shows: 'Time: seconds since the previous packet',
    after: ['t', 't', 't', 't', 't', 't', 't', 't', 't'],
  },
  columns: { shows: '[x] Destination', ...close },
  stream: { before: ['5', 'G'], shows: 'UDP stream 0', after: ['esc', 'g', 'g'] },
  'copy.field': { shows: 'Copied the field', sends: '\x1b]52;c;' },
  'copy.row': { shows: 'Copied the row', sends: '\x1b]52;c;' },
  'copy.octets': {
    before: ['tab', '2', 'j'],
    shows: 'Copied 14 octets',
    sends: '\x1b]52;c;',
    after: ['2', 'k', 'S-tab'],
  },
  'copy.filter': {
    before: ['tab', '2', 'j'],
    shows: 'Copied the filter: eth',
    sends: '\x1b]52;c;',
    after: ['2', 'k', 'S-tab'],
  },
  'write.field': { shows: 'Write the field to:', ...close },
  'write.row': { shows: 'Write the row to:', ...close },
  'write.octets': { shows: /Write \d+ octets to:/, ...close },
  'write.filter': {
    before: ['tab', '2', 'j'],
    shows: 'Write the filter to:',
    after: ['esc', '2', 'k', 'S-tab'],
  },
  'save.shown': { shows: 'Save displayed packets to:', ...close },
  'save.marked': { shows: 'Save marked packets to:', ...close },
  theme: { shows: 'Packets: 80' },
};

const CLASSIC: Partial<Record<Action, Expectation>> = {
  'tree.open': {
    before: ['tab', '2', 'j'],
    shows: 'Destination: 01:00',
    after: ['z', 'c', '2', 'k', 'S-tab'],
  },
  'tree.close': { before: ['tab', '2', 'j', 'z', 'o'], shows: '▸ Ethernet', after: ['2', 'k', 'S-tab'] },
  'tree.toggle': { before: ['tab', '2', 'j'], shows: '▾ Ethernet', after: ['z', 'a', '2', 'k', 'S-tab'] },
  'tree.openAll': { before: ['tab'], shows: '▾ Packet comments', after: ['z', 'M', 'S-tab'] },
  'tree.closeAll': { before: ['tab', 'z', 'o'], shows: '▸ Packet comments', after: ['S-tab'] },
  // Nothing is long enough here; how it scrolls is told in update.test.ts.
  'tree.right': { before: ['tab'], shows: 'Details', after: ['S-tab'] },
  'tree.left': { before: ['tab'], shows: 'Details', after: ['S-tab'] },
  'hex.rowStart': {
    before: ['tab', 'tab', 'g', 'g', '1', '2', 'l'],
    shows: '(eth.',
    after: ['S-tab', 'S-tab'],
  },
  'hex.rowEnd': { before: ['tab', 'tab', 'g', 'g'], shows: '(ip.dsfield', after: ['S-tab', 'S-tab'] },
  'list.farLeft': { before: ['l', 'l'], shows: 'No.', after: [] },
};

const typed = (text: string): readonly string[] => ['/', ...text];

const DIALOGS: Partial<Record<Action, Expectation>> = {
  'edit.accept': { before: typed('arp'), shows: 'Displayed: 0', after: ['f', 'x'] },
  'edit.leave': { before: typed('arp'), shows: 'none (press /' },
  'edit.left': { before: [...typed('arp'), 'left'], shows: 'aXrp', after: ['esc'] },
  'edit.right': { before: [...typed('arp'), 'home'], shows: 'aXrp', after: ['esc'] },
  'edit.start': { before: typed('arp'), shows: 'Xarp', after: ['esc'] },
  'edit.end': { before: [...typed('arp'), 'home'], shows: 'arpX', after: ['esc'] },
  'edit.back': { before: typed('arp'), shows: 'arX', after: ['esc'] },
  'edit.delete': { before: [...typed('arp'), 'home'], shows: 'Xrp', after: ['esc'] },
  'edit.word': { before: typed('arp'), shows: 'Filter: X', after: ['esc'] },
  'edit.toStart': { before: typed('arp'), shows: 'Filter: X', after: ['esc'] },
  'edit.toEnd': { before: [...typed('arp'), 'home'], shows: 'Filter: X', after: ['esc'] },
  'edit.older': { before: [...typed('igmp'), 'enter', 'f', 'x', '/'], shows: 'Filter: igmp', after: ['esc'] },
  'edit.newer': { before: ['/', 'up'], shows: / Filter:$/m, after: ['esc'] },
  'edit.complete': { before: typed('igmp.madd'), shows: 'igmp.maddr', after: ['esc'] },
  'edit.completeBack': {
    before: [...typed('gmp.type == KARE'), 'tab'],
    shows: 'KARES',
    after: ['esc', 'esc'],
  },
  'search.kind': { before: ['C-f'], shows: 'Search hex:', after: ['esc'] },
  'search.place': { before: ['C-f'], shows: 'Search text in details:', after: ['esc'] },
  'page.close': { before: ['?'], gone: 'Help  ' },
  'stream.direction': { before: ['5', 'G', 's'], shows: 'what was sent first', after: ['esc', 'g', 'g'] },
  'stream.form': { before: ['5', 'G', 's'], shows: '> packet 5', after: ['esc', 'g', 'g'] },
  'stream.filter': { before: ['5', 'G', 's'], shows: 'udp.stream == 0', after: ['f', 'x', 'g', 'g'] },
  'stream.write': { before: ['5', 'G', 's'], shows: 'Write the stream to:', after: ['esc', 'esc', 'g', 'g'] },
  'columns.toggle': { before: ['C'], shows: '[ ] No.', after: ['esc'] },
  'columns.down': { before: ['C'], shows: /Time.*\n.*No\./, after: ['esc'] },
  'columns.up': { before: ['C', 'j'], shows: /Time.*\n.*No\./, after: ['esc'] },
  'columns.add': { before: ['C'], shows: 'Field:', after: ['esc', 'esc'] },
  'columns.remove': { before: ['C'], gone: '[x] No.', after: ['esc'] },
  'columns.accept': {
    before: ['C', 'space'],
    gone: 'No.',
    after: ['C', 'G', 'space', 'K', 'K', 'K', 'K', 'K', 'K', 'enter'],
  },
};

/** By action; those of further views stand in their own tests. */
export const EXPECTATIONS: Partial<Record<Action, Expectation>> = { ...EVERYWHERE, ...CLASSIC, ...DIALOGS };
