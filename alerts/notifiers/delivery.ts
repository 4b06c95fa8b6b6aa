/** How one attempt to deliver went, for every sink. `detail` holds closed words and codes, never a URL or a token. */
export type Delivery =
  | { readonly kind: 'ok'; readonly messageId: string | undefined }
  /** The message to edit is not there any more: post anew. */
  | { readonly kind: 'message_gone' }
  /** The sink itself is gone or refuses our credentials: every further try counts towards a ban. */
  | { readonly kind: 'gone'; readonly detail: string }
  | { readonly kind: 'rate_limited'; readonly afterMs: number | undefined }
  /** This content will never be taken. */
  | { readonly kind: 'rejected'; readonly detail: string }
  | { readonly kind: 'server_error'; readonly detail: string; readonly afterMs: number | undefined }
  | { readonly kind: 'network'; readonly detail: string };
