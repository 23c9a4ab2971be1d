import { describe, expect, it } from 'vitest';
import { GMP_MESSAGES } from '../../dissectors/gmp-names.js';
import { EXAMPLES, example } from './gmp-examples.js';
import { examine } from './gmp-packets.js';

describe('every message type', () => {
  it('has an example here', () => {
    expect(EXAMPLES.map((one) => one.type)).toEqual(GMP_MESSAGES.map((one) => one.mnemonic));
  });

  for (const { type, head, length, info } of EXAMPLES) {
    const facts = GMP_MESSAGES.find((one) => one.mnemonic === type)!;
    const mark = 'profile' in facts ? ' [profile]' : '';
    it(`${facts.clause}; ${facts.table}${mark} — ${type}: code, length, tree and Info`, () => {
      const octets = example(type);
      expect([octets[0], octets[1]]).toEqual(head);
      expect(octets.length).toBe(length);
      const seen = examine(octets);
      expect(seen.info).toBe(info);
      expect(seen.experts).toEqual([]);
      const session = type === 'SCREQ' ? 'Session: 0, User: 0' : 'Session: 7, User: 3';
      expect(seen.lines[0]).toBe(`Group Management Protocol, ${facts.family}: ${type}, ${session}`);
      expect(seen.lines[1]).toBe(`    [Type: ${type} (${facts.title})]`);
      expect(seen.lines[2]).toMatch(facts.family === 'SM' ? /Session management/ : /Membership management/);
    });
  }
});

const line = (octets: Uint8Array, title: string): string | undefined =>
  examine(octets)
    .lines.find((one) => one.includes(title))
    ?.trim();

describe('fields as the tree shows them', () => {
  it('8.2 b — flags of SM with their names', () => {
    const all = example('SCINF', { 'gmp.sm.flags': 15 });
    expect(line(all, 'Flags:')).toBe('.... 1111 = Flags: 0xf, QoS, Secure, Closed, Information');
    expect(line(all, 'Secure:')).toBe('.... .1.. = Secure: Secure mode');
    expect(line(example('SCINF'), 'Flags:')).toBe('.... 0001 = Flags: 0x1, Information');
  });

  it('8.2 d — the checksum with its verdict', () => {
    expect(line(example('SCCON'), 'Checksum: ')).toMatch(/^Checksum: 0x[0-9a-f]{4} \[correct\]$/);
    expect(line(example('SCCON', { 'gmp.sm.checksum': 1 }), 'Checksum: ')).toMatch(
      /^Checksum: 0x0001 incorrect, should be 0x[0-9a-f]{4}$/,
    );
  });

  it('8.4 c, table 5; 8.4 d, table 6; 8.4 e — mode, member type and flags of MM', () => {
    const octets = example('TRIND');
    expect(line(octets, 'Mode:')).toBe('10.. .... = Mode: Closed (2)');
    expect(line(octets, 'Member type:')).toBe('..00 1... = Member type: Participant (1)');
    expect(line(octets, 'Flags:')).toBe('.... .010 = Flags: 0x2, Session ending');
  });

  it('8.4 j and k, 9.2 — KA period and timeout in units of 100 ms', () => {
    expect(line(example('KAREQ', { 'gmp.mm.ka_period': 12 }), 'KA period')).toBe('KA period: 1.2 sec (12)');
    expect(line(example('KAREQ', { 'gmp.mm.timeout': 3 }), 'Timeout')).toBe('Timeout value: 0.3 sec (3)');
  });

  it.each([
    [0, 'active group'],
    [1, 'enrolled group'],
    [2, 'registered group'],
  ])('8.4 m [profile, D15] — LVREQ leaves group %i', (target, name) => {
    const octets = example('LVREQ', { 'gmp.reserved': target });
    expect(line(octets, 'Reserved (')).toBe(`Reserved (what is left): ${name} (${target})`);
    expect(examine(octets).experts).toEqual([]);
  });

  it('8.4 m [profile] — UIRES counts the messages to follow', () => {
    expect(line(example('UIRES'), 'Reserved (')).toBe('Reserved (messages to follow): 1');
  });

  it('7.2.2 — a member of UIRES in one line', () => {
    expect(line(example('UIRES'), 'Member: user 3')).toBe('Member: user 3, participant, active');
  });

  it('9.1, table 7 [profile] — an unknown parameter is skipped and shown as octets', () => {
    const octets = example('SCINF', { 'gmp.option': '63000003aabbcc000a00000105000000' });
    const seen = examine(octets);
    expect(seen.lines.map((one) => one.trim())).toContain('Parameter: unknown type 99');
    expect(seen.lines.map((one) => one.trim())).toContain('Value: aabbcc');
    expect(seen.lines.map((one) => one.trim())).toContain('KA period: 0.5 sec (5)');
    expect(seen.experts.map((one) => one.code)).toEqual(['gmp.tlv.unknown']);
  });

  it('9.1, table 7 [profile] — an empty text is a value too', () => {
    const seen = examine(example('SCINF', { 'gmp.info.name': '' }));
    expect(seen.lines.map((one) => one.trim())).toContain('Session name:');
    expect(seen.experts).toEqual([]);
  });

  it('9.1, table 7 [profile] — times are milliseconds since 1970', () => {
    const octets = example('SCINF', { 'gmp.info.start': '1700000000123' });
    expect(line(octets, 'start time')).toBe(
      'Session start time: Nov 14, 2023 22:13:20.123000000 UTC (1700000000123 ms)',
    );
    const late = example('SCINF', { 'gmp.info.start': '18446744073709551615' });
    expect(line(late, 'start time')).toBe('Session start time: 18446744073709551615 ms');
  });

  it('a session name cannot break the line of the packet list', () => {
    const octets = example('SCINF', { 'gmp.info.name': `a\n\u001b[31m${'x'.repeat(80)}` });
    expect(examine(octets).info).toBe(
      `SCINF session 7 user 3, open, 2 parameters, "a\\n\\033[31m${'x'.repeat(33)}…"`,
    );
  });

  it('what the standard says carries no mark, what this project chose does', () => {
    const { marked } = examine(example('KAREQ', {}));
    const line = (title: string): string => marked.find((one) => one.includes(`${title}:`)) ?? '';
    expect(line('Version')).not.toContain('[profile]');
    expect(line('Timeout value')).not.toContain('[profile]');
    // The order of the third word is ours in SM alone, and the IDs only where 0 means "not yet assigned".
    for (const title of ['Key length', 'Multicast group port', 'Session ID', 'Message type']) {
      expect(line(title), title).not.toContain('[profile]');
    }
    const created = examine(example('SCREQ', {})).marked;
    for (const title of ['Key length', 'Multicast group port']) {
      expect(
        created.find((one) => one.includes(`${title}:`)),
        title,
      ).toContain('[profile]');
    }
    const kdupt = examine(example('KDUPT', {})).marked;
    expect(kdupt.find((one) => one.includes('Message type:'))).toContain('[profile]');
    expect(examine(example('SCREQ', {})).marked.find((one) => one.includes('Checksum:'))).toMatch(
      /\[correct\] \[profile\]$/,
    );
  });
});
