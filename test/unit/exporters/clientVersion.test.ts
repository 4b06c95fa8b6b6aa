import { expect, test } from 'vitest';
import { parseClientVersion, shortClientVersion } from '../../../exporters/clientVersion.ts';

test.each([
  ['Geth/v1.16.4-stable-41714b49/linux-amd64/go1.24.7', 'geth', '1.16.4'],
  ['Nethermind/v1.30.3+87c86379/linux-x64/dotnet9.0.0', 'nethermind', '1.30.3'],
  ['erigon/3.0.14/linux-amd64/go1.23.11', 'erigon', '3.0.14'],
  ['besu/v23.1.0/osx-aarch_64/corretto-java-19', 'besu', '23.1.0'],
  ['reth/v0.1.0-alpha.1-428a6dc2f/aarch64-apple-darwin', 'reth', '0.1.0-alpha.1'],
  ['nitro/v3.11.3-rc.4-4bed0c5/linux-amd64/go1.25.12', 'nitro', '3.11.3-rc.4'],
  ['Prysm/v7.1.0 (linux amd64)', 'prysm', '7.1.0'],
  ['Lighthouse/v8.0.1-ced49dd/x86_64-linux', 'lighthouse', '8.0.1'],
  ['', 'unknown', 'unknown'],
  ['my own "build"', 'my', 'unknown'],
  ['client/main-branch{x}', 'client', 'main-branchx'],
])('%s', (text, client, version) => {
  expect(parseClientVersion(text)).toEqual({ client, version });
});

test('for people the first two parts stay as they came, within a measure', () => {
  expect(shortClientVersion('Geth/v1.16.4-stable-41714b49/linux-amd64')).toBe('Geth/v1.16.4-stable-41714b49');
  expect(shortClientVersion(`a/${'b'.repeat(500)}`)).toHaveLength(60);
});
