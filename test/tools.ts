/**
 * Reference tools that cross-checks compare with. Where one is missing its checks are skipped and say so; where
 * GMPSHARK_REQUIRE_TOOLS is set (CI) that is an error.
 */
import { spawnSync } from 'node:child_process';

/** Whether a tool can be run here. */
export function hasTool(name: string): boolean {
  const there = spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
  if (!there && process.env.GMPSHARK_REQUIRE_TOOLS !== undefined)
    throw new Error(`${name} is required here, and missing`);
  return there;
}

/** The name of a group of checks, with the reason where they are skipped. */
export function needing(name: string, there: boolean, title: string): string {
  return there ? title : `${title} (skipped: needs ${name})`;
}
