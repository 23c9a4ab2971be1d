/**
 * The built-in colour rules: each is a filter, each takes what it says, and the first that takes a packet counts.
 */
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/tui/config/settings.js';
import { COLOUR_RULES, colourRules } from '../../src/tui/view/colouring.js';
import { languageOf } from '../../src/tui/viewed.js';
import { ACK, packetOf, RST, SYN } from '../cross/tcp-captures.js';
import { example } from '../dissectors/gmp-examples.js';
import { ipv4, udp } from '../dissectors/packets.js';
import { writeCapture } from './store/captures.js';
import { play } from './world.js';

test('each rule is a filter that there is', () => {
  const { filters } = languageOf({}, {});
  for (const { name, filter } of COLOUR_RULES) expect(filters.check(filter), name).toBe(undefined);
});

test('own rules come first', () => {
  const own = { name: 'mine', filter: 'ip', ink: 1, paper: 2 };
  expect(colourRules({ ...DEFAULT_SETTINGS, colours: [own] })[0]).toBe(own);
});

const ALL_HOSTS = { destination: [224, 0, 0, 1], ttl: 1 };
/** IGMP with a checksum that is right, or (the last octet) wrong. */
const QUERY = { proto: 2 } as const;
const query = [0x11, 0x64, 0xee, 0x9b, 0, 0, 0, 0];

/** What the rule of each packet is called. */
const PACKETS: readonly (readonly [string, Uint8Array])[] = [
  ['IGMP', ipv4(query, { ...QUERY, ...ALL_HOSTS })],
  ['TTL low or unexpected', ipv4(query, { ...QUERY, ...ALL_HOSTS, ttl: 64 })],
  ['Malformed, or an error', ipv4([0x11, 0x64, 0xee, 0x9a, 0, 0, 0, 0], { ...QUERY, ...ALL_HOSTS })],
  ['TTL low or unexpected', ipv4(udp(new Uint8Array(4), 7, 7), { ttl: 2 })],
  ['Malformed, or an error', ipv4(udp(new Uint8Array(4), 7, 7), { badChecksum: true })],
  ['UDP', ipv4(udp(new Uint8Array(4), 7, 7), { ttl: 64 })],
  ['GMP', ipv4(udp(example('KAREQ'), 16513, 40000), { ttl: 64 })],
  ['ICMP errors', ipv4([3, 1, 0xfc, 0xfe, 0, 0, 0, 0], { proto: 1, ttl: 64 })],
  ['ICMP', ipv4([8, 0, 0xf7, 0xff, 0, 0, 0, 0], { proto: 1, ttl: 64 })],
  ['TCP opening and closing', packetOf({ port: 80, sourcePort: 1000, seq: 1, flags: SYN })],
  ['TCP reset', packetOf({ port: 81, sourcePort: 1001, seq: 1, flags: RST })],
  ['TCP', packetOf({ port: 82, sourcePort: 1002, seq: 1, ack: 1, flags: ACK })],
  ['Malformed, or an error', ipv4([0x11, 0x64], { ...QUERY, ...ALL_HOSTS })],
];

test('packets look by the first rule that takes them', async () => {
  const one = await play(writeCapture(PACKETS.map(([, packet]) => packet)));
  const rules = colourRules(one.model().settings);
  for (const [i, [name]] of PACKETS.entries()) {
    const { colour = -1, cells } = one.store.row(i + 1) ?? {};
    expect(rules[colour]?.name, cells?.join(' ')).toBe(name);
  }
});

describe('the page of rules', () => {
  test('lists all of them in their order, own ones first', async () => {
    const own = { name: 'mine', filter: 'gmp.type == SCREQ', ink: 0, paper: 220 };
    const one = await play('fixtures/demo.pcapng', {
      settings: { colours: [own] },
      size: { width: 120, height: 40 },
    });
    one.keys(':');
    one.type('colours');
    one.keys('enter');
    const lines = one.text().split('\n');
    const at = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(at('own mine')).toBeGreaterThan(0);
    const places = COLOUR_RULES.map(({ name }) => at(`    ${name.padEnd(28)} `));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBe(at('own mine') + 1);
  });
});
