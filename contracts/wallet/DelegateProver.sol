// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ILifeSource} from "./ILifeSource.sol";
import {NonceProver} from "./NonceProver.sol";

/// @title Prover of accounts that delegate
/// @notice The life and the silence of accounts that have a key and, by EIP-7702, the code of one delegate. They show life in two ways: by what that code keeps
/// (acts through relayers, which don't raise the nonce) and by the nonce (transactions past that code). The later one counts. The account moves its assets itself.
///
/// Each proof must show that very delegation. Where one shows other code, or none, the account is suspended for its plan.
/// @dev The delegate must neither create contracts nor run foreign code in its own name (`DELEGATECALL`): then it is the owner alone who raises the nonce.
///
/// A call that the key's own transaction makes past that code isn't told from one of an operator, so {isOwnersAct} denies it, though its nonce shows life. Where the
/// registry asks for the owner's act, have the account `execute` the call.
contract DelegateProver is NonceProver {
    /// @notice The code that the accounts delegate to.
    address public immutable DELEGATE;

    /// The hash of what the chain keeps as the code of an account that delegates to it.
    bytes32 private immutable _DESIGNATOR_HASH;

    /// @notice For accounts that delegate to one contract.
    /// @param delegate A contract that is an {ILifeSource} of the account that delegates to it.
    constructor(address delegate) {
        DELEGATE = delegate;
        _DESIGNATOR_HASH = keccak256(abi.encodePacked(hex"ef0100", delegate));
    }

    /// The designator of the delegate, and nothing else.
    function _isAllowed(bytes32 codeHash) internal view override returns (bool) {
        return codeHash == _DESIGNATOR_HASH;
    }

    function _refusal() internal pure override returns (string memory reason) {
        return "the account doesn't delegate to this prover's DELEGATE";
    }

    /// The account does that itself.
    function _holder(address account) internal pure override returns (address holder) {
        return account;
    }

    /// What the delegate keeps in the account: its code is the one that is trusted here.
    function _lifeInside(address account) internal view override returns (uint48 lastLife) {
        (lastLife, ) = ILifeSource(account).lifeOf(account);
    }

    /// The delegate knows.
    function _isActInside(address account) internal view override returns (bool) {
        return ILifeSource(account).isOwnersAct(account);
    }
}
