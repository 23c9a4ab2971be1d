/**
 * Strict IGMP messages, version 1 (RFC 1112 appendix I): what the IGMP machines exchange. Version, unused octet and checksum
 * follow from the type, and so does the group of a query (zero).
 */

/** A router's query for all groups, or a host's report of one group (an unsigned 32-bit address). */
export type IgmpMessage = { readonly type: 'query' } | { readonly type: 'report'; readonly group: number };
