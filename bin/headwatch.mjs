#!/usr/bin/env node
// The TypeScript sources run as they are: tsx strips the types, so there is no build that could be stale.
import { register } from 'tsx/esm/api';

register();
await import('../cli/main.ts');
