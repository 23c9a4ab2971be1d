/**
 * What a run of packets lies between, as far as a capture's index tells: by that, all of them may be known to pass a filter, or
 * none of them, without a look at any.
 */

/** Least and greatest. */
export type Bounds<T> = readonly [least: T, greatest: T];

/** Bounds of the facts of consecutive packets. Each is found out when it is asked for. */
export interface PacketBounds {
  readonly number: Bounds<number>;
  readonly capLen: Bounds<number>;
  readonly wireLen: Bounds<number>;
  readonly interfaceId: Bounds<number>;
  readonly time: TimeBounds;
}

/** Times of packets, of which some may have none. */
export interface TimeBounds {
  /** Nanoseconds since 1970; undefined where no packet has a time. */
  readonly bounds: Bounds<bigint> | undefined;
  /** Whether all packets have one. */
  readonly everywhere: boolean;
}
