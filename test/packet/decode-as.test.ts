/**
 * Decode-as at an offset, from whatever table a layer finds the next: how GMP inside ECTP is reached (clause 1). And the
 * Info column where one segment ends several messages.
 */
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../dissectors/catalogue.js';
import { createRegistry, type DecodeAs } from '../../dissectors/registry.js';
import { parseHex } from '../../src/base/address.js';
import { makeText, textFrom } from '../../src/base/text.js';
import { columnsOf, putInfo } from '../../src/packet/columns.js';
import { buildTree, fieldsOf } from '../../src/packet/tree.js';
import { createWalk, walkFrame } from '../../src/packet/walk.js';

/** KAREQ of session 1 to user 2, open mode, a participant, period 10, timeout 3. */
const KAREQ = '1148138c00010002e00102030a030000';
const SKIPPED = 'c0ffee01';
const ETHERNET = '02000000000102000000000288b5';
/** 10.0.0.2 to 10.0.0.1; total length and protocol are filled in. */
const ipv4 = (protocol: number, length: number): string =>
  `4500${(20 + length).toString(16).padStart(4, '0')}0001000040${protocol.toString(16).padStart(2, '0')}00000a0000020a000001`;
const udp = (length: number): string => `1e611e62${(8 + length).toString(16).padStart(4, '0')}0000`;
const IP_ETHERNET = `${ETHERNET.slice(0, 24)}0800`;

function dissect(hex: string, decodeAs: readonly DecodeAs[]) {
  const bytes = parseHex(hex);
  if (bytes === undefined) throw new Error(`no hex: ${hex}`);
  const registry = createRegistry({ decodeAs });
  const w = createWalk(registry);
  Object.assign(w.frame, { number: 1, sec: 0, capLen: bytes.length, wireLen: bytes.length, linkType: 1 });
  walkFrame(registry, w, bytes, 0);
  const out = makeText();
  putInfo(columnsOf(registry), w, out);
  const tree = buildTree(registry, createCatalogue(registry.dissectors), w);
  const values = tree.layers.flatMap(({ node }) => [...fieldsOf([node])]);
  const user = values.find(({ field }) => field?.name === 'gmp.user_id')?.value;
  return { layers: tree.layers.map(({ name }) => name), info: textFrom(out), user };
}

describe('decode-as at an offset', () => {
  const length = (SKIPPED.length + KAREQ.length) / 2;
  test.each<[string, string, DecodeAs]>([
    [
      'an EtherType',
      `${ETHERNET}${SKIPPED}${KAREQ}`,
      { table: 'ethertype', value: 0x88b5, protocol: 'gmp', offset: 4 },
    ],
    [
      'an IP protocol',
      `${IP_ETHERNET}${ipv4(200, length)}${SKIPPED}${KAREQ}`,
      { table: 'ip.proto', value: 200, protocol: 'gmp', offset: 4 },
    ],
    [
      'a UDP port',
      `${IP_ETHERNET}${ipv4(17, 8 + length)}${udp(length)}${SKIPPED}${KAREQ}`,
      { table: 'udp.port', value: 7777, protocol: 'gmp', offset: 4 },
    ],
  ])('from %s: what is passed over is shown as data', (_name, hex, rule) => {
    const { layers, info, user } = dissect(hex, [rule]);
    expect(layers.slice(-2)).toEqual(['data', 'gmp']);
    expect(info).toMatch(/^KAREQ session 1 user 2/);
    expect(user).toBe(2);
  });

  test('an offset beyond the payload leaves data', () => {
    const rule: DecodeAs = { table: 'ethertype', value: 0x88b5, protocol: 'gmp', offset: 400 };
    expect(dissect(`${ETHERNET}${KAREQ}`, [rule]).layers.slice(-1)).toEqual(['data']);
  });
});

test('a TCP segment that ends several messages tells them all in its Info column', () => {
  const pdu = `0010${KAREQ}`;
  const tcp = '1e614081000000010000000050180fff00000000';
  const hex = `${IP_ETHERNET}${ipv4(6, 20 + pdu.length)}${tcp}${pdu}${pdu}`;
  const { info } = dissect(hex, []);
  expect(info.split(' | ').map((one) => one.slice(0, 5))).toEqual(['KAREQ', 'KAREQ']);
});
