/**
 * How the figures of the TUI are made and printed.
 */
import { readFileSync } from 'node:fs';

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Waits. */
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The most memory that a process has had, in octets. */
export function peak(pid) {
  const kilobytes = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** Median, least, greatest and how many. */
export const ms = (list) =>
  `${median(list).toFixed(0)} ms (${Math.min(...list).toFixed(0)}–${Math.max(...list).toFixed(0)}, ${list.length} times)`;
/** A line of the outcome. */
export const say = (title, text) => console.log(`${title.padEnd(46)} ${text}`);
