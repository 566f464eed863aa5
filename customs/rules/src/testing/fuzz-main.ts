import { runFuzz } from './fuzz-run.ts';

const [mutants = '1000000', seed = '1', folder = 'data/fuzz'] = process.argv.slice(2);
const counts = runFuzz({
  mutants: Number(mutants),
  seed: Number(seed),
  folder,
  say: (line) => {
    process.stdout.write(`${line}\n`);
  },
});
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.exitCode = counts.faults === 0 ? 0 : 1;
