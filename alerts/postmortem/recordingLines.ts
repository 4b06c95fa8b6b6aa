/** A recording read back: only what its format has, whoever wrote the file. */
import { z } from 'zod';
import {
  chainVerdicts,
  edgeFaults,
  edgeStates,
  failureReasons,
  journeySteps,
  nodeVerdicts,
  outcomes,
  roles,
  verdictReasons,
} from '../../collector/catalogue/labels.ts';
import { type RecordedLine, type RecordingHeader, recordingFormat } from '../../collector/record/lines.ts';

const name = z.string().max(100);
const outcome = z.enum(outcomes);
const verdict = z.enum(nodeVerdicts);
const chainVerdict = z.enum(chainVerdicts);
const head = { number: z.number().optional(), timestamp: z.number().optional() };
const t = z.number();

const headerSchema = z.object({
  kind: z.literal('recording'),
  format: z.literal(recordingFormat),
  vantage: name,
  central: z.boolean(),
  version: name,
  from: z.number(),
  to: z.number(),
  targets: z.array(
    z.object({
      name,
      role: z.enum(roles),
      chain: name,
      region: name,
      kind: name.optional(),
      clientVersion: z.string().max(300).optional(),
    }),
  ),
});

const lineSchema = z.discriminatedUnion('kind', [
  z.object({
    ...{ t, kind: z.literal('light'), target: name, outcome, roundTrip: z.number(), ...head },
    lag: z.number().optional(),
  }),
  z.object({ t, kind: z.literal('head'), chain: name, sources: z.number(), ...head }),
  z.object({
    ...{ t, kind: z.literal('verdict'), target: name, was: verdict, verdict },
    reason: z.enum(verdictReasons),
  }),
  z.object({
    ...{ t, kind: z.literal('edge'), target: name, region: name, state: z.enum(edgeStates) },
    ...{ fault: z.enum(edgeFaults).nullable(), reason: z.enum([...verdictReasons, ...failureReasons]) },
  }),
  z.object({ t, kind: z.literal('chain'), chain: name, was: chainVerdict, verdict: chainVerdict }),
  z.object({
    ...{ t, kind: z.literal('journey'), target: name, list: z.enum(['full', 'boot']), outcome },
    step: z.enum(journeySteps).nullable(),
  }),
  z.object({ t, kind: z.literal('controls'), asked: z.number(), answered: z.number() }),
  z.object({
    ...{ t, kind: z.literal('tick'), chain: name, outcome: z.enum(['tainted', 'missed']), seconds: z.number() },
  }),
]);

// What the schema lets through is what the recorder writes; the compiler holds the two together.
export type ReadLine = z.output<typeof lineSchema>;
export type ReadHeader = z.output<typeof headerSchema>;
const _line = (line: RecordedLine): z.input<typeof lineSchema> => line;
const _header = (header: RecordingHeader): Omit<z.input<typeof headerSchema>, 'targets'> => header;
void _line;
void _header;

/** Calls back for each header and each line of its part, in the order of the file; anything else is passed over. */
export const readRecording = (
  text: string,
  onHeader: (header: ReadHeader) => void,
  onLine: (line: ReadLine, vantage: string) => void,
): void => {
  let vantage: string | undefined;
  for (const row of text.split('\n')) {
    let data: unknown;
    try {
      data = JSON.parse(row);
    } catch {
      continue;
    }
    const header = headerSchema.safeParse(data);
    if (header.success) {
      vantage = header.data.vantage;
      onHeader(header.data);
      continue;
    }
    const line = lineSchema.safeParse(data);
    if (line.success && vantage !== undefined) onLine(line.data, vantage);
  }
};
