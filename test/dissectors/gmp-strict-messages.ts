/**
 * fast-check arbitraries of strict messages: every type, every value that its fields can hold.
 */
import fc from 'fast-check';
import type {
  GmpMessage,
  ListedMember,
  ListedUser,
  MemberType,
  MmHeader,
  PlainMmType,
  PlainSmType,
  SessionParameters,
  SmHeader,
} from '../../dissectors/gmp-message.js';

/** All values of so many bits, the ends more often. */
const u = (bits: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: 2 ** bits - 1 });
const memberType = fc.constantFrom<MemberType>(4, 2, 1);
const key = fc.uint8Array({ minLength: 1, maxLength: 255 });

const smFields = {
  secure: fc.boolean(),
  closed: fc.boolean(),
  session: u(16),
  user: u(16),
  groupPort: u(16),
  groupAddress: u(32),
};
const smHeader: fc.Arbitrary<SmHeader> = fc.record(smFields);
const mmHeader: fc.Arbitrary<MmHeader> = fc.record({
  closed: fc.boolean(),
  memberType,
  session: u(16),
  user: u(16),
  groupPort: u(16),
  groupAddress: u(32),
  kaPeriod: u(8),
  timeout: u(8),
});

const PLAIN_SM = [
  'SCREQ',
  'SCACC',
  'SCREJ',
  'SDREQ',
  'SDRES',
  'SCCON',
  'SRREQ',
  'SRRES',
  'SRACC',
  'SRREJ',
  'SJREQ',
] as const satisfies readonly PlainSmType[];
const PLAIN_MM = ['KAREQ', 'KARES', 'UIREQ', 'TRREQ', 'TRIND'] as const satisfies readonly PlainMmType[];

/** Text, with octets that are no UTF-8 in it now and then. */
const text = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0x80, max: 0xff }).map((octet) => brokenText(octet)) },
    ),
    { maxLength: 3 },
  )
  .map((parts) => parts.join(''))
  .filter((whole) => !/[\udc80-\udcff]{2}/.test(whole));

/** One octet that is no UTF-8, between two that are. */
function brokenText(octet: number): string {
  return `a${String.fromCharCode(0xdc00 + octet)}z`;
}

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const listedMember: fc.Arbitrary<ListedMember> = fc.record({ address: u(32), port: u(16), memberType });

/** Session parameters: any of them there or not. */
export function sessionParameters(): fc.Arbitrary<SessionParameters> {
  return fc.record(
    {
      name: text,
      purpose: text,
      content: text,
      owner: text,
      start: u64,
      end: u64,
      media: text,
      address: fc.record({ address: u(32), port: u(16) }),
      members: fc.array(listedMember, { maxLength: 6 }),
      kaPeriod: u(8),
      timeout: u(8),
      termination: fc.constantFrom('any' as const, 'all' as const),
      application: text,
    },
    { requiredKeys: ['members'] },
  );
}

const listedUser: fc.Arbitrary<ListedUser> = fc.record({
  user: u(16),
  memberType,
  group: fc.constantFrom<ListedUser['group']>(1, 2, 3),
});

const plainSm = fc.tuple(smHeader, fc.constantFrom(...PLAIN_SM)).map(
  ([head, type]): GmpMessage => ({
    ...head,
    type,
  }),
);
const plainMm = fc.tuple(mmHeader, fc.constantFrom(...PLAIN_MM)).map(
  ([head, type]): GmpMessage => ({
    ...head,
    type,
  }),
);
const scinf = fc
  .tuple(smHeader, sessionParameters())
  .map(([head, parameters]): GmpMessage => ({ ...head, type: 'SCINF', parameters }));
const sjres = fc
  .tuple(smHeader, key)
  .map(
    ([{ secure, ...head }, secret]): GmpMessage =>
      secure ? { ...head, secure, type: 'SJRES', key: secret } : { ...head, secure, type: 'SJRES' },
  );
const sareq = fc
  .tuple(smHeader, u(16))
  .map(([head, mmPort]): GmpMessage => ({ ...head, type: 'SAREQ', mmPort }));
const uires = fc
  .tuple(mmHeader, fc.array(listedUser, { maxLength: 340 }), fc.integer({ min: 0, max: 192 }))
  .map(([head, members, following]): GmpMessage => ({ ...head, type: 'UIRES', members, following }));
const lvreq = fc
  .tuple(mmHeader, fc.constantFrom(0 as const, 1 as const, 2 as const))
  .map(([head, target]): GmpMessage => ({ ...head, type: 'LVREQ', target }));
const kdupt = fc
  .tuple(mmHeader, key)
  .map(([head, secret]): GmpMessage => ({ ...head, type: 'KDUPT', key: secret }));

/** Any strict message; each of the 22 types about as often as the others. */
export function strictMessage(): fc.Arbitrary<GmpMessage> {
  return fc.oneof(
    { weight: PLAIN_SM.length, arbitrary: plainSm },
    { weight: PLAIN_MM.length, arbitrary: plainMm },
    { weight: 1, arbitrary: scinf },
    { weight: 1, arbitrary: sjres },
    { weight: 1, arbitrary: sareq },
    { weight: 1, arbitrary: uires },
    { weight: 1, arbitrary: lvreq },
    { weight: 1, arbitrary: kdupt },
  );
}
