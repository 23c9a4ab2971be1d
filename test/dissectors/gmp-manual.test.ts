import { describe, expect, it } from 'vitest';
import { createGmp } from '../../dissectors/gmp.js';
import { gmpManual } from './gmp-manual.js';

describe('the field manual', () => {
  it('docs/gmp-profile.md is what the tables say (npx vitest run test/dissectors/gmp-manual -u writes it anew)', async () => {
    await expect(gmpManual(createGmp(0))).toMatchFileSnapshot('../../docs/gmp-profile.md');
  });

  it('marks every decision of the wire-format page', () => {
    const manual = gmpManual(createGmp(0));
    const marks = [
      'order of the third word',
      'RFC 1071',
      'not yet assigned',
      '0.0.0.0 in SCREQ',
      'whole number of words',
      '01 and 10 are MM',
      'KDUPT has no code in table 4',
      'D15',
      'messages still to follow',
      'upper 16 bits',
      'zero-padded to a word',
      'one word a member',
      'TLV encoding',
      'KDUPT carries a key too',
    ];
    for (const text of marks) {
      const lines = manual.split('\n').filter((line) => line.includes(text));
      expect(
        lines.some((line) => line.includes('[profile')),
        text,
      ).toBe(true);
    }
  });
});
