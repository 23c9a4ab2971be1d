/**
 * Preloaded into a measured process (`node --import`): writes its peak resident memory, in octets, to the file named by
 * GMPSHARK_MEMORY_FILE when it ends.
 */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const file = process.env.GMPSHARK_MEMORY_FILE;
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS * 1024));
});
