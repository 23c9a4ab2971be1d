/**
 * node feed.mjs CAPTURE OUT RATE SECONDS: writes the packets of a classic pcap into a pipe at so many a second, again and again
 * from the first, as a capturing program would; prints how long that took.
 */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const [, , capture, out, rate, seconds] = process.argv;
const bytes = readFileSync(capture);
const HEADER = 24;
const pipe = openSync(out, 'w');
const begun = performance.now();
const count = Number(rate) * Number(seconds);
let at = HEADER;
let sent = 0;

function write(from, to) {
  for (let done = from; done < to; ) done += writeSync(pipe, bytes, done, to - done);
}

write(0, HEADER);
while (sent < count) {
  const due = Math.min(count, Math.floor(((performance.now() - begun) / 1000) * Number(rate)));
  let from = at;
  for (; sent < due; sent += 1) {
    if (at >= bytes.length) {
      write(from, at);
      at = HEADER;
      from = at;
    }
    at += 16 + bytes.readUInt32LE(at + 8);
  }
  write(from, at);
  await new Promise((done) => setTimeout(done, 5));
}
console.log(((performance.now() - begun) / 1000).toFixed(2));
