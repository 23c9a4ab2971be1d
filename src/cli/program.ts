/**
 * The commands and their flags, as commander definitions: what is parsed, helped with, completed and put into the manual
 * page all come from here. What a command does is loaded when it is run.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { addCheck, type CheckActions } from './check-commands.js';
import { type DissectFlags, FILE_FORMATS, FORMATS, type ViewFlags } from './flags.js';
import { examples, repeated } from './help-text.js';
import { addSim, addTest, type ScenarioActions, seedNumber } from './sim-commands.js';

/** What the commands do. */
export interface Actions extends ScenarioActions, CheckActions {
  readonly dissect: (file: string | undefined, flags: DissectFlags) => Promise<void>;
  readonly view: (file: string, flags: ViewFlags) => Promise<void>;
  readonly fields: (prefix: string | undefined, flags: FieldsFlags) => Promise<void>;
  readonly completion: (shell: string) => Promise<void>;
  readonly manual: () => Promise<void>;
}

/** The flags of `fields`. */
export interface FieldsFlags {
  readonly type: 'text' | 'json';
}

/** The shells that completion is made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Builds the program. */
export function createProgram(version: string, actions: Actions): Command {
  const program = new Command('gmpshark')
    .description('Analyzer for captured group management traffic: GMP (ITU-T X.602) and IGMP')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    .addHelpText(
      'after',
      examples([
        ['gmpshark capture.pcapng', 'look through it (in a pipe: one line a packet)'],
        ['gmpshark dissect capture.pcapng -V -c 1', 'the first packet in full'],
        ['tcpdump -U -w - | gmpshark -', 'watch packets as they come'],
        ['gmpshark sim scenario.yaml', 'what happens in a scenario, as a ladder'],
        ['gmpshark check capture.pcapng', 'what is against the rules, and a verdict a session'],
        ['gmpshark fields gmp', 'the fields whose names begin with "gmp"'],
      ]) + STATUS,
    );
  addDissect(program, actions);
  addView(program, actions);
  addSim(program, actions);
  addTest(program, actions);
  addCheck(program, actions);
  addFields(program, actions);
  addCompletion(program, actions);
  addManual(program, actions);
  return program;
}

const STATUS = `
Exit status: 0 done; 1 what was asked to hold does not (sim, test, check); 2 bad usage; 3 the input
could not be read to its end (what was readable has been shown), or a copy (-w) or standard
output not be written to its end; 130 interrupted.`;

function packetCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(text);
}

/** Of two captures, tshark reads the last; here none is passed over silently. */
function oneInput(value: string, before: string | undefined): string {
  if (before !== undefined) throw new InvalidArgumentError(`There is one input already: ${before}`);
  return value;
}

/** Of two filters, tshark takes the last; here none is passed over silently. */
function oneFilter(value: string, before: string | undefined): string {
  if (before !== undefined) throw new InvalidArgumentError(`There is a filter already: ${before}`);
  return value;
}

function addDissect(program: Command, actions: Actions): void {
  const command = program
    .command('dissect')
    .summary('print what is in a capture')
    .description(
      'Reads a capture (pcap or pcapng, gzip-compressed or not) and prints its packets.\nThe flags are those of tshark, where tshark has one for the thing.',
    )
    .argument('[file]', 'the capture; - is standard input')
    .addOption(new Option('-r, --read <file>', 'the capture, as tshark names it').argParser(oneInput))
    .addOption(new Option('-c, --count <n>', 'stop after n packets').argParser(packetCount))
    .addOption(
      new Option('-Y, --filter <filter>', 'only packets of which this display filter holds').argParser(
        oneFilter,
      ),
    )
    .addOption(
      repeated('-z, --statistic <stat>', 'a statistic, printed at the end (-z help lists them); repeatable'),
    )
    .addOption(new Option('-T, --type <form>', 'form of the output').choices(FORMATS).default('text'))
    .option('-V, --details', 'print the packets in full')
    .option('-x, --hex', "print the packets' octets")
    .option('-O, --only <layers>', 'print these layers in full, of others one line (comma between them)')
    .addOption(repeated('-e, --field <field>', 'a field to print (-T fields, json, ndjson, ek); repeatable'))
    .addOption(
      repeated(
        '-E, --field-output <name=value>',
        'looks of -T fields: header=y|n bom=y|n separator=/t|/s|C aggregator=/s|C occurrence=f|l|a quote=d|s|n',
      ),
    )
    .option('-t, --time <format>', 'time column: r, d, dd, e, a, ad, adoy, u, ud, udoy', 'r')
    .addOption(
      repeated(
        '-d, --decode-as <rule>',
        'LAYER==VALUE,PROTOCOL[@OFFSET]: dissect as that protocol; repeatable',
      ),
    )
    .option('-n, --no-names', 'no names for addresses (names come from the capture alone, never from DNS)')
    .addOption(repeated('-o, --preference <name:value>', 'a preference, as ip.defragment:FALSE; repeatable'))
    .option('--heuristic', 'recognise GMP on ports that nothing tells of (-o gmp.heuristic:TRUE)')
    .option('-2, --two-pass', 'read the file twice: fields that look ahead (gmp.response_in) are then known')
    .option('--follow', 'wait for more at the end of the file, until interrupted')
    .option('-w, --write <out>', 'copy the packets to a capture file (and print only with -P)')
    .addOption(
      new Option('-F, --file-format <format>', 'format of -w; default: by its extension').choices(
        FILE_FORMATS,
      ),
    )
    .option('-P, --print', 'print even with -w; with -V or -x, print the summary line too')
    .option('-q, --quiet', 'print no packets, and at the end only statistics')
    .option('-l, --line-buffered', 'accepted: output is never kept back')
    .option('--no-duplicate-keys', '-T json: a key that occurs more than once becomes an array')
    .option('--color', 'colour the output even where it is not a terminal')
    .option('--no-color', 'no colours (also: NO_COLOR in the environment)')
    .addHelpText(
      'after',
      examples([
        ['gmpshark dissect capture.pcapng', 'one line a packet'],
        ['gmpshark dissect capture.pcapng -O gmp', 'GMP in full, a line for each other layer'],
        ['gmpshark dissect a.pcap -Y \'igmp.type == "Leave Group"\'', 'only packets that a filter holds of'],
        ['gmpshark dissect -r a.pcap -T fields -e ip.src -e igmp.maddr', 'columns of values'],
        ['gmpshark dissect a.pcap -q -z io,stat,1,gmp,igmp', 'packets and octets of each second'],
        ['gmpshark dissect a.pcap -d udp.port==5000,gmp', 'port 5000 speaks GMP'],
        ['zcat a.pcap.gz | gmpshark dissect - -T ndjson', 'one JSON object a packet'],
        ['gmpshark dissect a.pcap -c 100 -w first.pcapng', 'the first 100 packets, copied'],
        ['gmpshark dissect a.pcap -Y "gmp && ip.src == 10.0.0.0/8" -w gmp.pcapng', 'a part of a capture'],
      ]) + STATUS,
    );
  // `--color` and `--no-color` together leave it undefined where neither is given.
  command.action((file: string | undefined, flags: DissectFlags) => actions.dissect(file, flags));
}

