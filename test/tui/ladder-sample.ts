/**
 * A conversation made by hand, on the packets of a capture: opening, keepalives, a member that is lost.
 */
import type { Story } from '../../src/tui/story/contract.js';
import { type FakePacket, fakeActors, fakeArrow, fakeHappening, fakeStory } from './story-fake.js';

const SERVER = 0;
const ALICE = 1;
const BOB = 2;
const GROUP = 3;

/** The instant of a packet of the capture, in microseconds. */
export type InstantOf = (number: number) => number;

/** The conversation: packets 2 to 60, of which 3 and every tenth have no message. */
export function sampleStory(
  instantOf: InstantOf,
  more: Partial<Parameters<typeof fakeStory>[0]> = {},
): Story {
  return fakeStory({
    actors: fakeActors(['server', 'server'], ['alice', 'client'], ['bob', 'client'], ['239.1.1.1', 'group']),
    packets: samplePackets(instantOf),
    ...more,
  });
}

function samplePackets(instantOf: InstantOf): readonly FakePacket[] {
  const packets: FakePacket[] = [];
  const at = instantOf;
  for (let number = 2; number <= 60; number += 1) {
    if (number === 3 || number % 10 === 0) continue;
    if (number === 2)
      packets.push({
        number,
        arrows: [fakeArrow(ALICE, SERVER, 'SCREQ', { text: 'session 1 user 1' })],
        happenings: [
          fakeHappening('action', ALICE, 'alice creates a session', 0, at(2) - 10, ''),
          fakeHappening('phase', SERVER, 'session 1: none → requested', 2, at(2)),
          fakeHappening('timer-started', SERVER, 'record timer started', 2, at(2), '7.1.1 D5'),
        ],
      });
    else if (number === 4)
      packets.push({
        number,
        arrows: [
          fakeArrow(SERVER, ALICE, 'SCCNF', { text: 'session 1' }),
          fakeArrow(SERVER, GROUP, 'SAREQ', { text: 'session 1', lost: true }),
        ],
        happenings: [
          fakeHappening('key', SERVER, 'key of generation 1', 4, at(4), '7.4'),
          ...[1, 2, 3, 4, 5, 6].map((user) =>
            fakeHappening('timer-started', SERVER, `KA timer of user ${user} started`, 4, at(4), '7.2 D8'),
          ),
        ],
      });
    else if (number === 45)
      packets.push({
        number,
        arrows: [fakeArrow(BOB, SERVER, 'KARES', { text: 'user 2' })],
        happenings: [
          fakeHappening('timer-expired', SERVER, 'KA timer of user 1 expired', 0, at(45) - 2000, '7.2 D8'),
          fakeHappening('group', SERVER, 'user 1: active → registered', 0, at(45) - 2000, '7.2.1'),
          fakeHappening('note', -1, 'nobody in particular', 45, at(45), ''),
        ],
      });
    else if (number === 52) packets.push({ number, arrows: [fakeArrow(BOB, -1, 'UIREQ')] });
    else
      packets.push({
        number,
        arrows: [number % 2 === 0 ? fakeArrow(SERVER, GROUP, 'KAREQ') : fakeArrow(BOB, SERVER, 'KARES')],
      });
  }
  return packets;
}
