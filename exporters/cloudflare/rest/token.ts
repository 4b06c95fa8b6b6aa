/** Whether the token is good, and until when: of a user, or of an account where that owns it. */
import { answerOf, type RestAsker } from './ask.ts';
import { tokenSchema } from './schemas.ts';

export interface TokenState {
  /** Undefined: nobody could be asked. */
  readonly valid: boolean | undefined;
  /** Unix seconds; undefined for one that does not expire, or of which nothing is known. */
  readonly expires: number | undefined;
  /** Where it was told: whose it is does not change. */
  readonly path?: string;
}

const seconds = (text: string | null | undefined): number | undefined => {
  const at = Date.parse(text ?? '') / 1000;
  return Number.isFinite(at) ? at : undefined;
};

export interface TokenKnown {
  /** Where it was told the last time. */
  readonly path: string | undefined;
  /** The token itself was refused when the zones were asked for. */
  readonly refused: boolean;
}

export const verifyToken = async (
  ask: RestAsker,
  accounts: readonly string[],
  known: TokenKnown,
): Promise<TokenState> => {
  let refused = false;
  // An account's token is refused by the user's endpoint.
  const paths = ['/user/tokens/verify', ...accounts.map((account) => `/accounts/${account}/tokens/verify`)];
  for (const path of known.path === undefined ? paths : [known.path]) {
    const read = await ask.one('token', path, tokenSchema);
    const token = answerOf(read);
    if (token) {
      ask.done('token');
      return { valid: token.status === 'active', expires: seconds(token.expires_on), path };
    }
    if (!('error' in read) || read.error.kind !== 'auth') return { valid: undefined, expires: undefined };
    refused = true;
  }
  // While no account is known, it may be the token of one, which only that account can tell.
  const everywhere = known.path !== undefined || accounts.length > 0 || known.refused;
  return { valid: refused && everywhere ? false : undefined, expires: undefined };
};
