// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title SignatureHarness
/// @notice Says what OpenZeppelin's checker, by which all signatures go, thinks of one.
contract SignatureHarness {
    /// @notice Whether the signature is the account's, for the digest.
    function isValid(address account, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return SignatureChecker.isValidSignatureNow(account, digest, signature);
    }
}
