/** Places in texts are marked where a terminal shows them. */
import { describe, expect, test } from 'vitest';
import { underlined } from '../../src/base/underline.js';

describe('a place in a text', () => {
  test.each([
    ['ip and igmp.typ', 7, 15, 'ip and igmp.typ', '       ^^^^^^^^'],
    ['a\tb\nc', 4, 5, 'a b c', '    ^'],
    ['"日本" == x', 8, 9, '"日本" == x', '          ^'],
    ['日本', 1, 2, '日本', '  ^^'],
    ['😀 x', 3, 4, '😀 x', '   ^'],
    ['e\u0301 x', 3, 4, 'e\u0301 x', '  ^'],
    ['é x', 2, 3, 'é x', '  ^'],
    ['\u001b[31m x', 6, 7, ' [31m x', '      ^'],
    ['ip', 2, 3, 'ip', '  ^'],
    ['ip', 3, 4, 'ip', '   ^'],
    ['', 0, 0, '', '^'],
  ])('%j, %i to %i', (text, from, to, shown, mark) => {
    expect(underlined(text, from, to)).toEqual([shown, mark]);
  });
});
