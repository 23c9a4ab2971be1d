/**
 * Addresses on the stage: subnet i is 10.i.0.0/16; the actor that the file names first is .0.1, and so on.
 */
import { formatIpv4 } from '../base/address.js';

/** Address of the actor with an index on a subnet with a number, unsigned 32 bits. */
export function addressOn(subnet: number, index: number): number {
  return 0x0a000000 + subnet * 65_536 + index + 1;
}

/** "10.0.0.0/16": the subnet of an address. */
export function subnetText(address: number): string {
  return `${formatIpv4((address & SUBNET_MASK) >>> 0)}/${Math.clz32(~SUBNET_MASK)}`;
}

/** Mask of every subnet. */
export const SUBNET_MASK = 0xffff0000;
