import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian's libbcprov-java puts Bouncy Castle. */
const BOUNCY_CASTLE = '/usr/share/java/bcprov.jar';

/** Whether a JDK and Bouncy Castle are installed; the tests that need them are skipped without. */
export const hasBouncyCastle = existsSync(BOUNCY_CASTLE) && runs('javac', '-version');

/** Whether the system's OpenSSL is there and knows SM2. */
export const hasOpenssl =
  runs('openssl', 'version') &&
  spawnSync('openssl', ['ecparam', '-name', 'SM2', '-noout']).status === 0;

/** A folder of its own in the temporary one. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'pilotzone-signatures-'));
}

/** Runs OpenSSL in a folder; what it prints. Throws with its words when it fails. */
export function openssl(folder: string, ...args: readonly string[]): string {
  return execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }).toString();
}

/** Runs the Java side in a folder; what it prints. */
export function runInterop(folder: string): string {
  const source = join(import.meta.dirname, 'interop/Interop.java');
  const args = ['-cp', BOUNCY_CASTLE, source, folder];
  return execFileSync('java', args, { stdio: 'pipe' }).toString();
}

function runs(command: string, argument: string): boolean {
  return spawnSync(command, [argument]).status === 0;
}
