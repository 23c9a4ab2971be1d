/**
 * The reports of `gmpshark test` for programs: TAP 14 and JUnit XML, with names and texts that need to be escaped.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TestResult } from '../../src/cli/test-report.js';
import { junitReporter } from '../../src/cli/test-report-junit.js';
import { tapReporter } from '../../src/cli/test-report-tap.js';
import { folder, run } from './run.js';
import { place, STORY } from './stories.js';

const GOOD: TestResult = { file: 'x/a.yaml', name: 'a', expectations: 2, failures: [], updated: false };
const BAD: TestResult = {
  ...GOOD,
  file: 'x/"b" & <c>.yaml',
  name: 'b #1 \\ <&">',
  failures: [
    { kind: 'expectation', text: '  first <line> & "more"\nsecond\u001b[31m\n' },
    { kind: 'golden', text: ']]> → \ud800' },
  ],
};
const WRONG: TestResult = { ...GOOD, name: 'w', failures: [{ kind: 'mistake', text: 'w.yaml:1:1: no' }] };
const ALL = [GOOD, BAD, WRONG];

describe('TAP 14', () => {
  const report = [
    tapReporter.begin(ALL.length),
    ...ALL.map((result, i) => tapReporter.result(result, i + 1)),
    tapReporter.end(ALL),
  ].join('');

  test('version, plan, points with escaped descriptions, failures as YAML', () => {
    expect(report).toBe(
      [
        'TAP version 14',
        '1..3',
        'ok 1 - a',
        'not ok 2 - b \\#1 \\\\ <&">',
        '  ---',
        '  file: "x/\\"b\\" & <c>.yaml"',
        '  message: |2',
        '      first <line> & "more"',
        '    second\u001b[31m',
        '    ]]> → \ud800',
        '  ...',
        'not ok 3 - w',
        '  ---',
        '  file: "x/a.yaml"',
        '  message: |2',
        '    w.yaml:1:1: no',
        '  ...',
        '',
      ].join('\n'),
    );
  });
});

describe('JUnit', () => {
  const report =
    junitReporter.begin(3) +
    ALL.map((each) => junitReporter.result(each, 1)).join('') +
    junitReporter.end(ALL);

  test('suites by file, failures and errors counted, every text escaped', () => {
    expect(report.split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="gmpshark test" tests="3" failures="1" errors="1">',
      '  <testsuite name="x/a.yaml" tests="2" failures="0" errors="1">',
      '    <testcase classname="x/a.yaml" name="a"/>',
      '    <testcase classname="x/a.yaml" name="w">',
      '      <error type="mistake" message="w.yaml:1:1: no">w.yaml:1:1: no</error>',
      '    </testcase>',
      '  </testsuite>',
      '  <testsuite name="x/&quot;b&quot; &amp; &lt;c&gt;.yaml" tests="1" failures="1" errors="0">',
      '    <testcase classname="x/&quot;b&quot; &amp; &lt;c&gt;.yaml" name="b #1 \\ &lt;&amp;&quot;&gt;">',
      '      <failure type="expectation" message="  first &lt;line&gt; &amp; &quot;more&quot;">  first &lt;line&gt; &amp; "more"',
      'second\ufffd[31m',
      ']]&gt; → \ufffd</failure>',
      '    </testcase>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ]);
  });

  const hasPython = spawnSync('python3', ['-c', 'import xml.dom.minidom']).status === 0;
  test.skipIf(!hasPython)('another reader takes it as XML (skipped: needs python3)', () => {
    const ask =
      'import sys,xml.dom.minidom as m; print(len(m.parse(sys.stdin.buffer).getElementsByTagName("testcase")))';
    const done = spawnSync('python3', ['-c', ask], { input: report });
    expect(done.stdout.toString().trim()).toBe('3');
  });
});

describe('through the command', () => {
  const dir = folder();
  place(dir, { 'a.yaml': STORY, 'b.yaml': STORY.replace('at 110ms', 'at 109ms') });
  run(['test', dir, '--update']);

  test('--reporter tap', () => {
    const { code, out, err } = run(['test', dir, '--reporter', 'tap']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^TAP version 14\n1\.\.2\nok 1 - a\nnot ok 2 - b\n {2}---\n/);
    expect(out).toContain(`    ${join(dir, 'b.yaml')}:14:22: does not hold`);
  });

  test('--reporter junit', () => {
    const { code, out, err } = run(['test', dir, '--reporter', 'junit']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('<testsuites name="gmpshark test" tests="2" failures="1" errors="0">');
    expect(out).toContain('does not hold: expect at 109ms: a is registered');
  });

  test('another reporter is bad usage', () => {
    const { code, err } = run(['test', dir, '--reporter', 'xml']);
    expect(code).toBe(2);
    expect(err).toContain('Allowed choices are text, tap, junit.');
  });
});
