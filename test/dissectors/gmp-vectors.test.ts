import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeGmp, encodeGmp, type FlatFields } from '../../dissectors/gmp-codec.js';
import { GMP_MESSAGES } from '../../dissectors/gmp-names.js';
import { hex, parseHex } from '../../src/base/address.js';

const VECTORS = '../shared/spec/vectors.json';

interface Vector {
  readonly type: string;
  readonly hex: string;
  readonly fields: FlatFields;
}

const vectors: readonly Vector[] = existsSync(VECTORS)
  ? (JSON.parse(readFileSync(VECTORS, 'utf8')) as readonly Vector[])
  : [];

describe.skipIf(vectors.length === 0)(
  `vectors both ways${vectors.length === 0 ? ' (skipped: no vectors)' : ''}`,
  () => {
    it('exercise every message type', () => {
      expect(new Set(vectors.map((vector) => vector.type))).toEqual(
        new Set(GMP_MESSAGES.map((one) => one.mnemonic)),
      );
    });

    it.each(vectors.map((vector, i) => [i, vector] as const))(
      '%i: encode and decode byte for byte',
      (_i, vector) => {
        expect(hex(encodeGmp(vector.fields))).toBe(vector.hex);
        expect(decodeGmp(parseHex(vector.hex)!)).toEqual(vector.fields);
      },
    );

    it.each(vectors.map((vector, i) => [i, vector] as const))('%i: what is absent is 0', (_i, vector) => {
      const given = Object.entries(vector.fields).filter(([, value]) => value !== 0 && value !== false);
      expect(hex(encodeGmp(Object.fromEntries(given)))).toBe(vector.hex);
    });

    it.each(
      vectors
        .filter((vector) => vector.fields['gmp.option'] !== undefined)
        .map((vector, i) => [i, vector] as const),
    )('%i: the option built from its parts means the same', (_i, vector) => {
      const {
        'gmp.option': given,
        'gmp.sm.checksum': _sum,
        'gmp.sm.checksum.status': _status,
        ...rest
      } = vector.fields;
      const again = decodeGmp(encodeGmp(rest));
      const {
        'gmp.option': built,
        'gmp.sm.checksum': _sum2,
        'gmp.sm.checksum.status': status,
        ...parts
      } = again;
      expect(parts).toEqual(rest);
      expect(String(built).length).toBe(String(given).length);
      if ('gmp.sm.type' in vector.fields) expect(status).toBe(1);
    });
  },
);