function addView(program: Command, actions: Actions): void {
  program
    .command('view', { isDefault: true })
    .summary('look through a capture in the terminal')
    .description(
      'Packet list, details and octets on the screen; ? lists the keys. It is also what "gmpshark FILE"\ndoes. Where standard output is no terminal, it is the same as "dissect FILE".\nA scenario is run and played like a film (elsewhere: "sim FILE").',
    )
    .argument('<file>', 'the capture, or the scenario (.yaml); - is standard input')
    .option('--follow', 'go along with a file that is still being written')
    .addOption(
      new Option('--seed <n>', 'of a scenario: the seed of all chance, instead of its own').argParser(
        seedNumber,
      ),
    )
    .option('--until <time>', 'of a scenario: end at this time of the run, as 2s or 1500ms')
    .addOption(repeated('--set <key=value>', 'of a scenario: one of its parameters; repeatable'))
    .addHelpText(
      'after',
      examples([
        ['gmpshark view capture.pcapng', 'look through it'],
        ['tcpdump -U -w - | gmpshark view -', 'watch packets as they come'],
        ['gmpshark view scenarios/fig03-control.yaml', 'play a scenario, step by step'],
        ['gmpshark capture.pcapng | head', 'the first packets, one line each'],
      ]),
    )
    .action((file: string, flags: ViewFlags) => actions.view(file, flags));
}

function addFields(program: Command, actions: Actions): void {
  program
    .command('fields')
    .summary('list the fields that packets have')
    .description('Lists every field: its name, type, title, values, clause, and whether it is computed.')
    .argument('[prefix]', 'only fields whose names begin so')
    .addOption(
      new Option('-T, --type <form>', 'form of the output').choices(['text', 'json']).default('text'),
    )
    .addHelpText(
      'after',
      examples([
        ['gmpshark fields', 'all fields'],
        ['gmpshark fields igmp.', 'the fields of IGMP'],
        ['gmpshark fields gmp -T json', 'the same for programs'],
      ]),
    )
    .action((prefix: string | undefined, flags: FieldsFlags) => actions.fields(prefix, flags));
}

function addCompletion(program: Command, actions: Actions): void {
  program
    .command('completion')
    .summary('print the completion script for a shell')
    .description('Prints a script that lets the shell complete commands and flags.')
    .addArgument(program.createArgument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      examples([
        ['gmpshark completion bash > ~/.local/share/bash-completion/completions/gmpshark', 'for bash'],
        ['gmpshark completion zsh > ~/.zfunc/_gmpshark', 'for zsh (a folder of $fpath)'],
        ['gmpshark completion fish > ~/.config/fish/completions/gmpshark.fish', 'for fish'],
      ]),
    )
    .action((shell: string) => actions.completion(shell));
}

function addManual(program: Command, actions: Actions): void {
  program
    .command('manual')
    .summary('print the manual page')
    .description('Prints the manual page in the form that man reads.')
    .addHelpText('after', examples([['gmpshark manual | man -l -', 'read it']]))
    .action(() => actions.manual());
}
