/** A file of OpenMetrics as blocks of Prometheus' store. promtool takes the square of a file's length: two hours a file. */
import { spawn } from 'node:child_process';

/** @throws Error with promtool's own words */
export const intoStore = (file: string, store: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '-q', file, store], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`promtool ended with ${code}: ${said}`))));
  });
