import type { Command } from 'commander';
import { simulateCustoms } from '@pilotzone/server/commands/simulate-customs';
import type { Simulation } from '@pilotzone/server/commands/simulate-customs';
import { commandLog, parsePort } from '../options.ts';
import { writeLine, writeNotice } from '../output.ts';
import { untilTold } from '../until-told.ts';

type Options = {
  port: number;
  host: string;
  data: string;
  scenario: string;
  tariff?: string;
  certificates?: string;
  channel: string[];
};

/** `pilotzone simulate customs`: the customs side alone, for who tests their own software. */
export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('plays the other side of the counter')
    .command('customs')
    .description('customs alone: takes messages over HTTP, folders and queues, and answers')
    .option('--port <n>', 'port', parsePort, 8090)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <dir>', 'folder of its database', './simulator')
    .option('--scenario <name or file>', 'how customs behaves', 'everyday')
    .option('--tariff <file>', 'rates to judge by, as `import tariff` takes them')
    .option(
      '--certificates <path>',
      'authorities whose certificates count; without it signatures are judged by mathematics alone',
    )
    .option(
      '--channel <address>',
      'a folder or queue beside HTTP (folder:, amqp, nats); may be repeated',
      (address: string, others: string[]) => [...others, address],
      [],
    )
    .action(run);
}

async function run(given: Options): Promise<void> {
  const { data, channel, tariff, ...rest } = given;
  const where = { dataDir: data, channels: channel, tariffFile: tariff, log: commandLog() };
  const simulation = await simulateCustoms({ ...rest, ...where }, writeNotice);
  writeLine(welcome(simulation));
  await untilTold();
  writeNotice('\nstopping …');
  await simulation.close();
}

function welcome({ address, scenario, channels, location }: Simulation): string {
  return [
    `customs simulator at ${address} (scenario ${scenario.name}, database ${location})`,
    ...channels.map((name) => `  takes and answers messages over ${name} too`),
    `  send:  curl -H 'Content-Type: application/xml' --data-binary @CEB621.xml ${address}/dxp`,
    `  fetch: curl -i '${address}/dxp/messages?receiver=YOUR-DXP-ID&wait=5'`,
    `  the platform: pilotzone up --customs ${address}`,
    'Stop with Ctrl-C; what it knows stays.',
  ].join('\n');
}
