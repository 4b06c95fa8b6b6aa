import type { ErrorCode, YAMLError } from 'yaml';
import { isCollection, isNode, LineCounter, parseDocument } from 'yaml';
import type { ConfigFault } from '../configError.ts';
import type { Path } from './faultPath.ts';

/**
 * Sentences of our own by error code: the parser's texts quote the source, which may hold a secret. The codes that are
 * not here have fixed texts in the parser, which are shown as they are.
 */
const sentences: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'an alias whose anchor comes before it',
  BAD_DIRECTIVE: 'no YAML directive',
  BAD_DQ_ESCAPE: "a known escape after \\ (use '…' for text with backslashes)",
  BAD_SCALAR_START: 'quotes around text that begins with a special character',
  BAD_COLLECTION_TYPE: 'no YAML tag',
  DUPLICATE_KEY: 'each key once in a map',
  MULTIPLE_DOCS: 'one document',
  NON_STRING_KEY: 'keys that are text',
  RESOURCE_EXHAUSTION: 'less nesting',
  TAB_AS_INDENT: 'spaces as indentation, no tabs',
  TAG_RESOLVE_FAILED: 'no YAML tag',
  UNEXPECTED_TOKEN: `valid YAML (quote text that holds any of : # { } [ ] , and every "\${VARIABLE}")`,
};

const sentenceFor = ({ code, message }: YAMLError): string => {
  const quote = /^Missing closing (["'])quote/.exec(message)?.[1];
  if (quote) return `the closing ${quote} of a text before here`;
  const fixed = code === 'MISSING_CHAR' || code === 'BAD_INDENT';
  return sentences[code] ?? (fixed ? `valid YAML: ${message}` : 'valid YAML');
};

export interface ParsedYaml {
  readonly data: unknown;
  readonly faults: readonly ConfigFault[];
  /** Offset in the text of the value at a path, or of the nearest thing around it; orders faults as a reader meets them. */
  readonly offsetOf: (path: Path) => number;
}

/** YAML 1.2 as data. A fault's path is `line:column`; no text of the file is quoted. */
export const parseYaml = (text: string): ParsedYaml => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const faults: ConfigFault[] = [];
  let lastLine = 0;
  for (const error of [...document.errors, ...document.warnings].toSorted((one, other) => one.pos[0] - other.pos[0])) {
    const { line, col } = lines.linePos(error.pos[0]);
    // One mistake trips the parser several times over; the first of a line tells it best.
    if (line !== lastLine) faults.push({ path: `${line}:${col}`, found: 'a YAML error', expected: sentenceFor(error) });
    lastLine = line;
  }
  const offsetOf = (path: Path): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return isCollection(document.contents) ? Number.MAX_SAFE_INTEGER : 0;
  };
  if (faults.length > 0) return { data: undefined, faults, offsetOf };
  try {
    return { data: document.toJS({ maxAliasCount: 100 }), faults, offsetOf };
  } catch (error) {
    // The two things that toJS refuses: aliases that multiply without end, and one whose anchor is nowhere.
    const many = error instanceof Error && error.message.startsWith('Excessive');
    const fault = many
      ? { path: '1:1', found: 'too many YAML aliases', expected: 'at most 100' }
      : { path: '1:1', found: 'a YAML alias (*NAME) without its anchor', expected: 'an anchor (&NAME) before it' };
    return { data: undefined, faults: [fault], offsetOf };
  }
};
