/**
 * How long a captured packet may claim to be. A length beyond it is taken for damage, before anyone waits for, or
 * makes room for, that many octets. The limits are Wireshark's, so that both stop at the same record.
 */

const STANDARD = 262_144;
const LINKTYPE_DBUS = 231;
const LINKTYPE_USBPCAP = 249;
const LINKTYPE_EBHSCR = 279;
const MIB = 1_048_576;

/** The largest captured length that is believed, by LINKTYPE number. */
export function maxCapturedLength(linkType: number): number {
  switch (linkType) {
    case LINKTYPE_DBUS:
    case LINKTYPE_USBPCAP:
      return 128 * MIB;
    case LINKTYPE_EBHSCR:
      return 32 * MIB;
    default:
      return STANDARD;
  }
}
