/**
 * Setting the walk's frame from a batch, and the time column in all of tshark's `-t` forms.
 */
import type { Frame, Walk } from '../../dissectors/contract.js';
import type { PacketBatch } from '../base/packet-batch.js';
import { putByte, putDecimal, type Text } from '../base/text.js';
import { civilTime } from '../base/time.js';

/**
 * tshark's time formats: `r` relative to the first frame, `d` and `dd` since the previous and the previous displayed frame,
 * `e` seconds since 1970, `a` time of day and `ad`/`adoy` with date or day of the year, in local time; `u…` the same in UTC.
 */
export const TIME_FORMATS = ['r', 'd', 'dd', 'e', 'a', 'ad', 'adoy', 'u', 'ud', 'udoy'] as const;

/** One of the time formats. */
export type TimeFormat = (typeof TIME_FORMATS)[number];

const NO_COMMENTS: readonly string[] = [];

/** Sets the facts of the batch's packet `i`; the times of the frames before are kept. */
export function setFrame(w: Walk, batch: PacketBatch, i: number, linkType: number): void {
  const { frame } = w;
  const sec = batch.sec[i];
  const nsec = batch.nsec[i];
  frame.previousSec = frame.sec;
  frame.previousNsec = frame.nsec;
  frame.number = batch.firstNumber + i;
  frame.sec = sec;
  frame.nsec = nsec;
  frame.capLen = batch.capLen[i];
  frame.wireLen = batch.wireLen[i];
  frame.interfaceId = batch.interfaceId[i];
  frame.linkType = linkType;
  frame.comments = batch.comments === undefined ? NO_COMMENTS : (batch.comments.get(i) ?? NO_COMMENTS);
  if (Number.isNaN(frame.firstSec)) {
    frame.firstSec = sec;
    frame.firstNsec = nsec;
  }
}

/** Notes that packet `i` went by without being walked: the next one's "since previous" counts from it. */
export function passFrame(frame: Frame, batch: PacketBatch, i: number): void {
  frame.sec = batch.sec[i];
  frame.nsec = batch.nsec[i];
}

/** Notes that the frame was shown: the next one's "since displayed" counts from it. */
export function markShown(frame: Frame): void {
  frame.shownSec = frame.sec;
  frame.shownNsec = frame.nsec;
}

/** Decimals of times that an interface gives: whole seconds, tenths, hundredths, 3, 6 or 9, as tshark rounds them. */
export function digitsOf(tsResol: number): number {
  const digits = (tsResol & 0x80) === 0 ? tsResol : Math.floor((tsResol & 0x7f) * Math.log10(2));
  return digits <= 3 ? digits : digits <= 6 ? 6 : 9;
}

/** Writes the time column; `digits` decimals (0 to 9, as the capture has them). Nothing where the frame has no time. */
export function putTime(out: Text, format: TimeFormat, frame: Frame, digits: number): void {
  if (Number.isNaN(frame.sec)) return;
  switch (format) {
    case 'r':
      putSpan(out, frame, frame.firstSec, frame.firstNsec, digits);
      return;
    case 'd':
      putSpan(out, frame, frame.previousSec, frame.previousNsec, digits);
      return;
    case 'dd':
      putSpan(out, frame, frame.shownSec, frame.shownNsec, digits);
      return;
    case 'e':
      putSeconds(out, frame.sec, frame.nsec, digits);
      return;
    default:
      putCivil(out, format, frame, digits);
  }
}

/** Span from an earlier time (NaN: none, which makes it 0) to the frame's. */
function putSpan(out: Text, frame: Frame, fromSec: number, fromNsec: number, digits: number): void {
  if (Number.isNaN(fromSec)) {
    putSeconds(out, 0, 0, digits);
    return;
  }
  let sec = frame.sec - fromSec;
  let nsec = frame.nsec - fromNsec;
  if (nsec < 0) {
    nsec += 1e9;
    sec -= 1;
  }
  putSeconds(out, sec, nsec, digits);
}

/** Floor seconds and nanoseconds as a decimal number. */
function putSeconds(out: Text, sec: number, nsec: number, digits: number): void {
  let whole = sec;
  let rest = nsec;
  if (sec < 0) {
    putByte(out, 45);
    whole = nsec === 0 ? -sec : -sec - 1;
    rest = nsec === 0 ? 0 : 1e9 - nsec;
  }
  putDecimal(out, whole);
  putFraction(out, rest, digits);
}

function putFraction(out: Text, nsec: number, digits: number): void {
  if (digits === 0) return;
  putByte(out, 46);
  const shown = digits === 9 ? nsec : digits === 6 ? nsec / 1000 : nsec / 10 ** (9 - digits);
  putDecimal(out, Math.floor(shown), digits);
}

function putCivil(out: Text, format: TimeFormat, frame: Frame, digits: number): void {
  const utc = format.startsWith('u');
  const shift = utc ? 0 : new Date(frame.sec * 1000).getTimezoneOffset() * 60;
  const t = civilTime(frame.sec - (Number.isNaN(shift) ? 0 : shift));
  if (format === 'ad' || format === 'ud') {
    putDecimal(out, t.year, 4);
    putByte(out, 45);
    putDecimal(out, t.month, 2);
    putByte(out, 45);
    putDecimal(out, t.day, 2);
    putByte(out, 32);
  } else if (format === 'adoy' || format === 'udoy') {
    putDecimal(out, t.year, 4);
    putByte(out, 47);
    putDecimal(out, t.dayOfYear, 3);
    putByte(out, 32);
  }
  putDecimal(out, t.hour, 2);
  putByte(out, 58);
  putDecimal(out, t.minute, 2);
  putByte(out, 58);
  putDecimal(out, t.second, 2);
  putFraction(out, frame.nsec, digits);
}
