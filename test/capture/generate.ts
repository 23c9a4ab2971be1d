/**
 * Random captures and what is in them, put together octet by octet from models: independent of the project's encoders
 * and of its decoders.
 */
import fc from 'fast-check';

/** A packet as a reader should find it. */
export interface ExpectedPacket {
  readonly time: bigint | null;
  readonly capLen: number;
  readonly wireLen: number;
  readonly interfaceId: number;
  readonly data: string;
  readonly comments: readonly string[] | undefined;
}

/** A capture and all that should be found in it. */
export interface Generated {
  readonly bytes: Uint8Array;
  readonly packets: readonly ExpectedPacket[];
  /** Offsets at which a record or block begins (or the file ends): cut there, the capture is whole. */
  readonly boundaries: readonly number[];
  readonly linkTypes: readonly number[];
  readonly names: readonly (readonly [string, string])[];
  readonly sectionComments: readonly string[];
  readonly statistics: readonly (readonly [number, bigint | undefined])[];
  readonly blockCounts: ReadonlyMap<number, number>;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Integers of one byte order, one after the other. */
class Pen {
  readonly bytes: number[] = [];
  constructor(readonly little: boolean) {}
  number(value: bigint | number, octets: number): this {
    for (let i = 0; i < octets; i++) {
      const shift = BigInt(8 * (this.little ? i : octets - 1 - i));
      this.bytes.push(Number((BigInt.asUintN(64, BigInt(value)) >> shift) & 0xffn));
    }
    return this;
  }
  raw(bytes: Uint8Array | readonly number[]): this {
    this.bytes.push(...bytes);
    return this;
  }
  pad(): this {
    while (this.bytes.length % 4 !== 0) this.bytes.push(0);
    return this;
  }
  option(code: number, value: Uint8Array | readonly number[]): this {
    return this.number(code, 2).number(value.length, 2).raw(value).pad();
  }
  text(code: number, text: string): this {
    return this.option(code, new TextEncoder().encode(text));
  }
}

const data = fc.uint8Array({ maxLength: 90 });
const u32 = fc.nat(0xffff_ffff);

// ---------------------------------------------------------------------------------------------------------- classic

const pcapVariant = fc.constantFrom(
  { magic: 0xa1b2c3d4, nano: false, head: 0, extra: 0 },
  { magic: 0xa1b23c4d, nano: true, head: 0, extra: 0 },
  { magic: 0xa1b2cd34, nano: false, head: 0, extra: 8 },
  { magic: 0x1c0001ab, nano: false, head: 4, extra: 0 },
  { magic: 0x1c0001ac, nano: true, head: 4, extra: 0 },
);

const pcapVersion = fc.oneof(
  { weight: 3, arbitrary: fc.constant([2, 4] as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom([2, 2] as const, [2, 3] as const, [543, 0] as const, [3, 0] as const),
  },
);

/** Any; alike, as in most captures; and around both ends of what 32 bits hold, which lie side by side modulo 2^32. */
const seconds = fc.oneof(
  u32,
  fc.integer({ min: 1_700_000_000, max: 1_700_000_100 }),
  fc.nat(2200),
  fc.nat(2200).map((less) => 0xffff_ffff - less),
);

/** Any classic pcap that is whole. */
export const pcapCapture: fc.Arbitrary<Generated> = fc
  .record({
    little: fc.boolean(),
    variant: pcapVariant,
    version: pcapVersion,
    linkType: fc.constantFrom(0, 1, 101, 113, 147, 276, 65_535),
    fcs: fc.constantFrom(0, 0x2400_0000),
    snapLen: fc.constantFrom(0, 40, 65_535, 262_144, 0xffff_ffff),
    records: fc.array(
      fc.record({
        sec: seconds,
        fraction: fc.oneof({ weight: 4, arbitrary: fc.nat(999_999) }, { weight: 1, arbitrary: u32 }),
        data,
        more: fc.oneof(fc.constant(0), fc.constant(0), fc.nat(2000), u32),
        swap: fc.boolean(),
        junk: fc.uint8Array({ minLength: 8, maxLength: 8 }),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ little, variant, version, linkType, fcs, snapLen, records }) => {
    const pen = new Pen(little).number(variant.magic, 4).number(version[0], 2).number(version[1], 2);
    pen
      .number(0, 8)
      .number(snapLen, 4)
      .number(linkType + fcs, 4)
      .raw(new Uint8Array(variant.head));
    const boundaries = [pen.bytes.length];
    const packets = records.map((record): ExpectedPacket => {
      const capLen = record.data.length;
      const wireLen = Math.min(0xffff_ffff, capLen + record.more);
      const old = version[0] === 543 || (version[0] === 2 && version[1] === 2);
      const swapped = old || (version[0] === 2 && version[1] === 3 && record.swap);
      pen.number(record.sec, 4).number(record.fraction, 4);
      pen.number(swapped ? wireLen : capLen, 4).number(swapped ? capLen : wireLen, 4);
      pen.raw(record.junk.subarray(0, variant.extra)).raw(record.data);
      boundaries.push(pen.bytes.length);
      const time =
        BigInt(record.sec) * 1_000_000_000n + BigInt(record.fraction) * (variant.nano ? 1n : 1000n);
      return { time, capLen, wireLen, interfaceId: 0, data: latin1(record.data), comments: undefined };
    });
    return {
      bytes: Uint8Array.from(pen.bytes),
      packets,
      boundaries,
      linkTypes: [linkType],
      names: [],
      sectionComments: [],
      statistics: [],
      blockCounts: new Map(),
    };
  });

// ----------------------------------------------------------------------------------------------------------- pcapng

const word = fc.string({ maxLength: 12 }).filter((text) => !text.includes('\0'));

const interfaceModel = fc.record({
  linkType: fc.constantFrom(0, 1, 101, 113, 147, 276, 65_535),
  snapLen: fc.constantFrom(0, 20, 40, 65_535, 262_144),
  name: fc.option(word, { nil: undefined }),
  resolution: fc.oneof(
    fc.constantFrom(undefined, 6, 9),
    fc.nat(127),
    fc.nat(63).map((exponent) => 0x80 | exponent),
  ),
  offset: fc.option(fc.bigInt({ min: -5_000_000_000n, max: 5_000_000_000n }), { nil: undefined }),
  unknown: fc.boolean(),
});

const stamp = fc.oneof(
  fc.bigInt({ min: 1_700_000_000_000_000n, max: 1_700_000_100_000_000n }),
  fc.bigInt({ min: 1_700_000_000_000_000_000n, max: 1_700_000_100_000_000_000n }),
  fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
  fc.bigInt({ min: 0n, max: 100n }),
  // Close to where the low half wraps around.
  fc
    .tuple(fc.bigInt({ min: 1n, max: 0x7fff_ffffn }), fc.bigInt({ min: -300n, max: 300n }))
    .map(([high, more]) => (high << 32n) + more),
);

const comments = fc.oneof(fc.constant([]), fc.array(word, { maxLength: 2 }));

const item = fc.oneof(
  fc.record({
    kind: fc.constantFrom('packet' as const, 'old' as const),
    owner: fc.nat(20),
    stamp,
    data,
    wireLen: u32,
    comments,
    flags: fc.boolean(),
    end: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('simple' as const), data, more: fc.nat(100) }),
  fc.record({ kind: fc.constant('interface' as const), interface: interfaceModel }),
  fc.record({
    kind: fc.constant('other' as const),
    type: fc.constantFrom(0xbad, 0x4000_0bad, 0xa, 0x9, 0x0bad_0000, 0x8000_0001, 0xffff_ffff),
    body: fc.uint8Array({ minLength: 4, maxLength: 300 }),
  }),
  fc.record({
    kind: fc.constant('names' as const),
    names: fc.array(fc.tuple(fc.constantFrom(4, 16), fc.uint8Array({ minLength: 16, maxLength: 16 }), word)),
    end: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('statistics' as const),
    owner: fc.nat(20),
    received: fc.option(fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }), { nil: undefined }),
  }),
);

const sectionModel = fc.record({
  little: fc.boolean(),
  minor: fc.constantFrom(0, 2),
  comments,
  first: fc.array(interfaceModel, { minLength: 1, maxLength: 3 }),
  items: fc.array(item, { maxLength: 10 }),
});

type InterfaceModel = typeof interfaceModel extends fc.Arbitrary<infer T> ? T : never;
type Item = typeof item extends fc.Arbitrary<infer T> ? T : never;
type SectionModel = typeof sectionModel extends fc.Arbitrary<infer T> ? T : never;

interface Draft {
  readonly bytes: number[];
  readonly packets: ExpectedPacket[];
  readonly boundaries: number[];
  readonly linkTypes: number[];
  readonly names: [string, string][];
  readonly sectionComments: string[];
  readonly statistics: [number, bigint | undefined][];
  readonly blockCounts: Map<number, number>;
}

function block(draft: Draft, type: number, body: Pen): void {
  body.pad();
  const total = body.bytes.length + 12;
  const pen = new Pen(body.little).number(type, 4).number(total, 4).raw(body.bytes).number(total, 4);
  draft.bytes.push(...pen.bytes);
  draft.boundaries.push(draft.bytes.length);
  draft.blockCounts.set(type, (draft.blockCounts.get(type) ?? 0) + 1);
}

function addInterface(draft: Draft, little: boolean, model: InterfaceModel): void {
  const pen = new Pen(little).number(model.linkType, 2).number(0, 2).number(model.snapLen, 4);
  if (model.unknown) pen.option(4711, [1, 2, 3]);
  if (model.name !== undefined) pen.text(2, model.name);
  if (model.resolution !== undefined) pen.option(9, [model.resolution]);
  if (model.offset !== undefined) pen.option(14, new Pen(little).number(model.offset, 8).bytes);
  block(draft, 1, pen.number(0, 4));
  draft.linkTypes.push(model.linkType);
}

function timeOf(model: InterfaceModel, count: bigint): bigint {
  const resolution = model.resolution ?? 6;
  const exponent = BigInt(resolution & 0x7f);
  const perSecond = resolution & 0x80 ? 2n ** exponent : 10n ** exponent;
  return (count * 1_000_000_000n) / perSecond + (model.offset ?? 0n) * 1_000_000_000n;
}

function addItem(
  draft: Draft,
  little: boolean,
  interfaces: InterfaceModel[],
  base: number,
  each: Item,
): void {
  const pen = new Pen(little);
  switch (each.kind) {
    case 'interface':
      interfaces.push(each.interface);
      addInterface(draft, little, each.interface);
      return;
    case 'other':
      block(draft, each.type, pen.raw(each.body));
      return;
    case 'names':
      for (const [size, address, name] of each.names) {
        const text = new TextEncoder().encode(name);
        pen.number(size === 4 ? 1 : 2, 2).number(size + text.length + 1, 2);
        pen.raw(address.subarray(0, size)).raw(text).raw([0]).pad();
        draft.names.push([latin1(address.subarray(0, size)), name]);
      }
      if (each.end || each.names.length === 0) pen.number(0, 4).text(1, 'a comment on names');
      block(draft, 4, pen);
      return;
    case 'statistics': {
      const owner = each.owner % interfaces.length;
      pen.number(owner, 4).number(0, 8);
      if (each.received !== undefined) pen.option(4, new Pen(little).number(each.received, 8).bytes);
      block(draft, 5, pen);
      draft.statistics.push([base + owner, each.received]);
      return;
    }
    case 'simple': {
      const wireLen = each.data.length + each.more;
      const { snapLen } = interfaces[0];
      const capLen = snapLen === 0 ? wireLen : Math.min(wireLen, snapLen);
      const whole = new Uint8Array(capLen);
      whole.set(each.data.subarray(0, capLen));
      block(draft, 3, pen.number(wireLen, 4).raw(whole));
      const found = {
        time: null,
        capLen,
        wireLen,
        interfaceId: base,
        data: latin1(whole),
        comments: undefined,
      };
      draft.packets.push(found);
      return;
    }
    default: {
      const owner = each.owner % interfaces.length;
      if (each.kind === 'packet') pen.number(owner, 4);
      else pen.number(owner, 2).number(0xffff, 2);
      pen.number(each.stamp >> 32n, 4).number(each.stamp & 0xffff_ffffn, 4);
      pen.number(each.data.length, 4).number(each.wireLen, 4).raw(each.data).pad();
      if (each.flags) pen.option(2, [0, 0, 0, 1]);
      for (const comment of each.comments) pen.text(1, comment);
      if (each.end) pen.number(0, 4);
      block(draft, each.kind === 'packet' ? 6 : 2, pen);
      draft.packets.push({
        time: timeOf(interfaces[owner], each.stamp),
        capLen: each.data.length,
        wireLen: each.wireLen,
        interfaceId: base + owner,
        data: latin1(each.data),
        comments: each.comments.length > 0 ? each.comments : undefined,
      });
    }
  }
}

function addSection(draft: Draft, section: SectionModel): void {
  const pen = new Pen(section.little)
    .number(0x1a2b3c4d, 4)
    .number(1, 2)
    .number(section.minor, 2)
    .number(-1n, 8);
  for (const comment of section.comments) pen.text(1, comment);
  block(draft, 0x0a0d0d0a, pen.text(4, 'a program'));
  draft.sectionComments.push(...section.comments);
  const base = draft.linkTypes.length;
  for (const model of section.first) addInterface(draft, section.little, model);
  const interfaces = [...section.first];
  for (const each of section.items) addItem(draft, section.little, interfaces, base, each);
}

/** Any pcapng that is whole. */
export const pcapngCapture: fc.Arbitrary<Generated> = fc
  .array(sectionModel, { minLength: 1, maxLength: 3 })
  .map((sections) => {
    const draft: Draft = {
      bytes: [],
      packets: [],
      boundaries: [],
      linkTypes: [],
      names: [],
      sectionComments: [],
      statistics: [],
      blockCounts: new Map(),
    };
    for (const section of sections) addSection(draft, section);
    return { ...draft, bytes: Uint8Array.from(draft.bytes) };
  });
