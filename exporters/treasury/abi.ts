/** Events and calls of what a treasury has to do with: ERC-20 (EIP-20), Safe 1.3 and later, Chainlink's aggregators. */
import { parseAbi } from 'viem/utils';

/** Transfer(address,address,uint256); ERC-721 has the same one with a fourth topic. */
export const transferTopic = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

export const safeTopics = {
  /** SafeReceived(address indexed sender, uint256 value) */
  received: '0x3d0ce9bfc3ed7d6862dbb28b2dea94561fe714a1b4d019aa8af39730d1ad7c3d',
  /** ExecutionSuccess(bytes32 txHash, uint256 payment); since 1.4 the hash is indexed */
  executed: '0x442e715f626346e8c54381002da614f62bee8d27386535b2521ec8540898556e',
  /** ExecutionFailure(bytes32 txHash, uint256 payment) */
  failed: '0x23428b18acfb3ea64b08dc0c1d296ea9c09702c09083ca5272e64d115b687d23',
  /** ExecutionFromModuleSuccess(address indexed module) */
  module: '0x6895c13664aa4f67288b25d7a21d7aaa34916e355fb9b6fae0a139a9085becb8',
  /** SafeMultiSigTransaction(address to, uint256 value, bytes data, uint8 operation, …): SafeL2 only */
  transaction: '0x66753cd2356569ee081232e3be8909b950e0a76c1f8460c3a5e3c2be32b11bed',
} as const;

export const safeAbi = parseAbi([
  'event SafeMultiSigTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures, bytes additionalInfo)',
  'function execTransaction(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, bytes signatures) payable returns (bool)',
  'function multiSend(bytes transactions) payable',
]);

export const tokenAbi = parseAbi([
  'function balanceOf(address) view returns (uint256)',
  'function decimals() view returns (uint8)',
]);

/** docs.chain.link, AggregatorV3Interface. */
export const feedAbi = parseAbi([
  'function decimals() view returns (uint8)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
]);
