/**
 * Questions that read every version that git has of the books: seconds of one core, and as long as the disk takes. They are
 * asked in a process of their own, because whoever watches or pages must not wait for them.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Milliseconds after which an answer is given up. */
const patience = 300_000;

/** Of 20: nobody waits for it. */
const lowPriority = 10;

/**
 * @param script one that ends with `answerWith`
 * @param question as JSON; no secret belongs in it
 * @throws Error when it gives no answer, or the signal ends it
 */
export const askApart = async (script: URL, question: object, signal: AbortSignal): Promise<unknown> => {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const said = await new Promise<string>((resolve, reject) => {
    const options = { timeout: patience, maxBuffer: 1 << 26, signal };
    const asked = execFile(process.execPath, ['--import', loader, fileURLToPath(script)], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    try {
      if (asked.pid !== undefined) setPriority(asked.pid, lowPriority);
    } catch {
      // It has ended already.
    }
    // It may end before it has read the question.
    asked.stdin?.on('error', () => {});
    asked.stdin?.end(JSON.stringify(question));
  });
  return JSON.parse(said);
};

/** In the script: reads the question and gives the answer. */
export const answerWith = async (answer: (question: unknown) => object): Promise<void> => {
  process.stdout.write(JSON.stringify(answer(JSON.parse(await text(process.stdin)))));
};
