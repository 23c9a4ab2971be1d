/**
 * Indexes a capture again and again, in a process that does nothing else: `node index-rate.mjs FILE PACKETS RUNS` prints
 * the packets a second of each run as JSON.
 */
import { indexCapture } from '../../dist/src/capture/capture-index.js';

const [, , file, packets, runs] = process.argv;
const rates = [];
for (let i = 0; i < Number(runs); i += 1) {
  const start = process.hrtime.bigint();
  const result = await indexCapture(file);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (!result.ok) throw new Error(result.error.message);
  rates.push(Number(packets) / seconds);
  await result.value.close();
}
console.log(JSON.stringify(rates));
