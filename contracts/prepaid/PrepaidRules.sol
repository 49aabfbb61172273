// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IPrepaidInstruments} from "./IPrepaidInstruments.sol";
import {Rules, Terms, Trigger} from "./IPrepaidTypes.sol";

/// @title PrepaidRules
/// @notice What rules say, given the instrument they belong to.
library PrepaidRules {
    /// Of nine words of zero: the rules of a plain instrument.
    bytes32 private constant NONE = 0xcdc5a830e025de132066c7f43de48570407bfaebc30b96f499fc06d42f5602df;
    uint256 private constant SIZE = 288;
    uint256 private constant WHOLE = 10_000;
    /// A cap that caps nothing: what each merchant was paid is kept, and that is all.
    uint256 internal constant NO_CAP = type(uint96).max;

    /// What an instrument keeps of its rules. Nobody finds others with the same 216 bits.
    /// @dev Hashed as they stand in the call. Whatever reads a field, and the event of the issue reads all, refuses one that is too wide for its type.
    function hash(Rules calldata rules) internal pure returns (bytes27) {
        bytes32 whole;
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, rules, SIZE)
            whole := keccak256(free, SIZE)
        }
        return _kept(whole);
    }

    /// The same of rules in memory.
    function hashMemory(Rules memory rules) internal pure returns (bytes27) {
        return _kept(keccak256(abi.encode(rules)));
    }

    /// Reverts for rules that contradict themselves.
    function check(Rules calldata rules, address purchaser) internal view {
        if ((rules.trigger == Trigger.ISSUE) != (rules.delay == 0)) {
            revert IPrepaidInstruments.PrepaidDelayInvalid(rules.delay);
        }
        if (rules.categories != 0 && rules.merchants == 0) revert IPrepaidInstruments.PrepaidCategoriesWithoutList();
        address to = rules.returnTo;
        uint256 bps = rules.returnBps;
        bool valid = to == address(0) ? bps == 0 : bps != 0 && bps <= WHOLE && to != purchaser && to != address(this);
        if (!valid) revert IPrepaidInstruments.PrepaidReturnInvalid(to, rules.returnBps);
    }

    /// The part of `amount` that returns to the other party, rounded down.
    function otherShare(Rules calldata rules, uint256 amount) internal pure returns (uint256) {
        return (amount * rules.returnBps) / WHOLE;
    }

    /// Reverts for a merchant that the rules don't accept. Leaves are hashed twice, as in the standard Merkle tree: no inner node can pass for one.
    function checkMerchant(Terms calldata terms, uint256 id, address merchant) internal pure {
        bytes32 root = terms.rules.merchants;
        if (root == 0) return;
        uint8 category = terms.category;
        uint256 accepted = terms.rules.categories;
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(merchant, category))));
        if (
            (accepted != 0 && (accepted >> category) & 1 == 0) || !MerkleProof.verifyCalldata(terms.proof, root, leaf)
        ) {
            revert IPrepaidInstruments.PrepaidMerchantRefused(id, merchant, category);
        }
    }

    function _kept(bytes32 whole) private pure returns (bytes27) {
        return whole == NONE ? bytes27(0) : bytes27(whole);
    }
}
