/**
 * Parts that the definitions of several commands have in common: examples under the help, flags that may be repeated.
 */
import { Option } from 'commander';

/** A block of examples: lines to type, and what each gives. */
export function examples(list: readonly (readonly [string, string])[]): string {
  const width = Math.max(...list.map(([line]) => line.length));
  return `\nExamples:\n${list.map(([line, what]) => `  ${line.padEnd(width)}   ${what}\n`).join('')}`;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** A flag that may be given several times. */
export function repeated(flags: string, what: string): Option {
  return new Option(flags, what).argParser(collect);
}
