/**
 * Addresses with a prefix in filters: `10.0.0.0/8`, `fe80::/10`.
 */

/** The leading bits of an address that are compared: as a number for IPv4, as octets for IPv6. */
export type Mask = number | Uint8Array;
