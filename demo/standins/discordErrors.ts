/** Discord's refusals: a numeric code beside the HTTP status, and for a bad form a tree of what is wrong where. */
import type { z } from 'zod';
import type { Answer } from './types.ts';

const refusal = (status: number, code: number, message: string): Answer => ({ status, body: { message, code } });

export const unknownWebhook = refusal(404, 10015, 'Unknown Webhook');
export const unknownMessage = refusal(404, 10008, 'Unknown Message');
export const invalidToken = refusal(401, 50027, 'Invalid Webhook Token');
export const emptyMessage = refusal(400, 50006, 'Cannot send an empty message');
export const invalidJson = refusal(400, 50109, 'The request body contains invalid JSON.');
export const unauthorized = refusal(401, 0, '401: Unauthorized');
export const unknownChannel = refusal(404, 10003, 'Unknown Channel');
export const unknownInteraction = refusal(404, 10062, 'Unknown interaction');
export const unknownApplication = refusal(404, 10002, 'Unknown Application');
export const missingAccess = refusal(403, 50001, 'Missing Access');
export const missingPermissions = refusal(403, 50013, 'Missing Permissions');
export const notTheAuthor = refusal(403, 50005, 'Cannot edit a message authored by another user');
export const alreadyAnswered = refusal(400, 40060, 'Interaction has already been acknowledged.');
export const threadExists = refusal(400, 160004, 'A thread has already been created for this message');
export const tooLarge = refusal(413, 40005, 'Request entity too large');
export const notAForum = refusal(400, 220003, 'Webhooks can only create threads in forum channels');
export const notFound = refusal(404, 0, '404: Not Found');
export const methodNotAllowed = refusal(405, 0, '405: Method Not Allowed');

interface Leaf {
  readonly code: string;
  readonly message: string;
}

const typeErrors: Readonly<Record<string, Leaf>> = {
  string: { code: 'STRING_TYPE_CONVERT', message: 'Could not interpret it as string.' },
  object: { code: 'MODEL_TYPE_CONVERT', message: 'Only dictionaries may be used in a ModelType' },
  array: { code: 'LIST_TYPE_CONVERT', message: 'Only iterables may be used in a ListType' },
  boolean: { code: 'BOOLEAN_TYPE_CONVERT', message: 'Must be either true or false.' },
  number: { code: 'NUMBER_TYPE_COERCE', message: 'Value is not int.' },
  int: { code: 'NUMBER_TYPE_COERCE', message: 'Value is not int.' },
};
const isRequired: Leaf = { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };

const leaf = (issue: z.core.$ZodIssue): Leaf => {
  switch (issue.code) {
    case 'custom':
      return { code: String(issue.params?.discord ?? 'BASE_TYPE_INVALID'), message: issue.message };
    case 'invalid_type':
      if (issue.input === undefined || issue.input === null) return isRequired;
      return typeErrors[issue.expected] ?? { code: 'BASE_TYPE_INVALID', message: issue.message };
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${issue.maximum} or fewer in length.` }
        : { code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${issue.maximum}.` };
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? isRequired
        : { code: 'NUMBER_TYPE_MIN', message: `int value should be greater than or equal to ${issue.minimum}.` };
    case 'invalid_value':
    case 'invalid_union':
      return { code: 'BASE_TYPE_CHOICES', message: 'Value must be one of the documented ones.' };
    default:
      return { code: 'BASE_TYPE_INVALID', message: issue.message };
  }
};

interface Tree {
  [key: string]: Tree | Leaf[];
}

const grow = (tree: Tree, path: readonly PropertyKey[], found: Leaf): void => {
  let at = tree;
  for (const key of path) {
    const next = at[String(key)];
    const branch: Tree = next === undefined || Array.isArray(next) ? {} : next;
    at[String(key)] = branch;
    at = branch;
  }
  const known = at._errors;
  at._errors = [...(Array.isArray(known) ? known : []), found];
};

/** 400, code 50035, with every issue at its place. */
export const invalidForm = (issues: readonly z.core.$ZodIssue[]): Answer => {
  const errors: Tree = Object.create(null);
  for (const issue of issues) grow(errors, issue.path, leaf(issue));
  return { status: 400, body: { message: 'Invalid Form Body', code: 50035, errors } };
};

/** The same for one fault that is not of the body's shape. */
export const invalidField = (path: readonly string[], code: string, message: string): Answer => {
  const errors: Tree = Object.create(null);
  grow(errors, path, { code, message });
  return { status: 400, body: { message: 'Invalid Form Body', code: 50035, errors } };
};

/** The issues as one line for the log: `embeds.0.title: Must be 256 or fewer in length.` */
export const inWords = (issues: readonly z.core.$ZodIssue[]): string =>
  issues.map((issue) => `${issue.path.join('.') || 'body'}: ${leaf(issue).message}`).join('; ');
