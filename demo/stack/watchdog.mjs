// Ends what the stack started when the stack itself died without doing so (SIGKILL, a crash): Prometheus and
// Alertmanager do not notice that their parent is gone. It reads `+PID` and `-PID` lines; when its standard input
// closes, it ends the process groups still listed and removes the directories given as arguments. Plain JavaScript, so
// that it starts at once.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const groups = new Set();
const signal = (name) => {
  for (const pid of groups) {
    try {
      process.kill(-pid, name);
    } catch {
      groups.delete(pid);
    }
  }
};

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) groups.add(pid);
    else groups.delete(pid);
  })
  .on('close', () => {
    signal('SIGTERM');
    setTimeout(
      () => {
        signal('SIGKILL');
        for (const directory of process.argv.slice(2))
          rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
      },
      groups.size > 0 ? 2000 : 0,
    );
  });
