/** How many findings of a capture are kept, and what is told of those that are not. */
import { expect, test } from 'vitest';
import { createRegistry } from '../../../dissectors/registry.js';
import { micros } from '../../../src/base/micros.js';
import { createWalk } from '../../../src/packet/walk.js';
import { createHosts } from '../../../src/track/hosts.js';
import { createFindings, type FindingBook, MOST_FOUND } from '../../../src/tui/story/finding-book.js';
import { createRoster } from '../../../src/tui/story/roster.js';
import { captureTraffic, playOne, walkPacket } from '../../conform/harness.js';
import { SCENARIOS } from '../../sim/scenario-files.js';

const SCENARIO = SCENARIOS.find(({ name }) => name === 'fig22-keepalive-lost')!;
const { source, packets } = captureTraffic(playOne(SCENARIO, undefined));

/** The octet of the IPv4 header in which the time to live stands: whoever changes it spoils the checksum. */
const TTL = 14 + 8;

/** A book, and what lets it see packets: those of the scenario, or one of them with a wrong checksum. */
function opened(most?: Parameters<typeof createFindings>[3]): {
  readonly book: FindingBook;
  readonly see: (which: number, isSpoilt: boolean) => void;
} {
  const registry = createRegistry();
  const walk = createWalk(registry);
  const book = createFindings(registry, undefined, createRoster(createHosts(), new Map()), most);
  let number = 0;
  return {
    book,
    see: (which, isSpoilt) => {
      const packet = packets[which];
      const bytes = Uint8Array.from(packet.bytes);
      if (isSpoilt) bytes[TTL] ^= 1;
      number += 1;
      walkPacket(registry, walk, { source }, { ...packet, bytes }, number);
      book.see(walk, micros(packet.sec * 1_000_000 + packet.nsec / 1000));
    },
  };
}

const by = ({ findings }: FindingBook, whom: string): number =>
  Array.from({ length: findings.count }, (_, i) => findings.at(i)).filter((one) => one.by === whom).length;

test('32,768 of dissectors are kept; all are counted, and that there were more is told', () => {
  const { book, see } = opened();
  for (let i = 0; i < 32_768; i += 1) see(0, true);
  expect([by(book, 'dissector'), book.findings.totals.error, book.findings.cut]).toEqual([
    32_768,
    32_768,
    false,
  ]);
  see(0, true);
  see(0, true);
  expect([by(book, 'dissector'), book.findings.totals.error, book.findings.cut]).toEqual([
    32_768,
    32_770,
    true,
  ]);
  expect(book.findings.at(32_767).frames).toEqual([32_768]);
});

test('those of check have room of their own: neither crowds out the other', () => {
  const whole = opened();
  const few = opened({ check: 2, dissector: 3 });
  for (const { book, see } of [whole, few]) {
    for (let i = 0; i < 5; i += 1) see(0, true);
    for (const i of packets.keys()) see(i, false);
    book.finish();
  }
  expect([by(whole.book, 'check'), by(whole.book, 'dissector'), whole.book.findings.cut]).toEqual([
    3,
    5,
    false,
  ]);
  expect([by(few.book, 'check'), by(few.book, 'dissector'), few.book.findings.cut]).toEqual([2, 3, true]);
  expect(few.book.findings.totals).toEqual(whole.book.findings.totals);
  expect(few.book.findings.verdicts).toEqual(whole.book.findings.verdicts);
  // The room is the same for all: only those at the end are missing.
  expect(Array.from({ length: 5 }, (_, i) => few.book.findings.at(i).frames)).toEqual(
    [0, 1, 2, 5, 6].map((i) => whole.book.findings.at(i).frames),
  );
});

test('so many are kept where nobody says otherwise', () => {
  expect(MOST_FOUND).toEqual({ check: 65_536, dissector: 32_768 });
});
