/**
 * The definition of `check` for commander; program.ts puts it beside the other commands.
 */
import { type Command, Option } from 'commander';
import { CHECK_FORMATS, type CheckFlags, FAIL_ON } from './check-flags.js';
import { examples, repeated } from './help-text.js';

/** What the command does. */
export interface CheckActions {
  readonly check: (file: string | undefined, flags: CheckFlags) => Promise<void>;
}

const STATUS = `
Exit status: 0 no finding as severe as --fail-on says; 1 there is one; 2 bad usage (a policy:
the message names the place); 3 the capture could not be read to its end (what was readable
has been checked), or standard output not be written to its end; 130 interrupted.`;

/** Adds `check`. */
export function addCheck(program: Command, actions: CheckActions): void {
  program
    .command('check')
    .summary("hold a capture against the protocol's rules")
    .description(
      'Replays a capture through the rules of GMP (X.602) and IGMP, and tells what servers, clients, hosts and\nrouters did that they should not have, or did not do. Each session and each network gets a verdict: pass,\nfail, or inconclusive.',
    )
    .argument('[file]', 'the capture; - is standard input')
    .option('-r, --read <file>', 'the capture, as tshark names it')
    .addOption(new Option('-T, --type <form>', 'form of the output').choices(CHECK_FORMATS).default('text'))
    .addOption(
      repeated(
        '--policy <key=value>',
        'a decision that is not at its default, as startGate=enrolled or recordKept=90s; repeatable',
      ),
    )
    .option(
      '--lossy',
      'the capture may lack packets: nothing that rests on an absence or an order is certain',
    )
    .option('--infer', 'tell which policies the traffic is consistent with, instead of assuming them')
    .addOption(
      new Option('--fail-on <severity>', 'how severe a finding must be for exit status 1')
        .choices(FAIL_ON)
        .default('error'),
    )
    .option(
      '--max-delay <time>',
      'longest time from a message at the sniffer to what it brings about there (default 1s)',
    )
    .option('--tolerance <time>', 'by how much instants may be off (default 10ms)')
    .addOption(
      repeated(
        '-d, --decode-as <rule>',
        'LAYER==VALUE,PROTOCOL[@OFFSET]: dissect as that protocol; repeatable',
      ),
    )
    .addOption(repeated('-o, --preference <name:value>', 'a preference, as ip.defragment:FALSE; repeatable'))
    .option('--heuristic', 'recognise GMP on ports that nothing tells of (-o gmp.heuristic:TRUE)')
    .option('--follow', 'wait for more at the end of the file, until interrupted')
    .option('--color', 'colour the output even where it is not a terminal')
    .option('--no-color', 'no colours (also: NO_COLOR in the environment)')
    .addHelpText(
      'after',
      examples([
        ['gmpshark check capture.pcapng', 'findings, then a verdict a session and network'],
        ['gmpshark check capture.pcapng -T ndjson | jq .code', 'one JSON object a finding or verdict'],
        ['gmpshark check a.pcap --policy startGate=enrolled', 'the server decides D6 the other way'],
        ['gmpshark check a.pcap --infer', 'which policies are in use'],
        ['tcpdump -U -w - | gmpshark check -', 'findings as they become true'],
        ['gmpshark check a.pcap --fail-on warning', 'exit status 1 for suspicions too'],
      ]) + STATUS,
    )
    .action((file: string | undefined, flags: CheckFlags) => actions.check(file, flags));
}
