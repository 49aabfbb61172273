// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC7913P256Verifier} from "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier.sol";

/// @title P256Verifier
/// @notice OpenZeppelin's ERC-7913 verifier of P-256 keys, as it is, so that tests can deploy it.
contract P256Verifier is ERC7913P256Verifier {}
