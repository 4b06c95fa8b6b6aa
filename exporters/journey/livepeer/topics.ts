import { parseAbi, toEventSelector } from 'viem/utils';

/** The events that a go-livepeer process filters for, all contracts in one query and without addresses. */
const events = parseAbi([
  'event Unbond(address indexed delegate, address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound)',
  'event Rebond(address indexed delegate, address indexed delegator, uint256 unbondingLockId, uint256 amount)',
  'event WithdrawStake(address indexed delegator, uint256 unbondingLockId, uint256 amount, uint256 withdrawRound)',
  'event NewRound(uint256 indexed round, bytes32 blockHash)',
  'event DepositFunded(address indexed sender, uint256 amount)',
  'event ReserveFunded(address indexed reserveHolder, uint256 amount)',
  'event Withdrawal(address indexed sender, uint256 deposit, uint256 reserve)',
  'event WinningTicketTransfer(address indexed sender, address indexed recipient, uint256 amount)',
  'event Unlock(address indexed sender, uint256 startRound, uint256 endRound)',
  'event UnlockCancelled(address indexed sender)',
  'event TranscoderActivated(address indexed transcoder, uint256 activationRound)',
  'event TranscoderDeactivated(address indexed transcoder, uint256 deactivationRound)',
  'event ServiceURIUpdate(address indexed addr, string serviceURI)',
]);

export const livepeerTopics: readonly string[] = events.map((event) => toEventSelector(event));
