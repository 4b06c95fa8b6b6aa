// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

interface Token {
    function transfer(address to, uint256 value) external returns (bool);
}

/// As much of a Safe as a treasury's reader sees: it tells of coins that arrive, and its owner pays tokens.
contract DemoSafe {
    address public immutable owner = msg.sender;

    event SafeReceived(address indexed sender, uint256 value);

    receive() external payable {
        emit SafeReceived(msg.sender, msg.value);
    }

    function pay(Token token, address to, uint256 value) external {
        require(msg.sender == owner, "not the owner");
        require(token.transfer(to, value), "refused");
    }
}
